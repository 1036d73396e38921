"""Periods as DHIS2 writes them: 20250214, 2025W07, 202502; others are named and refused."""

import re

import polars as pl

from tocsin.panel.dates import read_days, rows_of
from tocsin.sources.assemble import ends
from tocsin.vocab.errors import DateError
from tocsin.vocab.periods import Every

_FORMS: tuple[tuple[Every, str], ...] = (
    ("day", r"^\d{8}$"),
    ("week", r"^\d{4}W\d{1,2}$"),
    ("month", r"^\d{6}$"),
)
_OTHERS = (
    (r"\d{4}(Mon|Tue|Wed|Thu|Fri|Sat|Sun)W\d{1,2}", "a week that does not begin on Monday"),
    (r"\d{4}BiW\d{1,2}", "two weeks"),
    (r"\d{4}\d{2}B", "two months"),
    (r"\d{4}(Q\d|NovQ\d)", "a quarter"),
    (r"\d{4}(S\d|AprilS\d|NovS\d)", "half a year"),
    (r"\d{4}(April|July|Oct|Nov)?", "a year"),
)


def read_periods(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Kind of period and last day of each row; days, ISO weeks and months may stand side by side.

    >>> every, last = read_periods(pl.Series("period", ["2025W07", "202502"]))
    >>> every.to_list(), last.dt.to_string("%Y-%m-%d").to_list()
    (['week', 'month'], ['2025-02-16', '2025-02-28'])
    """
    text = values.cast(pl.String).str.strip_chars()
    every: pl.Series = pl.Series("every", [None] * len(text), dtype=pl.String)
    last: pl.Series = pl.Series("last", [None] * len(text), dtype=pl.Date)
    for kind, pattern in _FORMS:
        mask = text.str.contains(pattern).fill_null(False)
        if mask.any():
            named = text.filter(mask)
            if kind == "month":
                named = named.str.slice(0, 4) + "-" + named.str.slice(4)
            at = mask.arg_true()
            last = last.scatter(at, ends(read_days(named.alias(values.name), every=kind), kind))
            every = every.scatter(at, kind)
    if every.null_count():
        raise _refused(text.alias(values.name), every.is_null())
    return every, last


def _refused(text: pl.Series, mask: pl.Series) -> DateError:
    first = text.filter(mask)[0]
    what = next((words for form, words in _OTHERS if first and re.fullmatch(form, first)), "no period")
    return DateError(
        f"{text.name!r} holds {first!r}, {what}, in {rows_of(mask)}. Read are days (20250214), ISO "
        "weeks (2025W07) "
        "and months (202502): ask DHIS2 for one of them."
    )
