"""A fault of a model-output file: where it is, what is there, what may be there, what to do."""

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

VALUES_SHOWN = 5  # different wrong values of one kind that are named one by one
ALLOWED_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong.

    file     path as it was given
    kind     a word that never changes, see docs/hubverse.md
    row      first row, counted as a spreadsheet does: the header is row 1; None = the file as a whole
    column   column, or None
    value    what is there, as text
    allowed  what may be there
    remedy   what to do, one sentence
    more     further rows with the same fault
    """

    file: str
    kind: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    allowed: str = ""
    remedy: str = ""
    more: int = 0

    @property
    def sentence(self) -> str:
        """All of it in words.

        >>> print(Fault(file="a.csv", kind="horizon", row=2, column="horizon", value="1 wk ahead",
        ...     allowed="whole numbers", remedy="Write 1.", more=312).sentence)
        a.csv, row 2, horizon: '1 wk ahead'. Allowed: whole numbers. Write 1. And 312 more rows.
        """
        place = ", ".join(filter(None, [self.file, f"row {self.row}" if self.row else "", self.column]))
        parts = [f"{place}:"]
        if self.value is not None:
            exact = self.row is not None and self.column is not None
            parts.append(f"{self.value!r}." if exact else f"{self.value}.")
        if self.allowed:
            parts.append(f"Allowed: {self.allowed}.")
        parts.append(self.remedy)
        if self.more:
            parts.append(f"And {self.more:,} more row{'s' if self.more > 1 else ''}.")
        return " ".join(part for part in parts if part)

    def record(self) -> dict[str, Any]:
        """The fields and the sentence, for programs."""
        return {**asdict(self), "message": self.sentence}


def allowed_text(values: "tuple[str, ...] | list[str]") -> str:
    """Values that may be there, the first dozen.

    >>> allowed_text(("a", "b"))
    'a, b'
    """
    shown = ", ".join(values[:ALLOWED_SHOWN])
    left = len(values) - ALLOWED_SHOWN
    return f"{shown} and {left} more" if left > 0 else shown or "NA"


def faults_by_value(
    wrong: pl.DataFrame, *, file: str, kind: str, column: str, allowed: str, remedy: str
) -> list[Fault]:
    """One fault per different value in rows that are wrong; beyond five values one for the rest.

    wrong has the column `row` and the column that is wrong.
    """
    if not wrong.height:
        return []
    text = pl.col(column).cast(pl.String)
    groups = wrong.group_by(text.alias("text")).agg(row=pl.col("row").min(), n=pl.len()).sort("row")
    told = [
        Fault(
            file=file, kind=kind, row=row, column=column, value="" if value is None else value,
            allowed=allowed, remedy=remedy, more=n - 1,
        )
        for value, row, n in groups.head(VALUES_SHOWN).iter_rows()
    ]  # fmt: skip
    rest = groups.slice(VALUES_SHOWN)
    if rest.height:
        words = f"{rest.height:,} more wrong values like these, in {int(rest['n'].sum()):,} rows"
        told.append(Fault(file=file, kind=kind, column=column, value=words, remedy=remedy))
    return told
