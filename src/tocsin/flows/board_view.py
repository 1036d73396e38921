"""The board at a glance: open events by urgency, findings that wait, members; each reader what they see."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tocsin.events.board import Board
from tocsin.events.card import Card, Triage, card_seen_by
from tocsin.events.clocks import Clock, ClockState, clocks
from tocsin.events.event import Event, milestones, seen_by, sees
from tocsin.events.people import Actor, Member, MemberKind
from tocsin.events.rule_sets import RuleSet
from tocsin.events.urgency import SOON, Level, Urgency, urgency
from tocsin.flows.assess import bound
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.whose import Whose
from tocsin.vocab.errors import UnknownThingError

HOLDS = 60  # seconds for which a look at an event that has not changed holds, and up to twice as many
MOST = 50_000  # looks kept


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEvent:
    """An open event as one reader sees it now.

    clocks   those that run or are overdue, each with its member; the least time left first
    members  whose event it is: the owner, and those that its places belong to
    """

    event: Event
    urgency: Urgency
    clocks: Sequence[tuple[str, Clock]] = field(hash=False)
    members: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """What the board page shows one reader.

    events    open ones, the most urgent first
    overdue, soon   clocks on them that are overdue, and that run out within 24 hours
    waiting   findings that wait for the triage of the reader's member, the newest first
    members   every state that takes part, with how many of `events` are of each level
    """

    events: Sequence[OpenEvent]
    overdue: int
    soon: int
    waiting: Sequence[Card]
    members: Sequence[tuple[Member, Mapping[Level, int]]]


class BoardViews:
    """The board of one process at a glance.

    A look at an event is kept for a minute or two while nothing is recorded about it: of 2,000 events few
    change between two requests.
    """

    def __init__(self, room: BoardRoom, settings: BoardSettings) -> None:
        self.room, self.settings = room, settings
        self._looks: dict[tuple[str, str], tuple[Event, datetime, OpenEvent]] = {}

    def of(self, actor: Actor, *, at: datetime) -> BoardView:
        """What a reader sees at a moment. Cost: O(events + findings), and some µs for each that changed."""
        board = self.room.board
        ask = _Asking(room=self.room, settings=self.settings, board=board, actor=actor, at=at)
        found = [event for event in list(board.events.values()) if event.is_open and sees(event, actor)]
        events = [self._look(event, ask) for event in found]
        events.sort(key=lambda one: one.urgency.order, reverse=True)
        waiting = [
            seen for card in list(board.findings.values())
            if card.of(actor.member).status is Triage.WAITING
            and (seen := card_seen_by(card, actor)) is not None
        ]  # fmt: skip
        waiting.sort(key=lambda card: (-card.as_of.toordinal(), card.finding.get("rank") or 0))
        running = [clock for one in events for _, clock in one.clocks]
        return BoardView(
            events=events,
            overdue=sum(clock.state is ClockState.OVERDUE for clock in running),
            soon=sum(clock.remaining is not None and clock.remaining <= SOON for clock in running),
            waiting=waiting,
            members=_members(board, events),
        )

    def _look(self, event: Event, ask: "_Asking") -> OpenEvent:
        """An event that the reader sees, from the last minute's look where it holds."""
        key = (ask.actor.member, event.id)
        known = self._looks.get(key)
        if known is not None and known[0] is event and known[1] <= ask.at < known[1] + _holds(event):
            return known[2]
        made = ask.look(event)
        if len(self._looks) >= MOST:
            self._looks.clear()
        self._looks[key] = (event, ask.at, made)
        return made


def _holds(event: Event) -> timedelta:
    """How long a look holds: not the same for all, so that they are not all made anew at one request."""
    return timedelta(seconds=HOLDS + sum(map(ord, event.id)) % HOLDS)


class _Asking:
    """One reader at one moment: what is the same for all the events they look at."""

    def __init__(
        self, *, room: BoardRoom, settings: BoardSettings, board: Board, actor: Actor, at: datetime
    ) -> None:
        self.room, self.actor, self.at = room, actor, at
        self.whose = Whose(settings=settings, place="place", members=frozenset(board.members))
        own = board.members.get(actor.member)
        self.chairs = own is not None and own.kind is MemberKind.SECRETARIAT
        self._rules: dict[tuple[str, str], list[RuleSet]] = {}

    def look(self, event: Event) -> OpenEvent:
        """The event as the reader sees it: their own clocks; for the secretariat, the whole audience's."""
        seen = seen_by(event, self.actor)
        if seen is None:
            raise UnknownThingError("event", event.id)
        running = [
            (member, clock)
            for member in (sorted(event.audience.members) if self.chairs else [self.actor.member])
            for clock in clocks(milestones(seen, member), self._bound(member, seen.pack), self.at)
            if clock.state in (ClockState.RUNNING, ClockState.OVERDUE)
        ]
        running.sort(key=lambda pair: (pair[1].due is None, pair[1].due))
        places = {self.whose.member_of({"place": place}) for place in seen.places}
        return OpenEvent(
            event=seen, urgency=urgency(seen, [c for _, c in running], self.room.packs.get(seen.pack)),
            clocks=running, members=frozenset({seen.owner, *(place for place in places if place)}),
        )  # fmt: skip

    def _bound(self, member: str, pack: str) -> list[RuleSet]:
        key = (member, pack)
        if key not in self._rules:
            self._rules[key] = bound(self.room, member, pack)
        return self._rules[key]


def _members(board: Board, events: Sequence[OpenEvent]) -> list[tuple[Member, Mapping[Level, int]]]:
    """Every state that takes part, with its open events by level; the secretariat where it has some."""
    counts: dict[str, Counter[Level]] = {}
    for one in events:
        for member in one.members:
            counts.setdefault(member, Counter())[one.urgency.level] += 1
    states = [
        member for _, member in sorted(board.members.items())
        if member.active and (member.kind is not MemberKind.SECRETARIAT or member.code in counts)
    ]  # fmt: skip
    return [(member, dict(counts.get(member.code, {}))) for member in states]
