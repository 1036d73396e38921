"""What a method may answer of one cell, and why it may not answer. There is no bare yes or no."""

from enum import IntEnum


class Status(IntEnum):
    """The answer for one judged cell. No answer is never read as no alarm."""

    UNJUDGED = 0
    BELOW = 1
    ABOVE = 2

    @property
    def word(self) -> str:
        """The answer as it is written in tables.

        >>> Status.ABOVE.word
        'above'
        """
        return self.name.lower()


class Reason(IntEnum):
    """Why a cell is unjudged; 0 where it was judged."""

    NONE = 0
    SHORT_HISTORY = 1
    TOO_FEW_CASES = 2
    MISSING_REPORT = 3
    NO_CONVERGENCE = 4
    NOT_APPLICABLE = 5

    @property
    def word(self) -> str:
        """The reason as it is written in tables; empty where the cell was judged.

        >>> Reason.SHORT_HISTORY.word, Reason.NONE.word
        ('short history', '')
        """
        return "" if self is Reason.NONE else self.name.lower().replace("_", " ")
