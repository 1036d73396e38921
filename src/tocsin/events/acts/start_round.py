"""Ask members to assess an event, each alone."""

from collections.abc import Collection
from datetime import datetime, timedelta

from tocsin.events.board import Board
from tocsin.events.fact import Draft, moment
from tocsin.events.fields import in_audience, with_zone
from tocsin.events.packs import Pack
from tocsin.events.people import Actor, MemberKind
from tocsin.events.rights import event_for
from tocsin.vocab.errors import EventError

LONGEST = timedelta(days=90)


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    members: Collection[str],
    due: datetime,
    pack: Pack,
) -> list[Draft]:
    """A round: sealed answers from now on, opened together when all are in or the time is up.

    members  in the audience, one or more; never the secretariat, which has nothing of its own to assess
    due      when the time is up: after now, within 90 days
    pack     the event's, whose questions of this version are asked
    """
    now = event_for(board, actor, "start-round", event)
    if now.running_round is not None:
        raise EventError("A round of assessment is under way; reveal it or call it off first.")
    asked = in_audience(now.audience, members)
    chair = sorted(code for code in asked if board.members[code].kind is MemberKind.SECRETARIAT)
    if chair:
        raise EventError("{members} is the secretariat, which assesses nothing.", members=", ".join(chair))
    if not at < with_zone("due", due) <= at + LONGEST:
        raise EventError("due is {due}; it must be after now and within 90 days.", due=moment(due))
    if pack.id != now.pack:
        raise EventError("The event is of the pack '{own}', not '{pack}'.", own=now.pack, pack=pack.id)
    body = {
        "round": len(now.rounds) + 1, "pack": pack.id, "version": pack.version, "asked": sorted(asked),
        "due": moment(due),
    }  # fmt: skip
    return [Draft(stream=f"event/{now.id}", kind="round-started", body=body)]
