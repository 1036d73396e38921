"""Two people at once: a decision that overwrites is held against what was changed since it was looked at."""

from collections.abc import Iterable, Mapping
from datetime import UTC

from tocsin.events.entries import By
from tocsin.vocab.errors import ChangedError


def unchanged(touched: Mapping[str, By], fields: Iterable[str], seen: int) -> None:
    """Refuse when one of the fields was changed by a fact after number `seen`.

    Raises ChangedError that says what was changed, by whom and when; `error.values["changes"]` has the same
    as (field, By) pairs, for pages that show names.
    """
    changes = [(name, touched[name]) for name in fields if name in touched and touched[name].number > seen]
    if not changes:
        return
    told = "; ".join(f"{name} by {by.person} of {by.member} at {_clock(by)}" for name, by in changes)
    raise ChangedError(
        "Since you looked at it this was changed: {told}. Look at it as it is now, and decide again.",
        told=told, changes=changes,
    )  # fmt: skip


def _clock(by: By) -> str:
    return f"{by.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
