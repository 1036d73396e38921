"""Members, the people who act for them, and what each may be."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tocsin.events.fact import Fact


class MemberKind(StrEnum):
    """What a member is to the alliance."""

    FULL = "full"
    OBSERVER = "observer"
    PARTNER = "partner"
    SECRETARIAT = "secretariat"
    INVITED = "invited"  # a body that is asked in for single events


class Role(StrEnum):
    """What a person does for their member. A person may have several; none includes another."""

    READER = "reader"
    ANALYST = "analyst"  # triages findings, writes to events
    FOCAL_POINT = "focal-point"  # verifies, assesses, releases
    DELEGATE = "delegate"  # positions, texts
    HEAD = "head"  # signs
    SECRETARIAT = "secretariat"  # chairs, runs clocks; sees no member's internal notes
    ADMINISTRATOR = "administrator"  # accounts and settings; no say on events


DECIDING = frozenset({Role.FOCAL_POINT, Role.DELEGATE, Role.HEAD, Role.SECRETARIAT, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A state or body that takes part.

    code       ISO 3166-1 alpha-2, or user-assigned (XA to XZ); the secretariat has a code of its own
    name       in each language: {"en": ..., "ru": ..., "zh": ...}; "en" is always there
    rule_sets  texts it is bound by, with versions: ("ihr-2024", "7-1-7")
    active     False once it has left
    since      when it was added, the last time if it had left
    last       the newest fact about it
    """

    code: str
    name: dict[str, str] = field(hash=False)
    kind: MemberKind
    rule_sets: tuple[str, ...] = ()
    active: bool = True
    since: datetime | None = None
    last: Fact | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account. Name and address are kept apart, where they can be corrected and erased.

    id      8 random letters and digits
    member  code of the one member they belong to
    active  False once the account is closed
    last    the newest fact that changed any of it
    """

    id: str
    member: str
    roles: frozenset[Role]
    active: bool = True
    last: Fact | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts or reads, as far as rights go.

    scopes  of an API token: it may do what the person may, and of that only these; None = a person at a page
    """

    person: str
    member: str
    roles: frozenset[Role]
    scopes: frozenset[str] | None = None

    def has(self, roles: Collection[Role]) -> bool:
        """Whether one of the roles is theirs."""
        return not self.roles.isdisjoint(roles)
