"""Members and people out of facts."""

from dataclasses import replace

from tocsin.events.fact import Draft, Fact
from tocsin.events.people import Member, MemberKind, Person, Role

# what was done about how somebody signs in: kept for those who check the ledger, and nothing changes by it
LINK_MADE, FACTOR_TAKEN = "password-link-made", "second-factor-taken"
PASSWORD_SET, NAME_ERASED = "password-set-by-link", "name-erased"
TRACES = frozenset({LINK_MADE, FACTOR_TAKEN, PASSWORD_SET, NAME_ERASED})


def trace(person: str, kind: str) -> Draft:
    """One of `TRACES`; who did it and when stands with every fact, and no more is said."""
    return Draft(stream=f"person/{person}", kind=kind, body={})


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
        case kind, _ if kind in TRACES:
            return person
    return person


def _name(fact: Fact) -> str:
    return fact.stream.partition("/")[2]
