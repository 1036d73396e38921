"""The web room's only clock."""

from datetime import UTC, datetime
from time import monotonic


def now() -> datetime:
    """The moment of an act, UTC."""
    return datetime.now(UTC)


def ticks() -> float:
    """Seconds that never run backwards, for durations."""
    return monotonic()
