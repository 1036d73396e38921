"""How a flow tells how far it is, without knowing who listens."""

from collections.abc import Callable
from typing import Protocol


class Progress(Protocol):
    """Called when a stage begins; gives back what is called with each amount done."""

    def __call__(self, words: str, total: int | None = None) -> Callable[[int], None]:
        """Begin a stage of `total` steps, None = unknown."""


def no_progress(words: str, total: int | None = None) -> Callable[[int], None]:
    """Nobody listens."""
    return lambda done: None
