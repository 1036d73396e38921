"""Why an SDMX observation has no value: CL_OBS_STATUS, CL_CONF_STATUS and the flags of Eurostat.

A status that goes with a number (provisional, estimated, break in the series) does not say why there is
none.
"""

import numpy as np
import polars as pl

from tocsin.panel.dates import rows_of
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import CountError

OBS_STATUS = {
    "Q": Absence.SUPPRESSED,  # missing; suppressed
    "M": Absence.NOT_APPLICABLE,  # missing; data cannot exist
    "H": Absence.NOT_APPLICABLE,  # missing; holiday or weekend
    "L": Absence.NOT_REPORTED,  # missing; data exist but were not collected
    "J": Absence.NOT_REPORTED,  # derogation
    "S": Absence.NOT_REPORTED,  # strike and other special events
    "O": Absence.UNKNOWN,  # missing
    "K": Absence.UNKNOWN,  # included in another category
}
ONLY_MISSING = ("Q", "M", "H", "L", "O")
CONF_STATUS = {
    "N": Absence.SUPPRESSED,
    "C": Absence.SUPPRESSED,
    "D": Absence.SUPPRESSED,
    "S": Absence.SUPPRESSED,
}
EUROSTAT = {"c": Absence.SUPPRESSED, "z": Absence.NOT_APPLICABLE}


def absences(frame: pl.DataFrame, value: pl.Series, absence: pl.Series) -> pl.Series:
    """Absence codes from the status columns where there is no value; the first that says why holds.

    Raises CountError for a number whose status says that it is missing.
    """
    missing = value.is_null()
    why = absence.to_numpy().copy()
    silent = (missing & (absence == int(Absence.UNKNOWN))).to_numpy()
    for column, table in (("OBS_STATUS", OBS_STATUS), ("CONF_STATUS", CONF_STATUS), ("OBS_FLAG", EUROSTAT)):
        if column not in frame.columns:
            continue
        texts = frame[column].cast(pl.String).fill_null("").str.strip_chars()
        if column == "OBS_STATUS":
            _refuse_contradictions(texts, missing)
        codes = {
            text: next((int(table[c]) for c in _codes(text, column) if c in table), 255)
            for text in texts.unique()
        }
        said = texts.replace_strict(codes, return_dtype=pl.UInt8).to_numpy()
        use = silent & (said != 255)
        why[use] = said[use]
        silent &= ~use
    return pl.Series("absence", np.asarray(why, np.uint8), dtype=pl.UInt8)


def _codes(text: str, column: str) -> list[str]:
    return list(text) if column == "OBS_FLAG" else [text]


def _refuse_contradictions(status: pl.Series, missing: pl.Series) -> None:
    wrong = status.is_in(ONLY_MISSING) & ~missing
    if wrong.any():
        raise CountError(
            f"OBS_STATUS says {status.filter(wrong)[0]} (no value) beside a number in {rows_of(wrong)}. "
            "Correct one of them."
        )
