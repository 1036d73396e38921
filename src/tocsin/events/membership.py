"""Members and people out of facts."""

from dataclasses import replace

from tocsin.events.fact import Fact
from tocsin.events.people import Member, MemberKind, Person, Role


def member_after(member: Member | None, fact: Fact) -> Member | None:
    """The member with one more fact. Never refuses; a kind that is not known changes nothing."""
    body = fact.body
    match fact.kind, member:
        case (("member-added" | "member-changed"), _):
            return Member(
                code=fact.stream.partition("/")[2], name=dict(body["name"]), kind=MemberKind(body["kind"]),
                rule_sets=tuple(body["rule_sets"]),
            )  # fmt: skip
        case "member-left", Member():
            return replace(member, active=False)
    return member


def person_after(person: Person | None, fact: Fact) -> Person | None:
    """The person with one more fact. Never refuses; a kind that is not known changes nothing."""
    body = fact.body
    match fact.kind, person:
        case "person-added", _:
            roles = frozenset(Role(role) for role in body["roles"])
            return Person(id=fact.stream.partition("/")[2], member=body["member"], roles=roles)
        case "role-given", Person():
            return replace(person, roles=person.roles | {Role(body["role"])})
        case "role-taken", Person():
            return replace(person, roles=person.roles - {Role(body["role"])})
        case "account-closed", Person():
            return replace(person, active=False)
    return person
