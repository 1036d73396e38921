"""The ledger on the pages: the facts a reader may see, and whether the chain is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from tocsin.events.card import card_seen_by
from tocsin.events.event import seen_by
from tocsin.events.fact import Fact
from tocsin.events.people import Actor, Role
from tocsin.events.rights import require
from tocsin.flows.audit import read_anchor
from tocsin.flows.board import BoardRoom
from tocsin.vocab.errors import EventError, OptionError

if TYPE_CHECKING:
    from tocsin.ledger.audit import Audit

MOST = 1_000  # facts in a list
LONGEST = timedelta(seconds=60)  # that a verification on a page may take
_BLOCK = 2_000  # facts held in memory on the way
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Facts that a reader may see, the newest first.

    more  whether there are older ones that are not in it
    """

    facts: Sequence[Fact]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a verification found, as far as the reader may know.

    whole   whether every fact is as it was recorded
    anchor  number and hash of the last fact, for administrators; for others the hash alone, since the number
            tells how much happens that one does not see
    broken  number of the first fact that is not, for administrators; None = none, or not to be told
    """

    whole: bool
    anchor: str
    broken: int | None
    at: datetime


def roll(room: BoardRoom, actor: Actor, *, stream: str = "", until: datetime | None = None) -> Roll:
    """The newest thousand facts that the reader may see: of one stream, or of all; none later than `until`.

    Of events and findings those see whose members are in the audience now; what a member keeps inside, its
    own people. Members and people are seen by all. Raises DeniedError for whoever may not read the audit.
    Cost: reads back until a thousand are found.
    """
    require(actor, "read-audit", room.board)
    sight, found, before = _Sight(room, actor), list[Fact](), None
    if stream and not sight.reaches(stream):  # no time is spent on it that would tell that it is there
        return Roll(facts=found, more=False)
    while True:
        block = room.ledger.back(before, until=until, stream=stream, limit=_BLOCK)
        for fact in block:
            if sight.shows(fact):
                if len(found) == MOST:
                    return Roll(facts=found, more=True)
                found.append(fact)
        if len(block) < _BLOCK:
            return Roll(facts=found, more=False)
        before = block[-1].number


def verify_chain(room: BoardRoom, actor: Actor, *, anchor: str = "", at: datetime) -> Verified:
    """Check every fact against its hash and every hash against the next fact, in a minute at the most.

    anchor  "NUMBER:HASH" that an administrator has kept; up to there nothing may differ

    Raises EventError while another verification runs, where the anchor is none, and where it takes longer.
    """
    from tocsin.ledger.audit import audit

    require(actor, "read-audit", room.board)
    knows = actor.has({Role.ADMINISTRATOR})
    wanted = _anchor(anchor) if knows and anchor.strip() else None
    if not _one_at_a_time.acquire(blocking=False):
        raise EventError("A verification is under way; wait until it has ended.")
    end = monotonic() + LONGEST.total_seconds()

    def done(number: int) -> None:
        if monotonic() > end:
            raise EventError("The ledger is too long to be verified here; use: tocsin audit verify.")

    try:
        found = audit(room.books.database, anchor=wanted, done=done)
    finally:
        _one_at_a_time.release()
    return _told(found, at, knows=knows)


def _told(found: "Audit", at: datetime, *, knows: bool) -> Verified:
    return Verified(
        whole=found.whole, at=at, anchor=found.anchor if knows else found.hash,
        broken=found.broken if knows else None,
    )  # fmt: skip


def _anchor(text: str) -> tuple[int, str]:
    try:
        return read_anchor(text)
    except OptionError:
        raise EventError(
            "The anchor is not usable: write a number, a colon and 64 hexadecimal digits, as they were shown."
        ) from None


class _Sight:
    """What one reader may see; each event and finding is looked at once."""

    def __init__(self, room: BoardRoom, actor: Actor) -> None:
        self._board, self._actor = room.board, actor
        self._known: dict[str, bool] = {}

    def shows(self, fact: Fact) -> bool:
        """Whether the reader may see a fact."""
        if not self.reaches(fact.stream):
            return False
        own = fact.body.get("internal") or fact.kind == "finding-triaged"
        return not own or fact.member == self._actor.member

    def reaches(self, stream: str) -> bool:
        """Whether the reader may see any fact of a stream."""
        if stream not in self._known:
            self._known[stream] = self._sees(stream)
        return self._known[stream]

    def _sees(self, stream: str) -> bool:
        place, _, name = stream.partition("/")
        if place in ("member", "person"):
            return True
        if place == "event" and name in self._board.events:
            return seen_by(self._board.events[name], self._actor) is not None
        if place == "finding" and name in self._board.findings:
            return card_seen_by(self._board.findings[name], self._actor) is not None
        return False
