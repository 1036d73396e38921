"""Who may do what: one table, read by every act, by docs/rights.md and by a test that walks all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from tocsin.events.board import Board
from tocsin.events.card import Card
from tocsin.events.event import Event
from tocsin.events.fact import SYSTEM
from tocsin.events.people import Actor, Member, MemberKind, Person, Role
from tocsin.vocab.errors import DeniedError, EventError, UnknownNameError, UnknownThingError

Thing = Event | Card | Member | Person
T = TypeVar("T", Event, Card, Member, Person)


class Scope(StrEnum):
    """Groups of actions; an API token is made for some of them."""

    READ = "read"
    TRIAGE = "triage"
    EVENTS = "events"
    ASSESS = "assess"
    ADMIN = "admin"


class Where(StrEnum):
    """Which things a role reaches."""

    ANYWHERE = "everywhere"
    AUDIENCE = "where one's member is in the audience"
    OWNER = "on events that one's member owns"
    OWNER_OR_SECRETARIAT = "on events that one's member owns; the secretariat on all that it sees"
    OWN_MEMBER = "in one's own member"
    SECRETARIAT = "in the secretariat"
    OWN_OR_SECRETARIAT = "in one's own member; in the secretariat for all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A row of the table.

    name       "edit-event"; the act is in acts/edit_event.py
    does       what one does by it, in a few words
    roles      any one of them is enough
    where      which things they reach
    system     whether it also happens by itself: a board is set up, a watch finds, a time is up
    on_ended   whether a closed or discarded event takes it; a merged one can only be read
    """

    name: str
    scope: Scope
    does: str
    roles: frozenset[Role]
    where: Where = Where.ANYWHERE
    system: bool = False
    on_ended: bool = False


EVERYBODY = frozenset(Role)
WRITERS = frozenset({Role.ANALYST, Role.FOCAL_POINT, Role.DELEGATE, Role.HEAD, Role.SECRETARIAT})
WORKERS = frozenset({Role.ANALYST, Role.FOCAL_POINT, Role.SECRETARIAT})
VERIFIERS = frozenset({Role.FOCAL_POINT, Role.SECRETARIAT})
FOCAL = frozenset({Role.FOCAL_POINT})
ADMIN = frozenset({Role.ADMINISTRATOR})
AUDIT = frozenset({Role.ADMINISTRATOR, Role.SECRETARIAT, Role.HEAD})


def _table(*rows: Action) -> Mapping[str, Action]:
    return {row.name: row for row in rows}


def _read(name: str, does: str, roles: frozenset[Role], where: Where) -> Action:
    return Action(name=name, scope=Scope.READ, does=does, roles=roles, where=where, on_ended=True)


def _event(name: str, does: str, roles: frozenset[Role], where: Where, *, on_ended: bool = False) -> Action:
    return Action(name=name, scope=Scope.EVENTS, does=does, roles=roles, where=where, on_ended=on_ended)


def _assess(name: str, does: str, roles: frozenset[Role], where: Where, *, system: bool = False) -> Action:
    return Action(name=name, scope=Scope.ASSESS, does=does, roles=roles, where=where, system=system)


def _admin(name: str, does: str, where: Where, *, system: bool = False) -> Action:
    return Action(name=name, scope=Scope.ADMIN, does=does, roles=ADMIN, where=where, system=system)


ACTIONS: Mapping[str, Action] = _table(
    _read("see-event", "read an event, and export it unless it says not to pass it on", EVERYBODY,
          Where.AUDIENCE),
    _read("see-finding", "read a finding", EVERYBODY, Where.AUDIENCE),
    _read("see-members", "read who the members and their people are", EVERYBODY, Where.ANYWHERE),
    _read("read-audit", "have the ledger verified, and list the facts one may see", AUDIT, Where.ANYWHERE),
    _read("see-settings", "see the settings and the state of the server", ADMIN, Where.SECRETARIAT),
    Action(name="put-finding", scope=Scope.TRIAGE, does="put a finding of the watch on the board",
           roles=frozenset(), system=True),
    Action(name="triage-finding", scope=Scope.TRIAGE, does="watch or dismiss a finding, or let it wait again",
           roles=WORKERS, where=Where.AUDIENCE),
    _event("open-event", "open an event, by hand or from a finding one sees", WORKERS, Where.ANYWHERE),
    _event("edit-event", "change title, summary, hazard and places", WORKERS, Where.OWNER),
    _event("change-audience", "change who sees it, its label and whether it may be passed on", VERIFIERS,
           Where.OWNER),
    _event("ask-verification", "ask members to verify", VERIFIERS, Where.OWNER_OR_SECRETARIAT),
    _event("answer-verification", "answer for one's member when it was asked to verify", FOCAL,
           Where.AUDIENCE),
    _event("confirm-event", "say that it is real", VERIFIERS, Where.OWNER),
    _event("start-response", "say that something is being done about it", VERIFIERS, Where.OWNER),
    _event("close-event", "close it, with the reason", VERIFIERS, Where.OWNER),
    _event("discard-event", "discard it, with the reason", VERIFIERS, Where.OWNER),
    _event("reopen-event", "open it again, with the reason", VERIFIERS, Where.OWNER, on_ended=True),
    _event("merge-events", "let it go on in another event", VERIFIERS, Where.OWNER),
    _event("split-event", "open another event out of it", VERIFIERS, Where.OWNER),
    _event("give-sighting", "say for one's member: seen; looked, not seen; not looked", WORKERS,
           Where.AUDIENCE),
    _event("write-message", "write to all who see it", WRITERS, Where.AUDIENCE),
    _event("write-note", "write a note for one's own member", WRITERS, Where.AUDIENCE),
    _event("set-task", "set a task, shared or for one's own member", WRITERS, Where.AUDIENCE),
    _event("end-task", "say that a task is done or dropped", WRITERS, Where.AUDIENCE),
    _event("attach-file", "attach a file, shared or for one's own member", WRITERS, Where.AUDIENCE),
    _event("stamp-milestone", "say for one's member when a milestone was reached", WORKERS, Where.AUDIENCE),
    _assess("start-round", "ask members to assess, each alone", VERIFIERS, Where.OWNER_OR_SECRETARIAT),
    _assess("cancel-round", "call a round of assessment off", VERIFIERS, Where.OWNER_OR_SECRETARIAT),
    _assess("seal-answer", "answer for one's member, under seal", FOCAL, Where.AUDIENCE),
    _assess("withdraw-answer", "take one's member's sealed answer back", FOCAL, Where.AUDIENCE),
    _assess("reveal-round", "open all answers at once", VERIFIERS, Where.OWNER_OR_SECRETARIAT, system=True),
    _assess("answer-late", "answer for one's member when the others' answers are open", FOCAL,
            Where.AUDIENCE),
    _assess("record-notice", "record what one's member decided about notifying", FOCAL, Where.AUDIENCE),
    _admin("add-member", "add a member", Where.SECRETARIAT, system=True),
    _admin("change-member", "change a member's name, kind or rule sets", Where.OWN_OR_SECRETARIAT),
    _admin("end-membership", "end a membership", Where.SECRETARIAT),
    _admin("add-person", "give somebody an account", Where.OWN_OR_SECRETARIAT, system=True),
    _admin("give-role", "give somebody a role", Where.OWN_MEMBER),
    _admin("take-role", "take a role from somebody", Where.OWN_MEMBER),
    _admin("close-account", "close an account", Where.OWN_MEMBER),
)  # fmt: skip
SCOPES = frozenset(scope.value for scope in Scope)


def may(actor: Actor, action: str, board: Board, thing: Thing | None = None) -> bool:
    """Whether an act would be let through, as far as rights go; for buttons and lists."""
    row = _row(action)
    return _sees(actor, thing) and _why_not(actor, row, board, thing) is None and _takes(row, thing)


def require(actor: Actor, action: str, board: Board, thing: Thing | None = None) -> None:
    """Refuse what the table does not allow.

    Raises UnknownThingError for a thing the actor may not see, DeniedError for one they see and may not act
    on, EventError for an event that has ended.
    """
    row = _row(action)
    if not _sees(actor, thing):
        raise UnknownThingError(_kind(thing), _name(thing))
    reason = _why_not(actor, row, board, thing)
    if reason is not None:
        raise reason
    if isinstance(thing, Event) and not _takes(row, thing):
        raise _ended(thing)


def reach(actor: Actor, action: str, board: Board, things: Mapping[str, T], name: str, kind: str) -> T:
    """The thing of a name, when the actor may act on it; otherwise as `require`."""
    thing = things.get(name)
    if thing is None:
        raise UnknownThingError(kind, name)
    require(actor, action, board, thing)
    return thing


def event_for(board: Board, actor: Actor, action: str, event: str) -> Event:
    """The event an act is about."""
    return reach(actor, action, board, board.events, event, "event")


def card_for(board: Board, actor: Actor, action: str, finding: str) -> Card:
    """The finding an act is about."""
    return reach(actor, action, board, board.findings, finding, "finding")


def named(board: Board, actor: Actor, event: str) -> str:
    """The id of an event as a sentence may say it: dots where the actor, a token say, does not see it."""
    found = board.events.get(event)
    return event if found is not None and _sees(actor, found) else "..."


def _row(action: str) -> Action:
    if action not in ACTIONS:
        raise UnknownNameError("action", action, ACTIONS)
    return ACTIONS[action]


def _sees(actor: Actor, thing: Thing | None) -> bool:
    if isinstance(thing, Event | Card):
        return actor.person == SYSTEM or thing.audience.shows_to(actor)
    return True


def _takes(row: Action, thing: Thing | None) -> bool:
    if not isinstance(thing, Event) or thing.is_open or row.scope is Scope.READ:
        return True
    return row.on_ended and not thing.merged_into


def _ended(event: Event) -> EventError:
    if event.merged_into:
        return EventError("The event goes on in '{into}'; work there.", into=event.merged_into)
    return EventError(
        "The event is {stage}; it takes no change before it is reopened.", stage=event.stage.value
    )


def _why_not(actor: Actor, row: Action, board: Board, thing: Thing | None) -> DeniedError | None:
    """What stands against an act on a thing that the actor sees."""
    if actor.person == SYSTEM:
        return None if row.system else DeniedError("Only a person may {does}.", does=row.does)
    if actor.scopes is not None and row.scope.value not in actor.scopes:
        return DeniedError(
            "This token was not made for it: to {does} takes the scope '{scope}'.",
            does=row.does, scope=row.scope.value,
        )  # fmt: skip
    if not _roles(actor, board) & row.roles:
        return DeniedError(
            "You may not {does}: it takes the role {roles}. Ask an administrator of {member}.",
            does=row.does, roles=" or ".join(sorted(row.roles)), member=actor.member,
        )  # fmt: skip
    if not _reaches(actor, row, board, thing):
        return DeniedError("You may {does} only {where}.", does=row.does, where=row.where.value)
    return None


def _roles(actor: Actor, board: Board) -> frozenset[Role]:
    """Roles that the board confirms: none taken since the actor signed in; "secretariat" only there."""
    person, member = board.people.get(actor.person), board.members.get(actor.member)
    if person is None or member is None or not person.active or not member.active:
        return frozenset()
    if person.member != actor.member:
        return frozenset()
    elsewhere = frozenset() if member.kind is MemberKind.SECRETARIAT else frozenset({Role.SECRETARIAT})
    return (actor.roles & person.roles) - elsewhere


def _reaches(actor: Actor, row: Action, board: Board, thing: Thing | None) -> bool:
    own = _member_of(thing) == actor.member
    chair = board.members[actor.member].kind is MemberKind.SECRETARIAT
    match row.where:
        case Where.OWNER | Where.OWN_MEMBER:
            return own
        case Where.OWNER_OR_SECRETARIAT | Where.OWN_OR_SECRETARIAT:
            return own or chair
        case Where.SECRETARIAT:
            return chair
    return True


def _member_of(thing: Thing | None) -> str:
    match thing:
        case Event():
            return thing.owner
        case Member():
            return thing.code
        case Person():
            return thing.member
    return ""


def _kind(thing: Thing | None) -> str:
    return "finding" if isinstance(thing, Card) else type(thing).__name__.lower()


def _name(thing: Thing | None) -> str:
    return thing.code if isinstance(thing, Member) else "" if thing is None else thing.id
