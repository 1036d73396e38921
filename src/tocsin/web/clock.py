"""The web room's only clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The moment of an act, UTC."""
    return datetime.now(UTC)
