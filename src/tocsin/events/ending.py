"""Drafts that change the stage of an event."""

from tocsin.events.event import Event, Stage
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.vocab.errors import EventError


def from_stages(event: Event, allowed: tuple[Stage, ...], verb: str) -> None:
    """Refuse an act at a stage that it does not start from."""
    if event.stage not in allowed:
        raise EventError(
            "An event at the stage '{stage}' cannot be {verb}; it must be at: {allowed}.",
            stage=event.stage.value, verb=verb, allowed=", ".join(stage.value for stage in allowed),
        )  # fmt: skip


def nothing_pending(event: Event) -> None:
    """Refuse to end an event on which something shared is still under way."""
    if event.running_round is not None:
        raise EventError("A round of assessment is under way; reveal it or call it off first.")
    tasks = [task.text for task in event.tasks.values() if task.ended is None]
    if tasks:
        raise EventError(
            "{count} shared tasks are open, the first: {first}. Say that they are done or dropped first.",
            count=len(tasks), first=tasks[0],
        )  # fmt: skip


def ended(event: Event, kind: str, reason: str) -> list[Draft]:
    """An end with its reason, 1 to 2,000 characters."""
    body = {"reason": prose("reason", reason, most=2000)}
    return [Draft(stream=f"event/{event.id}", kind=kind, body=body)]
