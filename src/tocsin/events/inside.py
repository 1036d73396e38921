"""Shared or for one's own member: where a task or a file of an event is kept."""

from tocsin.events.entries import Attachment, Inside, Task
from tocsin.events.event import Event
from tocsin.vocab.errors import UnknownThingError

NOTHING = Inside()


def all_ids(event: Event) -> frozenset[str]:
    """Identifiers of tasks and files that are taken, anybody's."""
    inside = [name for own in event.inside.values() for name in (*own.tasks, *own.files)]
    return frozenset((*event.tasks, *event.files, *inside))


def task_of(event: Event, member: str, name: str) -> tuple[Task, bool]:
    """A task that a member sees, and whether it is internal to it."""
    own = event.inside.get(member, NOTHING)
    if name in own.tasks:
        return own.tasks[name], True
    if name in event.tasks:
        return event.tasks[name], False
    raise UnknownThingError("task", name)


def file_of(event: Event, member: str, name: str) -> Attachment:
    """A file that a member sees, shared or its own."""
    files = {**event.files, **event.inside.get(member, NOTHING).files}
    if name not in files:
        raise UnknownThingError("file", name)
    return files[name]
