"""What is told to whom by e-mail: one table, read with the facts and the rights; nothing here has words.

A message names what happened and to which event. What it may say of that event is decided where its words
are made, from the event as it is then.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.events.audience import Tlp, audience_of
from tocsin.events.board import Board
from tocsin.events.clocks import ClockState, clocks
from tocsin.events.event import Event, milestones, seen_by
from tocsin.events.fact import Fact, moment
from tocsin.events.people import Actor, Person
from tocsin.events.rights import may
from tocsin.events.rule_sets import RuleSet

SOON = timedelta(hours=6)  # before the end of a clock, when it is told


class News(StrEnum):
    """What somebody is told; each person chooses among them."""

    VERIFY = "verify"  # your member is asked to verify
    ASSESS = "assess"  # your member is asked to assess
    TASK = "task"  # a task is your member's
    DUE = "due"  # a clock of your member runs out soon
    SHARED = "shared"  # an event was shared with your member
    REVEALED = "revealed"  # the answers of a round are open


ASKED = frozenset({News.VERIFY, News.ASSESS, News.TASK, News.DUE})  # for whoever has not chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One thing to be told to one person.

    key     the same for the same thing and person, whoever works it out and however often
    detail  which task, round or clock; "" = the event itself
    """

    key: str
    news: News
    person: str
    event: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table.

    members  codes of those whose people are told, from the event and the fact
    action   of events/rights.py: who of them are told are those who may do it
    detail   key of the fact's body that says which
    """

    news: News
    members: Callable[[Event, Fact], Iterable[str]]
    action: str
    detail: str = ""


TABLE: Mapping[str, Row] = {
    "event-opened": Row(
        news=News.SHARED,
        members=lambda event, fact: audience_of(fact.body["audience"]).members - {fact.member},
        action="see-event",
    ),
    "audience-changed": Row(
        news=News.SHARED, members=lambda event, fact: fact.body["added"], action="see-event"
    ),
    "verification-asked": Row(
        news=News.VERIFY, members=lambda event, fact: fact.body["members"], action="answer-verification"
    ),
    "round-started": Row(
        news=News.ASSESS, members=lambda event, fact: fact.body["asked"], action="seal-answer",
        detail="round",
    ),
    "round-revealed": Row(
        news=News.REVEALED, members=lambda event, fact: event.audience.members, action="see-event",
        detail="round",
    ),
    "task-set": Row(
        news=News.TASK, members=lambda event, fact: [fact.body["member"]], action="end-task", detail="task"
    ),
}  # fmt: skip
_OF_CLOCKS = "record-notice"  # whoever decides about notifying minds the clocks
_ACTION = {row.news: row.action for row in TABLE.values()} | {News.DUE: _OF_CLOCKS}


def announced(board: Board, fact: Fact) -> list[Announcement]:
    """What a fact tells, and to whom: never to who did it, nor to anybody who may not see it as it is now."""
    row, event = TABLE.get(fact.kind), board.events.get(fact.stream.partition("/")[2])
    if row is None or event is None:
        return []
    members = frozenset(row.members(event, fact))
    detail = str(fact.body[row.detail]) if row.detail else ""
    return [
        Announcement(
            key=f"{fact.hash}/{row.news.value}/{person.id}", news=row.news, person=person.id, event=event.id,
            detail=detail,
        )
        for person in _people(board, members)
        if person.id != fact.person and may(_actor(person), row.action, board, event)
    ]  # fmt: skip


def due_soon(
    board: Board, at: datetime, rules: Callable[[str, str], Sequence[RuleSet]]
) -> Iterator[Announcement]:
    """Clocks of members that run out within six hours, once each.

    rules  rule sets that a member is bound by for a kind of threat: `rules(member, pack)`
    """
    for event in list(board.events.values()):
        if not event.is_open:
            continue  # rights say the same, person by person
        for person in _people(board, event.audience.members):
            if not may(_actor(person), _OF_CLOCKS, board, event):
                continue
            for clock in clocks(milestones(event, person.member), rules(person.member, event.pack), at):
                if clock.state is not ClockState.RUNNING or clock.due is None or clock.due - at > SOON:
                    continue
                which = f"{clock.rule_set}/{clock.id}/{moment(clock.due)}"
                yield Announcement(
                    key=f"due/{event.id}/{which}/{person.id}", news=News.DUE, person=person.id,
                    event=event.id, detail=which,
                )  # fmt: skip


def as_it_is_now(board: Board, told: Announcement) -> Event | None:
    """The event as the person sees it now; None where there is nothing to tell them any more."""
    person, event = board.people.get(told.person), board.events.get(told.event)
    if person is None or event is None:
        return None
    actor = _actor(person)
    return seen_by(event, actor) if may(actor, _ACTION[told.news], board, event) else None


def may_be_named(event: Event) -> bool:
    """Whether an e-mail may say what an event is about, which leaves the board by that.

    TLP:RED and TLP:AMBER+STRICT stay with those who see it here, and so does what is not to be passed on.
    """
    return event.audience.pass_on and event.audience.tlp not in (Tlp.RED, Tlp.AMBER_STRICT)


def _people(board: Board, members: Iterable[str]) -> list[Person]:
    wanted = frozenset(members)
    return [person for person in list(board.people.values()) if person.member in wanted]


def _actor(person: Person) -> Actor:
    return Actor(person=person.id, member=person.member, roles=person.roles)
