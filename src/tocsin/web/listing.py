"""Lists: every one of them sorts, filters, comes in pages and leaves as CSV, in the same way."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

Row = TypeVar("Row")

SIZES = (25, 50, 100, 200)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # wide ones too, as some read them


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """One column of a list.

    key      its name in addresses and in the CSV
    title    what stands above it, already in the reader's language
    value    what the cell says, for people, for filters and in the CSV
    order    what it sorts by; None = by value
    numeric  set right
    """

    key: str
    title: str
    value: Callable[[Row], str]
    order: Callable[[Row], Any] | None = None
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Generic[Row]):
    """A filter with a few values: `?stage=open`.

    options  value -> what people read
    keeps    whether a row has the value
    """

    key: str
    title: str
    options: Mapping[str, str]
    keeps: Callable[[Row, str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a reader asks of a list, from the address.

    text     words that must all stand in some cell
    sort     key of a column; empty = the order given. down: from large to small
    page     1, 2, ...; size rows on each
    chosen   filter -> value
    """

    text: str = ""
    sort: str = ""
    down: bool = False
    page: int = 1
    size: int = SIZES[1]
    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wish":
        """From a query string; what makes no sense there is as if it were not said."""
        page, size = query.get("page", ""), query.get("size", "")
        return cls(
            text=query.get("q", "")[:200],
            sort=query.get("sort", ""),
            down=query.get("down", "") == "1",
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
            size=int(size) if size in {str(n) for n in SIZES} else SIZES[1],
            chosen={
                k: v for k, v in query.items() if k not in {"q", "sort", "down", "page", "size", "format"}
            },
        )

    def address(self, **changed: Any) -> str:
        """The query string of this wish with some parts changed."""
        parts: dict[str, Any] = {
            "q": self.text, "sort": self.sort, "down": int(self.down), "page": self.page, "size": self.size,
            **self.chosen, **changed,
        }  # fmt: skip
        plain = {"q": "", "sort": "", "down": 0, "page": 1, "size": SIZES[1]}
        kept = {k: v for k, v in parts.items() if v not in ("", None) and plain.get(k, "") != v}
        return "?" + urlencode(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[Row]):
    """One page of a list.

    rows     of this page; total rows of all pages, after filters; pages how many there are
    columns, choices, wish   what it was made with
    """

    rows: Sequence[Row]
    total: int
    pages: int
    columns: Sequence[Column[Row]]
    choices: Sequence[Choice[Row]]
    wish: Wish


def listed(
    rows: Sequence[Row], columns: Sequence[Column[Row]], wish: Wish, choices: Sequence[Choice[Row]] = ()
) -> Listed[Row]:
    """Filter, sort and cut. A page beyond the last is the last."""
    kept = _matching(rows, columns, wish, choices)
    pages = max(1, ceil(len(kept) / wish.size))
    start = (min(wish.page, pages) - 1) * wish.size
    return Listed(
        rows=kept[start : start + wish.size], total=len(kept), pages=pages, columns=columns,
        choices=choices, wish=wish,
    )  # fmt: skip


def as_csv(
    rows: Sequence[Row], columns: Sequence[Column[Row]], wish: Wish, choices: Sequence[Choice[Row]] = ()
) -> bytes:
    """All pages as CSV: UTF-8 with a mark that spreadsheets know, CRLF, one header row of keys.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.key for column in columns])
    for row in _matching(rows, columns, wish, choices):
        writer.writerow([harmless(column.value(row)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet computes; plain numbers stay numbers.

    >>> harmless("=1+1"), harmless("＝1+1"), harmless("-3"), harmless("Arvania")
    ("'=1+1", "'＝1+1", '-3', 'Arvania')
    """
    if not cell.startswith(_FORMULA):
        return cell
    number = cell[1:].replace(".", "", 1)
    return cell if cell[0] == "-" and number.isascii() and number.isdigit() else f"'{cell}"


def _matching(
    rows: Sequence[Row], columns: Sequence[Column[Row]], wish: Wish, choices: Sequence[Choice[Row]]
) -> list[Row]:
    kept = list(rows)
    for choice in choices:
        value = wish.chosen.get(choice.key, "")
        if value in choice.options:
            kept = [row for row in kept if choice.keeps(row, value)]
    words = wish.text.casefold().split()
    if words:
        kept = [row for row in kept if _has(row, columns, words)]
    for column in columns:
        if column.key == wish.sort:
            kept.sort(key=column.order or column.value, reverse=wish.down)
    return kept


def _has(row: Row, columns: Sequence[Column[Row]], words: Sequence[str]) -> bool:
    text = "\n".join(column.value(row) for column in columns).casefold()
    return all(word in text for word in words)
