"""Why a cell of a panel holds no number. A week without a report is never a zero; a zero is a report."""

import re
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
    EXCLUDED = 7

    @property
    def word(self) -> str:
        """The code in plain words.

        >>> Absence.NOT_REPORTED.word
        'not reported'
        """
        return self.name.lower().replace("_", " ")


SPELLINGS: dict[Absence, tuple[str, ...]] = {
    Absence.NOT_APPLICABLE: ("not applicable",),
    Absence.SUPPRESSED: ("suppressed", "confidential", "*", "**"),
    Absence.LATE: ("late", "pending", "delayed"),
    Absence.NOT_REPORTED: ("not reported", "no report", "missing", "не сообщено", "未报告"),
    Absence.WITHDRAWN: ("withdrawn", "retracted"),
    Absence.EXCLUDED: ("excluded", "left out"),
    Absence.UNKNOWN: (
        "unknown", "", "na", "n/a", "#n/a", "nan", "null", "none", "nd", "n.d.",
        ".", "..", "...", "…", ":", "н/д", "нет данных", "不详",
    ),
}  # fmt: skip
"""Texts that stand for no number, in lower case. Beside them `<5` and its kin (any number) are suppressed.

A dash is not among them: it is a zero in some tables and no report in others.
"""

_CODES = {text: code for code, texts in SPELLINGS.items() for text in texts}
_BELOW = re.compile(r"[<≤]=?\s*\d+")


def absence_of(text: str) -> Absence | None:
    """The reason a text gives for a missing number; None where the text gives none.

    >>> absence_of("<5"), absence_of("Not_reported"), absence_of("12")
    (<Absence.SUPPRESSED: 2>, <Absence.NOT_REPORTED: 4>, None)
    """
    plain = text.strip().lower()
    if _BELOW.fullmatch(plain):
        return Absence.SUPPRESSED
    return _CODES.get(plain, _CODES.get(plain.replace("_", " ")))
