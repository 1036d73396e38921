"""Why a reproduction number is not there, or is there but rests on little."""

from enum import IntEnum

import numpy as np

from tocsin.vocab.arrays import Codes, Flags


class Caveat(IntEnum):
    """One code per window; from 4 on there is no number (NaN)."""

    NONE = 0
    PARTIAL = 1  # some periods are missing, of the window or of those that infected it
    EARLY = 2  # part of the serial interval reaches back to before the first count
    FEW = 3  # fewer cases than a posterior sd of 0.3 of its mean needs; the prior still speaks
    MISSING = 4  # too many periods are missing
    BEFORE = 5  # the window begins before the second count, or ends within one mean serial interval
    UNSEEN = 6  # too many of the infections that these cases will cause are still to come (case R)
    UNDATED = 7  # nothing varies: no cases, or cases in one period only (growth)

    @property
    def word(self) -> str:
        """The code in plain words.

        >>> Caveat.EARLY.word
        'early in the series'
        """
        return _WORDS[self]


_WORDS = {
    Caveat.NONE: "",
    Caveat.PARTIAL: "some periods missing",
    Caveat.EARLY: "early in the series",
    Caveat.FEW: "few cases",
    Caveat.MISSING: "missing report",
    Caveat.BEFORE: "before the series can tell",
    Caveat.UNSEEN: "later cases still to come",
    Caveat.UNDATED: "too few cases for a growth rate",
}
NO_NUMBER = Caveat.MISSING  # this code and all above it


def caveats(shape: tuple[int, ...], *given: tuple[Caveat, Flags]) -> Codes:
    """One code per cell: that of the last condition in the list that holds there."""
    codes = np.zeros(shape, np.uint8)
    for code, holds in given:
        codes[np.broadcast_to(holds, shape)] = code
    return codes
