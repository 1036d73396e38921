"""Say that a task is done, or dropped."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.entries import TaskState
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.inside import task_of
from tocsin.events.people import Actor
from tocsin.events.rights import event_for
from tocsin.vocab.errors import DeniedError, EventError


def decide(
    board: Board,
    actor: Actor,
    *,
    at: datetime,
    event: str,
    task: str,
    state: TaskState = TaskState.DONE,
    outcome: str = "",
) -> list[Draft]:
    """End a task; by the member that is to do it, the one that set it, or the owner of the event.

    state    done or dropped; a dropped one says why
    outcome  up to 2,000 characters
    """
    now = event_for(board, actor, "end-task", event)
    known, internal = task_of(now, actor.member, task)
    if state is TaskState.OPEN:
        raise EventError("A task ends as done or dropped; set a new one instead of opening this again.")
    if known.ended is not None:
        raise EventError(
            "The task is {state} already, by {member}.",
            state=known.state.value, member=known.ended.member,
        )  # fmt: skip
    concerned = {known.member, known.by.member, now.owner}
    if actor.member not in concerned:
        raise DeniedError(
            "This task may be ended by {members} alone.", members=", ".join(sorted(concerned))
        )  # fmt: skip
    told = prose("outcome", outcome, most=2000, empty=state is TaskState.DONE)
    body = {"task": task, "state": state.value, "outcome": told, "internal": internal}
    return [Draft(stream=f"event/{now.id}", kind="task-ended", body=body)]
