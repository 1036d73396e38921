"""How often somebody may ask: enough for anybody at work, too little for trying things out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from litestar.types import Scope

from tocsin.web.reader import Reader

_MOST_KEPT = 20_000  # who asked lately; beyond it, whoever has their full number again is forgotten
FREE = ("/static/", "/healthz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Requests a minute; so many may also come at once.

    door     forms that let somebody in (sign-in, invitation), from one address
    token    requests of programs without a token that holds, from one address
    visitor  anything else from one address by people who have not signed in
    person   anything by one person
    """

    door: int = 30
    token: int = 30
    visitor: int = 300
    person: int = 3000

    def among(self, workers: int) -> "Limits":
        """The share of one of several processes, each of which counts alone."""
        return Limits(
            **{name: max(1, -(-getattr(self, name) // workers)) for name in self.__dataclass_fields__}
        )


STANDARD = Limits()


@dataclass(slots=True, kw_only=True)
class Rates:
    """Counts in the memory of one process; addresses are kept for minutes, and written nowhere.

    Used from the event loop alone.
    """

    limits: Limits
    _left: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    _most: int = 0  # kept before it is looked whom to forget; twice as many as were left the last time

    def take(self, kind: str, who: str, *, at: float) -> float:
        """Count one request; gives seconds to wait, 0 = go on.

        at  seconds of a clock that never runs backwards
        """
        most = float(getattr(self.limits, kind))
        before, then = self._left.get((kind, who), (most, at))
        left = min(most, before + (at - then) * most / 60)
        wait = 0.0 if left >= 1 else (1 - left) * 60 / most
        self._left[kind, who] = (left if wait else left - 1, at)
        if len(self._left) > max(_MOST_KEPT, self._most):
            self._forget(at)
            self._most = 2 * len(self._left)
        return wait

    def _forget(self, at: float) -> None:
        kept: Mapping[tuple[str, str], tuple[float, float]] = self._left
        self._left = {key: value for key, value in kept.items() if at - value[1] < 60}


def counted_as(scope: Scope, reader: Reader, *, address: str, is_open: bool) -> tuple[str, str] | None:
    """As what a request counts, and for whom; None = it does not."""
    path = scope["path"]
    if path.startswith(FREE):
        return None
    if is_open and scope.get("method") == "POST":
        return "door", address
    if reader.actor is not None:
        return "person", reader.actor.person
    return ("token" if path.startswith("/api/") else "visitor"), address
