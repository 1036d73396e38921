"""Change who sees an event, its label, and whether it may be passed on."""

from collections.abc import Mapping
from datetime import datetime

from tocsin.events.audience import Audience, audience_body
from tocsin.events.board import Board
from tocsin.events.event import Event
from tocsin.events.fact import Draft
from tocsin.events.fields import with_owner
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.events.seen import unchanged
from tocsin.vocab.errors import EventError


def decide(
    board: Board, actor: Actor, *, at: datetime, event: str, audience: Audience, seen: int
) -> list[Draft]:
    """The new audience, whole; the owner stays in it.

    Who is added sees everything shared so far. Who is removed sees nothing from then on; what it gave stays
    with the others, and the fact says that it gave something. A member that a running round asks stays.

    seen  number of the newest fact that the form showed
    """
    now = event_for(board, actor, "change-audience", event)
    if audience == now.audience:
        return []
    unchanged(now.touched, ["audience"], seen)
    with_owner(board, audience, now.owner, known=now.audience.members)
    added, removed = audience.members - now.audience.members, now.audience.members - audience.members
    running = now.running_round
    asked = sorted(removed & running.asked) if running is not None else []
    if asked:
        raise EventError(
            "{members} is asked by the round of assessment under way; reveal it or call it off first.",
            members=", ".join(asked),
        )  # fmt: skip
    body = {
        "audience": audience_body(audience), "added": sorted(added), "removed": sorted(removed),
        "had_given": sorted(removed & given(now).keys()),
    }  # fmt: skip
    return [Draft(stream=f"event/{now.id}", kind="audience-changed", body=body)]


def given(event: Event) -> Mapping[str, list[str]]:
    """What each member gave so far that stays with the event: sighting, reply, answers, notice."""
    gave: dict[str, list[str]] = {}
    replied = {member for member, request in event.requests.items() if request.replied is not None}
    opened = {member for r in event.rounds for member in r.opened}
    told = {"sighting": event.sightings, "reply": replied, "answers": opened, "notice": event.notices}
    for what, members in told.items():
        for member in members:
            gave.setdefault(member, []).append(what)
    return gave
