"""Set a task on an event."""

from datetime import UTC, date, datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.fields import identifier, prose
from tocsin.events.inside import all_ids
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.vocab.errors import EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    task: str,
    text: str,
    member: str = "",
    due: date | None = None,
    internal: bool = False,
) -> list[Draft]:
    """A task that all see, for a member in the audience; or an internal one, which one's own member sees.

    task    8 random letters a-z or digits
    text    1 to 2,000 characters
    member  who is to do it; "" = one's own, and an internal one is always that
    due     last day on which it is in time, today (UTC) or later; None = whenever
    """
    now = event_for(board, actor, "set-task", event)
    if identifier("task", task) in all_ids(now):
        raise EventError("'{task}' is taken; draw another identifier.", task=task)
    doer = member or actor.member
    if internal and doer != actor.member:
        raise EventError(
            "An internal task is for {own} alone; share it to give it to {member}.",
            own=actor.member, member=doer,
        )  # fmt: skip
    if not now.audience.includes(doer):
        raise EventError("{member} does not see this event; add it to the audience first.", member=doer)
    if due is not None and due < at.astimezone(UTC).date():
        raise EventError("due is {due}, which is past; choose today or a later day.", due=due.isoformat())
    body = {
        "task": task, "text": prose("text", text, most=2000), "member": doer,
        "due": None if due is None else due.isoformat(), "internal": internal,
    }  # fmt: skip
    return [Draft(stream=f"event/{now.id}", kind="task-set", body=body)]
