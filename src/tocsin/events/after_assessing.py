"""How facts about rounds of assessment and about notifying change an event. Nothing here refuses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from tocsin.events.entries import Notice, NoticeState, Stamp
from tocsin.events.event import Event, assessed_under_seal
from tocsin.events.fact import Fact
from tocsin.events.round import Opened, Round, Sealed
from tocsin.events.stamps import stamped, without

Changes = dict[str, Any]


def _started(event: Event, fact: Fact) -> Changes:
    body = fact.body
    started = Round(
        number=body["round"], pack=body["pack"], version=body["version"], asked=frozenset(body["asked"]),
        due=datetime.fromisoformat(body["due"]), by=fact,
    )  # fmt: skip
    return {"rounds": (*event.rounds, started)}


def _cancelled(event: Event, fact: Fact) -> Changes:
    return _with(event, fact, cancelled=fact)


def _sealed(event: Event, fact: Fact) -> Changes:
    sealed = Sealed(commitment=fact.body["commitment"], late=fact.body["late"], by=fact)
    replaced = assessed_under_seal(
        event, _round(event, fact), fact.member
    )  # then the clock stops with the newer answer
    stamps = stamped(event.stamps, fact.member, "assessed", _now(fact), again=replaced)
    return {
        **_with(event, fact, sealed={**_round(event, fact).sealed, fact.member: sealed}), "stamps": stamps
    }  # fmt: skip


def _withdrawn(event: Event, fact: Fact) -> Changes:
    left = {m: sealed for m, sealed in _round(event, fact).sealed.items() if m != fact.member}
    stamps = event.stamps
    if assessed_under_seal(event, _round(event, fact), fact.member):
        stamps = without(stamps, fact.member, "assessed")
    return {**_with(event, fact, sealed=left), "stamps": stamps}


def _revealed(event: Event, fact: Fact) -> Changes:
    sealed, stamps = _round(event, fact).sealed, event.stamps
    opened = {
        member: Opened(
            answers=told["answers"], nonce=told["nonce"], late=sealed[member].late, by=sealed[member].by
        )
        for member, told in fact.body["opened"].items()
    }
    for member in fact.body["notifiable"]:
        when = Stamp(happened=sealed[member].by.at, by=fact)
        stamps = stamped(stamps, member, "notifiable", when)
    return {**_with(event, fact, opened=opened, revealed=fact), "stamps": stamps}


def _answered_late(event: Event, fact: Fact) -> Changes:
    late = Opened(answers=fact.body["answers"], nonce="", late=True, by=fact)
    stamps = stamped(event.stamps, fact.member, "assessed", _now(fact))
    if fact.body["notifiable"]:
        stamps = stamped(stamps, fact.member, "notifiable", Stamp(happened=fact.at, by=fact))
    return {
        **_with(event, fact, opened={**_round(event, fact).opened, fact.member: late}), "stamps": stamps
    }  # fmt: skip


def _notice(event: Event, fact: Fact) -> Changes:
    body = fact.body
    sent = None if body["sent_at"] is None else datetime.fromisoformat(body["sent_at"])
    notice = Notice(state=NoticeState(body["state"]), text=body["text"], by=fact, sent_at=sent)
    stamps = event.stamps
    if sent is not None and body["milestone"]:
        stamp = Stamp(happened=sent, by=fact, bottleneck=body["bottleneck"])
        stamps = stamped(stamps, fact.member, body["milestone"], stamp)
    return {"notices": {**event.notices, fact.member: notice}, "stamps": stamps}


def _round(event: Event, fact: Fact) -> Round:
    return {told.number: told for told in event.rounds}[fact.body["round"]]


def _with(event: Event, fact: Fact, **changes: Any) -> Changes:
    changed = replace(_round(event, fact), **changes)
    return {"rounds": tuple(changed if r.number == changed.number else r for r in event.rounds)}


def _now(fact: Fact) -> Stamp:
    return Stamp(happened=fact.at, by=fact, bottleneck=fact.body["bottleneck"])


ASSESSING: dict[str, Callable[[Event, Fact], Changes]] = {
    "round-started": _started,
    "round-cancelled": _cancelled,
    "answer-sealed": _sealed,
    "answer-withdrawn": _withdrawn,
    "round-revealed": _revealed,
    "answered-late": _answered_late,
    "notice-recorded": _notice,
}
