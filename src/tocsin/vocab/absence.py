"""Why a cell of a panel holds no number. A week without a report is never a zero; a zero is a report."""

from enum import IntEnum


class Absence(IntEnum):
    """One code per cell; 0 says that the number is there."""

    PRESENT = 0
    NOT_APPLICABLE = 1
    SUPPRESSED = 2
    LATE = 3
    NOT_REPORTED = 4
    WITHDRAWN = 5
    UNKNOWN = 6

    @property
    def word(self) -> str:
        """The code in plain words.

        >>> Absence.NOT_REPORTED.word
        'not reported'
        """
        return self.name.lower().replace("_", " ")
