"""Findings for programs: the list, one, and triage."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec

from tocsin.events.acts import triage_finding
from tocsin.events.card import Card, Triage
from tocsin.events.event import sees
from tocsin.events.people import Actor
from tocsin.events.rights import card_for, require
from tocsin.flows.board import BoardRoom
from tocsin.flows.take_up import mark_of
from tocsin.flows.triage import triage
from tocsin.web.api.act_bodies import body_of
from tocsin.web.api.events import Cursor, Limit
from tocsin.web.api.operation import ONE_PAGE, Answer, Body, Call, Operation, Page, paged


class TriageTold(Answer, frozen=True, kw_only=True):
    """What your member made of a finding. `event`: opened from it, where you see it."""

    status: Triage
    reason: str
    event: str | None


class FindingTold(Answer, frozen=True, kw_only=True):
    """A finding. `finding` is as in findings.json (docs/findings.md); `mark`: send it as `seen`."""

    id: str
    pack: str
    indicator: str
    as_of: date
    first_as_of: date
    triage: TriageTold
    mark: str
    finding: dict[str, Any]


class FindingsQuery(Body, frozen=True, kw_only=True):
    """Which findings: all that are given must hold."""

    status: Annotated[Triage | None, msgspec.Meta(description="your member's triage")] = None
    pack: Annotated[str, msgspec.Meta(description="kind of threat")] = ""
    indicator: str = ""
    as_of: Annotated[date | None, msgspec.Meta(description="newest data of this day")] = None
    limit: Limit = ONE_PAGE
    cursor: Cursor = ""


class Triaged(Answer, frozen=True, kw_only=True):
    """The finding, and the mark to send as `seen` next time."""

    finding: str
    mark: str


def finding_told(room: BoardRoom, actor: Actor, card: Card) -> FindingTold:
    """A finding as its reader sees it."""
    own = card.of(actor.member)
    event = room.board.events.get(own.event) if own.event else None
    return FindingTold(
        id=card.id, pack=card.pack, indicator=card.indicator, as_of=card.as_of, first_as_of=card.first_as_of,
        mark=mark_of(card, actor), finding=dict(card.finding),
        triage=TriageTold(
            status=own.status, reason=own.reason,
            event=event.id if event is not None and sees(event, actor) else None,
        ),
    )  # fmt: skip


def _list(call: Call) -> Page[FindingTold]:
    require(call.actor, "see-finding", call.room.board)
    wish: FindingsQuery = call.query
    found = [
        card
        for card in call.room.cards(call.actor)
        if (wish.status is None or card.of(call.actor.member).status is wish.status)
        and wish.pack in ("", card.pack)
        and wish.indicator in ("", card.indicator)
        and wish.as_of in (None, card.as_of)
    ]
    part, following = paged(found, lambda card: card.id, wish.cursor, wish.limit)
    return Page(items=[finding_told(call.room, call.actor, card) for card in part], next=following)


def _one(call: Call) -> FindingTold:
    card_for(call.room.board, call.actor, "see-finding", call.path["finding"])
    return finding_told(call.room, call.actor, call.room.card(call.actor, call.path["finding"]))


def _triage(call: Call) -> Triaged:
    name, body = call.path["finding"], call.body
    card_for(call.room.board, call.actor, "triage-finding", name)
    triage(
        call.room, call.actor, finding=name, status=body.status, reason=body.reason, mark=body.seen,
        at=call.at,
    )  # fmt: skip
    return Triaged(finding=name, mark=mark_of(call.room.board.findings[name], call.actor))


FINDINGS: Sequence[Operation] = (
    Operation(
        method="GET", path="/api/findings", group="findings", does="list the findings you see",
        action="see-finding", about="The newest first.", query=FindingsQuery, answer=Page[FindingTold],
        run=_list,
    ),
    Operation(
        method="GET", path="/api/findings/{finding}", group="findings", does="read a finding",
        action="see-finding", answer=FindingTold, run=_one,
    ),
    Operation(
        method="POST", path="/api/findings/{finding}/triage-finding", group="findings",
        does="watch or dismiss a finding, or let it wait again", action="triage-finding", acts=True,
        about="To take it up, open an event from it. Other members decide for themselves.",
        body=body_of(triage_finding), answer=Triaged, run=_triage,
        example={"status": "dismissed", "reason": "Reported twice", "seen": "0123456789abcdef"},
    ),
)  # fmt: skip
