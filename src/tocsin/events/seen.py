"""Two people at once: a decision that overwrites is held against what was changed since it was looked at."""

from collections.abc import Iterable, Mapping
from datetime import UTC

from tocsin.events.fact import Fact
from tocsin.vocab.errors import ChangedError


def unchanged(touched: Mapping[str, Fact], fields: Iterable[str], seen: int) -> None:
    """Refuse when one of the fields was changed by a fact after number `seen`.

    Raises ChangedError that says what was changed, by whom and when; `error.values["changes"]` has the same
    as (field, Fact) pairs, for pages that show names.
    """
    changes = [(name, touched[name]) for name in fields if name in touched and touched[name].number > seen]
    if not changes:
        return
    told = "; ".join(f"{name} by {by.person} of {by.member} at {_clock(by)}" for name, by in changes)
    raise ChangedError(
        "Since you looked at it this was changed: {told}. Look at it as it is now, and decide again.",
        told=told, changes=changes,
    )  # fmt: skip


def untouched(name: str, last: Fact | None, seen: int) -> None:
    """Refuse when a thing was changed at all by a fact after number `seen`."""
    unchanged({} if last is None else {name: last}, [name], seen)


def _clock(by: Fact) -> str:
    return f"{by.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
