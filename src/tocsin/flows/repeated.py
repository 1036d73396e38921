"""A call that a program repeats under one key does what it says once, and is answered alike."""

from collections.abc import Callable
from datetime import datetime

from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom
from tocsin.vocab.errors import ChangedError, EventError, TocsinError

LONGEST = 200  # characters of a key

Told = tuple[int, str]  # status and text of an answer


def repeated(
    room: BoardRoom, actor: Actor, key: str, asked: str, run: Callable[[], Told], *, at: datetime
) -> Told:
    """Answer a call: by running it, or, under a key of the last 24 hours, as it was answered then.

    key    as the program drew it; 1 to 200 printable characters. Keys are apart for each person
    asked  SHA-256 of what is asked; the same key for something else is refused

    What is refused records nothing, so its key may be used anew. Where the answer was cut off nobody knows
    whether something was recorded: that is said, and nothing is done. Raises what `run` raises; ChangedError.
    """
    if not 0 < len(key) <= LONGEST or not (key.isascii() and key.isprintable()):
        raise EventError(
            "The Idempotency-Key is not usable: it must be 1 to {most} printable ASCII characters.",
            most=LONGEST,
        )
    repeats = room.books.repeats
    before = repeats.begin(actor.person, key, asked, at=at)
    if before is not None:
        if before.asked != asked:
            raise EventError("This Idempotency-Key was used for another call; draw a new one.")
        if before.status is None:
            raise ChangedError(
                "A call with this Idempotency-Key is under way, or was cut off. Look whether it was "
                "recorded; to do it once more draw a new key."
            )
        return before.status, before.answer
    try:
        told = run()
    except TocsinError:
        repeats.forget(actor.person, key)
        raise
    repeats.answered(actor.person, key, *told)
    return told
