"""Put a finding of the watch on the board, or renew the card it has."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tocsin.events.audience import Audience, audience_body
from tocsin.events.board import Board
from tocsin.events.card import run_of
from tocsin.events.fact import Draft
from tocsin.events.fields import identifier, line, members_of, word
from tocsin.events.people import Actor
from tocsin.events.rights import require
from tocsin.vocab.errors import EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    card: str,
    finding: Mapping[str, Any],
    as_of: date,
    audience: Audience,
    pack: str,
    indicator: str = "",
) -> list[Draft]:
    """A new card; or the newer numbers of a run that has one; or nothing, when these are no newer.

    card     8 random letters a-z or digits; used when the finding is new
    finding  one of "findings" in findings.json; `run_of` says when two are the same
    as_of    day whose data it was made from
    audience of a run that has a card: who is not in the card's audience yet, joins it; nobody leaves it
    """
    require(actor, "put-finding", board)
    for name in ("key", "start"):
        if name not in finding:
            raise EventError("The finding has no '{name}'; docs/findings.md says what it holds.", name=name)
    run = run_of(finding)
    if run in board.runs:
        known = board.findings[board.runs[run]]
        if as_of <= known.as_of:
            return []
        again = {"finding": dict(finding), "as_of": as_of.isoformat()}
        joining = members_of(board, "audience", audience.members) - known.audience.members
        if joining:
            again["audience"] = audience_body(
                replace(known.audience, members=known.audience.members | joining)
            )
        return [Draft(stream=f"finding/{known.id}", kind="finding-seen-again", body=again)]
    if identifier("card", card) in board.findings:
        raise EventError("There is a card '{card}' already; draw another identifier.", card=card)
    members_of(board, "audience", audience.members)
    body = {
        "run": run, "pack": word("pack", pack), "indicator": line("indicator", indicator, empty=True),
        "finding": dict(finding), "as_of": as_of.isoformat(), "audience": audience_body(audience),
    }  # fmt: skip
    return [Draft(stream=f"finding/{card}", kind="finding-put", body=body)]
