"""Members and people for programs. Addresses, invitations and second factors are for people at a page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec

from tocsin.events.acts import add_member, change_member, close_account, end_membership, give_role, take_role
from tocsin.events.people import Member, MemberKind, Person, Role
from tocsin.events.rights import ACTIONS, require
from tocsin.flows.administering import close, give, leave, take
from tocsin.flows.alliance import seen_number
from tocsin.flows.dossier import names, people_of
from tocsin.vocab.errors import UnknownThingError
from tocsin.web.api.act_bodies import Mark, body_of, wanted
from tocsin.web.api.events import Cursor, Limit
from tocsin.web.api.operation import ONE_PAGE, Answer, Body, Call, Operation, Page, paged


class MemberTold(Answer, frozen=True, kw_only=True):
    """A member. `people`: how many have an account; `mark`: send it as `seen`."""

    code: str
    name: dict[str, str]
    kind: MemberKind
    rule_sets: list[str]
    active: bool
    since: datetime | None
    people: int
    mark: str


class PersonTold(Answer, frozen=True, kw_only=True):
    """Somebody with an account, without any address. `name` is empty once it was erased."""

    id: str
    name: str
    member: str
    roles: list[Role]
    active: bool
    mark: str


class PeopleQuery(Body, frozen=True, kw_only=True):
    """Whose people."""

    member: Annotated[str, msgspec.Meta(description="code of a member; empty = all")] = ""
    active: Annotated[bool | None, msgspec.Meta(description="whether the account is open")] = None
    limit: Limit = ONE_PAGE
    cursor: Cursor = ""


class MembersQuery(Body, frozen=True, kw_only=True):
    """A part of the members."""

    limit: Limit = ONE_PAGE
    cursor: Cursor = ""


class Administered(Answer, frozen=True, kw_only=True):
    """What it was done to, and the mark to send as `seen` next time."""

    id: str
    mark: str


class NameBody(Body, frozen=True, kw_only=True):
    """A member's name in the languages of the pages."""

    en: str
    ru: str | None = None
    zh: str | None = None

    def named(self) -> Mapping[str, str]:
        """The same for an act."""
        return {lang: text for lang, text in msgspec.to_builtins(self).items() if text is not None}


class AddMemberBody(Body, frozen=True, kw_only=True):
    """A new member, or one that comes back. `member`: its code, of two letters for a state."""

    member: str
    name: NameBody
    kind: MemberKind
    rule_sets: tuple[str, ...] = ()


class ChangeMemberBody(Body, frozen=True, kw_only=True):
    """All of it as it is to be."""

    name: NameBody
    kind: MemberKind
    rule_sets: list[str]
    seen: Mark


def _member(call: Call, code: str) -> Member:
    require(call.actor, "see-members", call.room.board)
    found = call.room.board.members.get(code)
    if found is None:
        raise UnknownThingError("member", code)
    return found


def _person(call: Call, name: str) -> Person:
    require(call.actor, "see-members", call.room.board)
    found = call.room.board.people.get(name)
    if found is None:
        raise UnknownThingError("person", name)
    return found


def _member_told(member: Member, people: Mapping[str, int]) -> MemberTold:
    return MemberTold(
        code=member.code, name=member.name, kind=member.kind, rule_sets=list(member.rule_sets),
        active=member.active, since=member.since, people=people[member.code],
        mark=member.last.mark if member.last else "",
    )  # fmt: skip


def _person_told(person: Person, name: str) -> PersonTold:
    return PersonTold(
        id=person.id, name=name, member=person.member, roles=sorted(person.roles), active=person.active,
        mark=person.last.mark if person.last else "",
    )  # fmt: skip


def _members(call: Call) -> Page[MemberTold]:
    require(call.actor, "see-members", call.room.board)
    found = [member for _, member in sorted(call.room.board.members.items())]
    part, following = paged(found, lambda member: member.code, call.query.cursor, call.query.limit)
    people = people_of(call.room, frozenset(member.code for member in part))
    return Page(items=[_member_told(member, people) for member in part], next=following)


def _one_member(call: Call) -> MemberTold:
    found = _member(call, call.path["member"])
    return _member_told(found, people_of(call.room, frozenset({found.code})))


def _people(call: Call) -> Page[PersonTold]:
    require(call.actor, "see-members", call.room.board)
    wish: PeopleQuery = call.query
    found = [
        person
        for _, person in sorted(call.room.board.people.items())
        if wish.member in ("", person.member) and wish.active in (None, person.active)
    ]
    part, following = paged(found, lambda person: person.id, wish.cursor, wish.limit)
    known = names(call.room)
    return Page(items=[_person_told(p, known.get(p.id, "")) for p in part], next=following)


def _one_person(call: Call) -> PersonTold:
    found = _person(call, call.path["person"])
    return _person_told(found, names(call.room).get(found.id, ""))


def _add(call: Call) -> Administered:
    body: AddMemberBody = call.body
    call.room.act(
        call.actor,
        lambda board: add_member.decide(
            board, call.actor, at=call.at, member=body.member, name=body.name.named(), kind=body.kind,
            rule_sets=body.rule_sets,
        ),
        at=call.at,
    )  # fmt: skip
    return _done_to_member(call, body.member)


def _change(call: Call) -> Administered:
    body, code = call.body, call.path["member"]
    seen = seen_number(_member(call, code).last, body.seen)
    call.room.act(
        call.actor,
        lambda board: change_member.decide(
            board, call.actor, at=call.at, member=code, name=body.name.named(), kind=body.kind,
            rule_sets=body.rule_sets, seen=seen,
        ),
        at=call.at,
    )  # fmt: skip
    return _done_to_member(call, code)


def _leave(call: Call) -> Administered:
    leave(call.room, call.actor, call.path["member"], at=call.at)
    return _done_to_member(call, call.path["member"])


def _give(call: Call) -> Administered:
    body: Any = call.body
    give(call.room, call.actor, call.path["person"], wanted(body)["role"], mark=body.seen, at=call.at)
    return _done_to_person(call)


def _take(call: Call) -> Administered:
    body: Any = call.body
    take(call.room, call.actor, call.path["person"], wanted(body)["role"], mark=body.seen, at=call.at)
    return _done_to_person(call)


def _close(call: Call) -> Administered:
    close(call.room, call.actor, call.path["person"], at=call.at)
    return _done_to_person(call)


def _done_to_member(call: Call, code: str) -> Administered:
    last = call.room.board.members[code].last
    return Administered(id=code, mark=last.mark if last else "")


def _done_to_person(call: Call) -> Administered:
    last = call.room.board.people[call.path["person"]].last
    return Administered(id=call.path["person"], mark=last.mark if last else "")


def _on(path: str, act: Any, run: Any, *, body: Any, example: Any = None) -> Operation:
    action = act.__name__.rpartition(".")[2].replace("_", "-")
    return Operation(
        method="POST", path=f"{path}/{action}", group="members", does=ACTIONS[action].does,
        about=" ".join((act.decide.__doc__ or "").split("\n\n")[0].split()), action=action, body=body,
        answer=Administered, acts=True, run=run, example=example,
    )  # fmt: skip


_NAME = {"en": "Arvania", "ru": "Арвания", "zh": "阿尔瓦尼亚"}
_KIND = {"kind": "full", "rule_sets": ["ihr-2005", "7-1-7"]}
_SEEN = {"seen": "0123456789abcdef"}
MEMBERS: Sequence[Operation] = (
    Operation(
        method="GET", path="/api/members", group="members", does="list the members", action="see-members",
        query=MembersQuery, answer=Page[MemberTold], run=_members,
    ),
    Operation(
        method="GET", path="/api/members/{member}", group="members", does="read a member",
        action="see-members", answer=MemberTold, run=_one_member,
    ),
    Operation(
        method="GET", path="/api/people", group="members", does="list people, without addresses",
        action="see-members", query=PeopleQuery, answer=Page[PersonTold], run=_people,
    ),
    Operation(
        method="GET", path="/api/people/{person}", group="members", does="read who somebody is",
        action="see-members", answer=PersonTold, run=_one_person,
    ),
    Operation(
        method="POST", path="/api/members", group="members", action="add-member",
        does=ACTIONS["add-member"].does, body=AddMemberBody, answer=Administered, status=201, acts=True,
        run=_add,
        example={"member": "XD", "name": _NAME, **_KIND},
    ),
    _on("/api/members/{member}", change_member, _change, body=ChangeMemberBody,
        example={"name": _NAME, **_KIND, **_SEEN}),
    _on("/api/members/{member}", end_membership, _leave, body=None),
    _on("/api/people/{person}", give_role, _give, body=body_of(give_role),
        example={"role": "analyst", **_SEEN}),
    _on("/api/people/{person}", take_role, _take, body=body_of(take_role),
        example={"role": "analyst", **_SEEN}),
    _on("/api/people/{person}", close_account, _close, body=None),
)  # fmt: skip
