"""What an act is given, checked: texts, names, days, moments, identifiers. Refused, never repaired.

Blanks around a text are taken off and line ends made one kind; nothing else is changed.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime

from tocsin.events.audience import Audience
from tocsin.events.board import Board
from tocsin.vocab.errors import EventError

LINE, PROSE = 200, 10_000  # characters of a title, of a message
_ID = re.compile(r"[0-9a-z]{8}")
_WORD = re.compile(r"[0-9a-z][0-9a-z+.-]{0,59}")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # show text in another order
_EARLIEST = date(1900, 1, 1)


def line(field: str, text: str, *, most: int = LINE, empty: bool = False) -> str:
    """One line of text."""
    return _text(field, text, most=most, empty=empty, lines=False)


def prose(field: str, text: str, *, most: int = PROSE, empty: bool = False) -> str:
    """Text of several lines."""
    return _text(field, text.replace("\r\n", "\n"), most=most, empty=empty, lines=True)


def _text(field: str, text: str, *, most: int, empty: bool, lines: bool) -> str:
    text = text.strip()
    if not text and not empty:
        raise EventError("{field} is empty; write something.", field=field)
    if len(text) > most:
        raise EventError(
            "{field} has {length} characters; at most {most} fit. Shorten it.",
            field=field, length=len(text), most=most,
        )  # fmt: skip
    for place, char in enumerate(text, 1):
        if _is_refused(char, lines=lines):
            raise EventError(
                "{field} holds the control character U+{code} at place {place}; take it out.",
                field=field, code=f"{ord(char):04X}", place=place,
            )  # fmt: skip
    return text


def _is_refused(char: str, *, lines: bool) -> bool:
    if char in "\n\t":
        return not lines
    return char in _TURNS or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")


def identifier(field: str, text: str) -> str:
    """An id that the caller drew by chance."""
    if not _ID.fullmatch(text):
        raise EventError(
            "{field} '{text}' is no identifier: it must be 8 letters a-z or digits.", field=field, text=text
        )
    return text


def word(field: str, text: str) -> str:
    """A name in a vocabulary, such as a pack or a milestone."""
    if not _WORD.fullmatch(text):
        raise EventError(
            "{field} '{text}' is not usable: it must be 1 to 60 letters a-z, digits, '+', '.' or '-'.",
            field=field, text=text,
        )  # fmt: skip
    return text


def not_later(field: str, moment: datetime | date, at: datetime) -> datetime | date:
    """A moment or day that has come: not after `at`, not before 1900."""
    if isinstance(moment, datetime):
        with_zone(field, moment)
        late, day = moment > at, moment.astimezone(UTC).date()
    else:
        # somewhere it is already tomorrow, up to 14 hours ahead of UTC; the clocks count days in UTC
        late, day = moment > at.astimezone(UTC).date(), moment
    if late:
        raise EventError(
            "{field} is {moment}, which has not come yet; now is {now}.",
            field=field, moment=moment.isoformat(), now=f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        )  # fmt: skip
    if day < _EARLIEST:
        raise EventError("{field} is {moment}; it must not be before 1900.", field=field,
                         moment=moment.isoformat())  # fmt: skip
    return moment


def with_zone(field: str, moment: datetime) -> datetime:
    """A moment that says in which time zone it is, and that UTC can tell."""
    if moment.utcoffset() is None:
        raise EventError("{field} {moment} has no time zone; add one, such as Z for UTC.", field=field,
                         moment=moment.isoformat())  # fmt: skip
    if moment.year in (MINYEAR, MAXYEAR):  # in UTC it may be in a year that no calendar here has
        raise EventError(
            "{field} '{value}' is no day or time; write a day like 2026-05-18, a time like 08:00.",
            field=field, value=moment.isoformat(),
        )  # fmt: skip
    return moment


def members_of(board: Board, field: str, codes: Iterable[str]) -> frozenset[str]:
    """Codes of members that take part now."""
    wanted = frozenset(codes)
    active = {code for code, member in board.members.items() if member.active}
    strangers = sorted(wanted - active)
    if strangers:
        raise EventError(
            "{field}: {unknown} is no member. Members: {known}.",
            field=field, unknown=", ".join(strangers), known=", ".join(sorted(active)),
        )  # fmt: skip
    return wanted


def with_owner(board: Board, audience: Audience, owner: str, known: frozenset[str] = frozenset()) -> Audience:
    """An audience that does not shut its owner out; members not in `known` take part now."""
    if not audience.includes(owner):
        raise EventError(
            "The audience leaves out {owner}, which owns the event; nobody could ever change it again. "
            "Keep {owner} in.", owner=owner,
        )  # fmt: skip
    members_of(board, "audience", audience.members - known)
    return audience


def in_audience(audience: Audience, members: Collection[str]) -> frozenset[str]:
    """Members to be asked: one or more, all of whom see the event."""
    asked = frozenset(members)
    if not asked:
        raise EventError("Nobody is asked; name at least one member.")
    blind = sorted(asked - audience.members)
    if blind:
        raise EventError(
            "{members} does not see this event, so it cannot be asked; add it to the audience first.",
            members=", ".join(blind),
        )  # fmt: skip
    return asked


def places_of(codes: Collection[str]) -> tuple[str, ...]:
    """Codes of places, each once, in the order given."""
    if len(codes) > 200:
        raise EventError("{count} places are too many; at most 200 fit.", count=len(codes))
    return tuple(dict.fromkeys(line("place", code, most=60) for code in codes))
