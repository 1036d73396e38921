"""Members and people out of facts."""

from dataclasses import replace

from tocsin.events.fact import Fact
from tocsin.events.people import Member, MemberKind, Person, Role


def member_after(member: Member | None, fact: Fact) -> Member | None:
    """The member with one more fact. Never refuses; a kind that is not known changes nothing."""
    body = fact.body
    match fact.kind, member:
        case (("member-added" | "member-changed"), _):
            known_since = None if fact.kind == "member-added" or member is None else member.since
            return Member(
                code=_name(fact), name=dict(body["name"]), kind=MemberKind(body["kind"]),
                rule_sets=tuple(body["rule_sets"]), last=fact,
                since=known_since or fact.at,
            )  # fmt: skip
        case "membership-ended", Member():
            return replace(member, active=False, last=fact)
    return member


def person_after(person: Person | None, fact: Fact) -> Person | None:
    """The person with one more fact. Never refuses; a kind that is not known changes nothing."""
    body = fact.body
    match fact.kind, person:
        case "person-added", _:
            roles = frozenset(Role(role) for role in body["roles"])
            return Person(id=_name(fact), member=body["member"], roles=roles, last=fact)
        case "role-given", Person():
            return replace(person, roles=person.roles | {Role(body["role"])}, last=fact)
        case "role-taken", Person():
            return replace(person, roles=person.roles - {Role(body["role"])}, last=fact)
        case "account-closed", Person():
            return replace(person, active=False, last=fact)
    return person


def _name(fact: Fact) -> str:
    return fact.stream.partition("/")[2]
