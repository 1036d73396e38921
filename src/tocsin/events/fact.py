"""A fact: who did what, for which member, and when. None is ever changed; state is their fold."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Body = Mapping[str, Any]  # what json can write: None, bool, numbers without NaN, text, lists, mappings

FIRST = "0" * 64  # what the first fact names as the hash before it
SYSTEM = "system"  # the person of what happens by itself: a watch that finds, a clock that runs out


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A fact that was decided and not yet recorded.

    stream  what it is about: "event/7kq2m9xd", "finding/...", "member/XA", "person/...", "settings"
    kind    what happened, in the past tense: "event-opened"; never renamed
    body    the rest, as JSON; people are named by id alone
    """

    stream: str
    kind: str
    body: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A recorded fact.

    number    place in the ledger, 1, 2, ... without gaps
    at        when, UTC, to the microsecond
    person    id of who did it, or SYSTEM
    member    code of the member it was done for; empty for none
    stream, kind, body   see Draft
    previous  hash of the fact before it; FIRST for number 1
    hash      of all of the above, see `hash_of`
    """

    number: int
    at: datetime
    person: str
    member: str
    stream: str
    kind: str
    body: Body
    previous: str
    hash: str

    @property
    def mark(self) -> str:
        """How pages and forms speak of a fact: the first 16 digits of its hash, which tell nothing.

        Its number goes up with the whole ledger, hidden events and all, and is shown to the audit alone.
        """
        return self.hash[:16]


def hash_of(
    *,
    number: int,
    at: datetime,
    person: str,
    member: str,
    stream: str,
    kind: str,
    body: Body,
    previous: str,
) -> str:
    """SHA-256 of the canonical JSON of a fact, hex.

    Canonical: keys sorted, no blanks, UTF-8, no NaN, the moment as in `moment`. Anybody can compute it again
    with any JSON library.
    """
    told = {
        "number": number, "at": moment(at), "person": person, "member": member, "stream": stream,
        "kind": kind, "body": body, "previous": previous,
    }  # fmt: skip
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def canonical(told: Body) -> str:
    """JSON in the one form that is hashed."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def moment(at: datetime) -> str:
    """A moment as it is hashed and stored: 2026-05-18T08:00:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def chained(draft: Draft, *, number: int, at: datetime, person: str, member: str, previous: str) -> Fact:
    """The draft as the next fact of a ledger."""
    known: dict[str, Any] = {
        "number": number, "at": at, "person": person, "member": member, "stream": draft.stream,
        "kind": draft.kind, "body": draft.body, "previous": previous,
    }  # fmt: skip
    return Fact(**known, hash=hash_of(**known))
