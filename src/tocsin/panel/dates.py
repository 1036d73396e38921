"""Texts and dates to days: one form must fit a whole column, or the column is refused.

Read as they stand: Date and Datetime columns (a Datetime gives the day it shows in its own time zone).
Texts and eight-digit integers are matched against `FORMS`. The order of day and month in 03/04/2025 is taken
from the column when some row settles it (14/02/2025); when none does, the column is refused as ambiguous.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from tocsin.vocab.errors import DateError
from tocsin.vocab.periods import Every

Kind = Literal["day", "week", "month"]
FIRST_YEAR, LAST_YEAR = 1900, 2100
_REMEDY = "Write 2025-02-14, 2025-W07 or 2025-02."


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to write a date: a pattern with groups y or s (short: 1969-2068), m or b (a word), d, w."""

    name: str
    pattern: str
    kind: Kind = "day"

    def days(self, texts: pl.Series) -> pl.Series:
        """The first day each text names; null where the text has another form or names no day."""
        parts = texts.str.extract_groups(f"^(?:{self.pattern})$").struct.unnest()
        if self.kind == "week":
            return _week_days(parts)
        if "s" in parts.columns:
            short = pl.col("s")
            parts = parts.with_columns(y=pl.when(short < "69").then("20" + short).otherwise("19" + short))
        if "b" in parts.columns:
            parts = parts.with_columns(m=pl.col("b").str.to_lowercase().replace(_MONTHS))
        if "d" not in parts.columns:
            parts = parts.with_columns(d=pl.when(pl.col("y").is_not_null()).then(pl.lit("1")))
        text = pl.concat_str(["y", "m", "d"], separator="-")
        return parts.select(text.str.to_date("%Y-%m-%d", strict=False)).to_series()


_MONTHS = {
    name: str(number)
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_Y, _S, _M, _D, _B = (
    r"(?<y>\d{4})",
    r"(?<s>\d{2})",
    r"(?<m>\d{1,2})",
    r"(?<d>\d{1,2})",
    r"(?<b>[A-Za-z]{3,9})\.?",
)

FORMS: tuple[Form, ...] = (
    Form(name="2025-02-14", pattern=rf"{_Y}-{_M}-{_D}(?:[T ]\d{{1,2}}:\d{{2}}.*)?"),
    Form(name="2025-W07", pattern=rf"{_Y}[- ]?[Ww](?<w>\d{{1,2}})(?:-?(?<d>[1-7]))?", kind="week"),
    Form(name="2025-02", pattern=rf"{_Y}[-/.]{_M}", kind="month"),
    Form(name="2025/02/14", pattern=rf"{_Y}/{_M}/{_D}(?: \d{{1,2}}:\d{{2}}.*)?"),
    Form(name="2025.02.14", pattern=rf"{_Y}\.{_M}\.{_D}"),
    Form(name="20250214", pattern=r"(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})"),
    Form(name="14.02.2025", pattern=rf"{_D}\.{_M}\.{_Y}(?: \d{{1,2}}:\d{{2}}.*)?"),
    Form(name="14/02/2025", pattern=rf"{_D}[/-]{_M}[/-]{_Y}(?: \d{{1,2}}:\d{{2}}.*)?"),
    Form(name="02/14/2025", pattern=rf"{_M}[/-]{_D}[/-]{_Y}(?: \d{{1,2}}:\d{{2}}.*)?"),
    Form(name="14.02.25", pattern=rf"{_D}\.{_M}\.{_S}"),
    Form(name="14/02/25", pattern=rf"{_D}[/-]{_M}[/-]{_S}(?: \d{{1,2}}:\d{{2}}.*)?"),
    Form(name="02/14/25", pattern=rf"{_M}[/-]{_D}[/-]{_S}(?: \d{{1,2}}:\d{{2}}.*)?"),
    Form(name="14 Feb 2025", pattern=rf"{_D}[ -]{_B}[ -]{_Y}"),
    Form(name="Feb 14, 2025", pattern=rf"{_B} {_D},? {_Y}"),
    Form(name="2025年2月14日", pattern=rf"{_Y}\s*年\s*{_M}\s*月\s*{_D}\s*日"),
)


def read_days(values: pl.Series, *, every: Every) -> pl.Series:
    """A column of dates, datetimes or texts as days (polars Date), one per row, none missing.

    Raises DateError for missing dates, texts that fit no form or several, a kind of period that is not the
    one asked for, and days outside 1900-2100; the message shows the first five with their rows (1 = first).

    >>> read_days(pl.Series(["2020-W53", "2021-W01"]), every="week").to_list()
    [datetime.date(2020, 12, 28), datetime.date(2021, 1, 4)]
    """
    column = repr(values.name)
    if values.dtype == pl.Date:
        days = values
    elif isinstance(values.dtype, pl.Datetime):
        days = values.dt.date()
    elif values.dtype in (pl.String, pl.Categorical, pl.Enum) or values.dtype.is_integer():
        days = _from_texts(values.cast(pl.String).str.strip_chars(), column, every)
    elif values.dtype == pl.Null:
        days = values.cast(pl.Date)
    else:
        raise DateError(f"Column {column} holds {values.dtype}, not dates. {_REMEDY}")
    if days.null_count():
        missing = days.is_null()
        raise DateError(f"{column} has no date in {rows_of(missing)}. Fill it or remove the rows.")
    outside = ~days.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    if outside.any():
        shown = _shown(days.cast(pl.String), outside)
        raise DateError(
            f"{column} has {_dates(outside)} outside {FIRST_YEAR}-{LAST_YEAR}: {shown}. Correct them."
        )
    return days


def looks_like_period(names: list[str]) -> list[bool]:
    """Whether each text alone names a day, a week or a month in one of the forms.

    >>> looks_like_period(["country", "2025-W07", "14.02.2025"])
    [False, True, True]
    """
    texts = pl.Series(names, dtype=pl.String).str.strip_chars()
    hits = pl.Series([False] * len(names))
    for form in FORMS:
        hits = hits | form.days(texts).is_not_null()
    return hits.to_list()


def rows_of(mask: pl.Series) -> str:
    """The rows where a mask holds, in words, counted from 1.

    >>> rows_of(pl.Series([False, True, True])), rows_of(pl.Series([True] * 9))
    ('rows 2, 3', 'rows 1, 2, 3, 4, 5 and 4 more')
    """
    places = mask.arg_true()
    first = ", ".join(str(place + 1) for place in places.head(5))
    more = f" and {len(places) - 5} more" if len(places) > 5 else ""
    return f"row{'s' if len(places) > 1 else ''} {first}{more}"


def _from_texts(texts: pl.Series, column: str, every: Every) -> pl.Series:
    blank = texts.is_null() | (texts == "")
    unique = texts.filter(~blank).unique(maintain_order=True)
    if not len(unique):
        return pl.Series(texts.name, [None] * len(texts), dtype=pl.Date)
    head = unique.head(100)
    forms = [form for form in FORMS if not form.days(head).null_count()]
    fits = [(form, days) for form in forms if not (days := form.days(unique)).null_count()]
    if not fits:
        raise _unparsed(texts, unique, column)
    if any(not days.equals(fits[0][1]) for _, days in fits):
        raise DateError(
            f"{column} is ambiguous: {unique[0]!r} may be day/month or month/day, and no row settles it. "
            "Write the dates as 2025-02-14."
        )
    form, days = fits[0]
    if form.kind not in ("day", every):
        raise DateError(
            f"{column} names {form.kind}s ({unique[0]!r}), but every={every!r} was asked for. "
            f"Use every={form.kind!r} (--every {form.kind})."
        )
    if blank.any():
        texts = pl.select(pl.when(~blank).then(texts)).to_series()
    return days.gather(texts.cast(pl.Enum(unique)).to_physical()).alias(texts.name)


def _unparsed(texts: pl.Series, unique: pl.Series, column: str) -> DateError:
    """Say which texts spoil the column: two kinds mixed, or the ones the commonest form does not fit."""
    parsed = {form: form.days(unique).is_not_null() for form in FORMS}
    kinds = {form.kind: unique.filter(parsed[form]) for form in FORMS if parsed[form].any()}
    best = max(FORMS, key=lambda form: parsed[form].sum())
    if len(kinds) > 1:
        found = " and ".join(f"{kind}s ({some[0]!r})" for kind, some in kinds.items())
        return DateError(f"{column} mixes {found}. Write one kind in the whole column.")
    bad = texts.is_in(unique.filter(~parsed[best]).implode())
    shown = _shown(texts, bad)
    if not parsed[best].any():
        return DateError(f"{_dates(bad)} in {column} cannot be read: {shown}. {_REMEDY}")
    return DateError(
        f"{_dates(bad)} in {column} cannot be read as {best.name} like the others: {shown}. {_REMEDY}"
    )


def _dates(mask: pl.Series) -> str:
    return f"{mask.sum()} date{'s' if mask.sum() > 1 else ''}"


def _shown(texts: pl.Series, mask: pl.Series) -> str:
    places = mask.arg_true()
    first = ", ".join(f"{texts[place]!r} (row {place + 1})" for place in places.head(5))
    return first + (f" and {len(places) - 5} more" if len(places) > 5 else "")


def _week_days(parts: pl.DataFrame) -> pl.Series:
    """Day of ISO week w of ISO year y; null where that year has no such week."""
    year, week = pl.col("y").cast(pl.Int32), pl.col("w").cast(pl.Int32)
    january = pl.concat_str([pl.col("y"), pl.lit("-01-04")]).str.to_date("%Y-%m-%d", strict=False)
    day = pl.col("d").cast(pl.Int32).fill_null(1)
    into = 7 * (week - 1) + day - january.dt.weekday().cast(pl.Int32)
    days = january.dt.offset_by(pl.concat_str([into.cast(pl.String), pl.lit("d")]))
    right = (days.dt.iso_year() == year) & (days.dt.week().cast(pl.Int32) == week)
    return parts.select(pl.when(right).then(days)).to_series()
