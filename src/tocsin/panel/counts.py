"""A count column to numbers and absence codes. What is neither a number nor a known reason is refused.

A text column may hold numbers and the spellings of `tocsin.vocab.absence`. A comma is read as decimal where
the column settles it: some comma does not part three digits, and no number has a point. A null or NaN says
that no number came and not why: unknown. A `status` column, where given, says why: an absence in words or its
code; blank or "present" where the number stands. A number beside an absence, or none beside "present",
contradicts itself and is refused.
"""

import numpy as np
import polars as pl

from tocsin.panel.dates import rows_of
from tocsin.vocab.absence import SPELLINGS, Absence, absence_of
from tocsin.vocab.arrays import Array, Codes
from tocsin.vocab.errors import CountError

LARGEST = 2.0**53  # beyond it float64 no longer holds every whole number
_TEXTS = (pl.String, pl.Categorical, pl.Enum)


def read_counts(
    values: pl.Series, *, status: pl.Series | None = None, rates: bool = False
) -> tuple[Array, Codes, list[CountError]]:
    """Numbers and the reason for each missing one.

    Returns
    -------
    numbers  (N,) float64; NaN = no number
    absence  (N,) uint8, see `Absence`
    faults   what is wrong with the column, empty when nothing is; each names rows (1 = first) and values

    >>> numbers, absence, faults = read_counts(pl.Series("cases", ["3", "<5", "late", ""]))
    >>> numbers, absence, faults
    (array([ 3., nan, nan, nan]), array([0, 2, 3, 6], dtype=uint8), [])
    """
    numbers, absence, faults = read_numbers(values)
    if not faults and status is not None:
        absence, more = _with_status(numbers, absence, status, values.name)
        faults += more
    column = repr(values.name)
    too_large = numbers.abs() > LARGEST
    if too_large.any():
        worst = numbers.filter(too_large)[0]
        faults.append(
            CountError(
                f"{column} holds {worst:g} in {rows_of(too_large)}: a count is finite and below 2**53."
            )
        )
    if not rates and not numbers.dtype.is_integer():
        broken = (numbers != numbers.floor()) & ~too_large
        if broken.any():
            n, first = broken.sum(), numbers.filter(broken)[0]
            faults.append(
                CountError(
                    f"{column} has {n} fractional {'count' if n == 1 else 'counts'}, first {first:g}, in "
                    f"{rows_of(broken)}. Load with rates=True (--rates) if these are rates."
                )
            )
    return numbers.fill_null(np.nan).to_numpy(), absence, faults


def read_numbers(values: pl.Series) -> tuple[pl.Series, Codes, list[CountError]]:
    """A column as float64 (null = no number), the absence codes its texts give, and its faults."""
    if values.dtype in _TEXTS:
        return _from_texts(values.cast(pl.String))
    faults: list[CountError] = []
    if values.dtype.is_numeric() or values.dtype == pl.Null:
        numbers = values.cast(pl.Float64).fill_nan(None)
    else:
        faults.append(CountError(f"{values.name!r} holds {values.dtype}, not numbers. Name a number column."))
        numbers = pl.Series(values.name, [None] * len(values), dtype=pl.Float64)
    absence = numbers.is_null().cast(pl.UInt8).to_numpy() * np.uint8(Absence.UNKNOWN)
    return numbers, absence, faults


def _from_texts(texts: pl.Series) -> tuple[pl.Series, Codes, list[CountError]]:
    numbers = texts.cast(pl.Float64, strict=False).fill_nan(None)
    rest = numbers.is_null()
    absence = np.zeros(len(texts), np.uint8)
    if not rest.any():
        return numbers, absence, []
    words = texts.filter(rest).fill_null("")
    unique = words.unique()
    plain = _decimal_points(unique.str.strip_chars(), texts)
    padded = plain.cast(pl.Float64, strict=False).fill_nan(None)
    meaning = [absence_of(text) for text in unique]
    known = dict(zip(unique, meaning, strict=True))
    at = rest.arg_true()
    filled = words.replace_strict(unique, padded, return_dtype=pl.Float64)
    numbers = numbers.scatter(at, filled)
    absence[at.to_numpy()] = words.replace_strict(
        unique, [int(known[text] or 0) for text in unique], return_dtype=pl.UInt8
    ).to_numpy()
    strange = [t for t, number in zip(unique, padded, strict=True) if number is None and known[t] is None]
    if not strange:
        return numbers, absence, []
    bad = texts.is_in(strange)
    shown = ", ".join(f"{texts[row]!r} (row {row + 1})" for row in bad.arg_true().head(5))
    texts_are = "text that is" if bad.sum() == 1 else "texts that are"
    hint = "Write a number, or why there is none: blank, <5, suppressed, late, not reported, withdrawn."
    if any(text.strip() in {"-", "–", "—"} for text in strange):
        hint = "A dash means zero in some tables and no report in others: replace it by 0 or by a blank."
    elif any("," in text for text in strange):
        hint = "A comma may be decimal or part thousands: write 1234.5."
    return (
        numbers,
        absence,
        [CountError(f"{texts.name!r} has {bad.sum()} {texts_are} no count: {shown}. {hint}")],
    )


def _decimal_points(strange: pl.Series, texts: pl.Series) -> pl.Series:
    """Commas to points, where some comma cannot part thousands and no text has a point; else unchanged."""
    commas = strange.str.contains(r"^[+-]?\d+,\d+$")
    thousands = strange.str.contains(r"^[+-]?[1-9]\d{0,2},\d{3}$")
    if not (commas & ~thousands).any() or texts.str.contains(r"\d\.\d").any():
        return strange
    return strange.str.replace(r"^([+-]?\d+),(\d+)$", "${1}.${2}")


def _with_status(
    numbers: pl.Series, absence: Codes, status: pl.Series, column: str
) -> tuple[Codes, list[CountError]]:
    """The status column's reasons where it gives any; contradictions with the numbers are faults."""
    if status.dtype.is_integer():
        spelt = {str(int(code)): code for code in Absence}
    else:
        spelt = {text: code for code, texts in SPELLINGS.items() for text in texts if text}
        spelt |= {code.word: code for code in Absence}
    words = status.cast(pl.String).str.strip_chars().str.to_lowercase().str.replace_all("_", " ")
    words = words.fill_null("")
    known = ["", *spelt]
    strange = ~words.is_in(known)
    if strange.any():
        shown = ", ".join(repr(text) for text in status.filter(strange).unique(maintain_order=True).head(5))
        names = ", ".join(code.word for code in Absence)
        return absence, [
            CountError(f"{status.name!r} holds {shown} in {rows_of(strange)}. Known: {names}, or blank.")
        ]
    said = words.replace_strict(known, [255, *map(int, spelt.values())], return_dtype=pl.UInt8)
    silent, present = said == 255, said == int(Absence.PRESENT)
    gone = numbers.is_null()
    faults = []
    for wrong, what in (
        (present & gone, "says present where there is no number"),
        (~silent & ~present & ~gone, "gives a reason for absence where there is a number"),
    ):
        if wrong.any():
            faults.append(
                CountError(f"{status.name!r} {what} in {column!r}: {rows_of(wrong)}. Correct one of them.")
            )
    return np.where((silent | present).to_numpy(), absence, said.to_numpy()).astype(np.uint8), faults
