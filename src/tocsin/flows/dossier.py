"""Everything of one event that one reader sees, ready to be shown: as a page, on paper, by the interface."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.clocks import Clock, ClockState, clocks
from tocsin.events.event import Event, Stage, lines, milestones, sees
from tocsin.events.fact import Fact
from tocsin.events.packs import Pack
from tocsin.events.people import Actor, Member
from tocsin.events.rights import ACTIONS, Scope, may
from tocsin.flows.assess import bound_by, reveal_what_is_due
from tocsin.flows.board import BoardRoom

_FROM: Mapping[str, frozenset[Stage]] = {  # stages at which a button makes sense; the act itself decides
    "confirm-event": frozenset({Stage.SIGNAL, Stage.VERIFICATION}),
    "discard-event": frozenset({Stage.SIGNAL, Stage.VERIFICATION}),
    "start-response": frozenset({Stage.EVENT}),
    "close-event": frozenset({Stage.EVENT, Stage.RESPONSE}),
    "reopen-event": frozenset({Stage.CLOSED, Stage.DISCARDED}),
}
RUNNING = frozenset({
    "edit-event", "ask-verification", "confirm-event", "start-response", "close-event", "discard-event",
    "reopen-event", "merge-events", "split-event",
})  # fmt: skip
_SILENT = frozenset({ClockState.WAITING, ClockState.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One event as it stands for one reader.

    event    as the reader sees it
    at       moment for which the clocks are told
    mark     of the newest fact in it: what a form keeps
    lines    the timeline, newest first, each fact with the member it is internal to; "" = shared
    clocks   by member, the reader's own first; of others those that run or ran, from what is shared
    offers   names of actions that rights and stage allow the reader now
    pack     of the event; None = not on this server
    audience members that see it, by code;  people  how many people of each
    names    of people by id; without a name where it was erased
    links    titles of events that it was merged with or split from or into, by id, where the reader sees them
    mergeable  titles of events that it can be merged into, by id; empty where the reader may not
    finding  id of the finding that it was opened from, where the reader sees that too; "" = none
    """

    event: Event
    at: datetime
    mark: str
    lines: Sequence[tuple[Fact, str]]
    clocks: Mapping[str, Sequence[Clock]] = field(hash=False)
    offers: frozenset[str]
    pack: Pack | None
    audience: Mapping[str, Member] = field(hash=False)
    people: Mapping[str, int] = field(hash=False)
    names: Mapping[str, str] = field(hash=False)
    links: Mapping[str, str] = field(hash=False)
    mergeable: Mapping[str, str] = field(hash=False)
    finding: str

    @property
    def may_run(self) -> bool:
        """Whether the reader may do what its owner does: change it, and move it along."""
        return not RUNNING.isdisjoint(self.offers)


def dossier(room: BoardRoom, actor: Actor, name: str, *, at: datetime) -> Dossier:
    """The dossier of an event; a round whose time is up is opened first.

    Raises UnknownThingError where there is no such event for this reader.
    """
    event = room.event(actor, name)
    if event.running_round is not None:
        reveal_what_is_due(room, name, at=at)
        event = room.event(actor, name)
    board, told = room.board, list(lines(event))
    can = _offers(room, board, actor, event)
    card = board.findings.get(event.origin.card)
    return Dossier(
        event=event, at=at, mark=told[-1][0].mark, lines=told[::-1],
        clocks=_clocks(room, board, actor, event, at),
        offers=can,
        pack=room.packs.get(event.pack),
        audience={code: board.members[code] for code in sorted(event.audience.members)},
        people=_people(board, event.audience.members),
        names=names(room),
        links=_links(board, actor, event),
        mergeable=_mergeable(board, event) if "merge-events" in can else {},
        finding=card.id if card is not None and card.audience.includes(actor.member) else "",
    )  # fmt: skip


def _clocks(
    room: BoardRoom, board: Board, actor: Actor, event: Event, at: datetime
) -> Mapping[str, Sequence[Clock]]:  # fmt: skip
    """Of an event as the reader sees it, so that what others keep to themselves moves no clock here."""
    others = sorted(event.audience.members - {actor.member})
    found = {}
    for member in (actor.member, *others):
        told = clocks(milestones(event, member), bound_by(room, board.members.get(member), event.pack), at)
        if member != actor.member:
            told = [clock for clock in told if clock.state not in _SILENT]
        if told:
            found[member] = told
    return found


def _offers(room: BoardRoom, board: Board, actor: Actor, event: Event) -> frozenset[str]:
    member = actor.member
    asked = member in event.requests and event.requests[member].is_waiting
    makes_sense = {
        "answer-verification": asked,
        "start-round": event.running_round is None and event.pack in room.packs,
        **{name: event.stage in stages for name, stages in _FROM.items()},
    }
    return frozenset(
        name
        for name, row in ACTIONS.items()
        if row.scope in (Scope.EVENTS, Scope.ASSESS)
        and name != "open-event"
        and makes_sense.get(name, True)
        and may(actor, name, board, event)
    )


def people_of(room: BoardRoom, members: frozenset[str]) -> Mapping[str, int]:
    """How many people with an account each of some members has."""
    return _people(room.board, members)


def _people(board: Board, members: frozenset[str]) -> Mapping[str, int]:
    count = dict.fromkeys(sorted(members), 0)
    for person in board.people.values():
        if person.active and person.member in count:
            count[person.member] += 1
    return count


def names(room: BoardRoom) -> Mapping[str, str]:
    """Names of people by id; an empty text where one was erased. Never an address."""
    return {person: account.name for person, account in room.books.accounts.all().items()}


def _mergeable(board: Board, event: Event) -> Mapping[str, str]:
    """Open events for the same people, so that whoever sees this one sees them."""
    others = (board.events[name] for name in board.events if name != event.id)
    return {e.id: e.title for e in others if e.audience == event.audience and e.is_open}


def _links(board: Board, actor: Actor, event: Event) -> Mapping[str, str]:
    ids = (event.merged_into, *event.merged_from, event.split_from, *event.split_into)
    found = (board.events.get(name) for name in ids if name)
    return {e.id: e.title for e in found if e is not None and sees(e, actor)}
