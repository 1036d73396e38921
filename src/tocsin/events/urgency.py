"""Urgency: in which order open events ask for attention, told from clocks, risk and stage alone.

Three levels, each for a reason that can be said in a word:

- *urgent*: a clock is overdue, or the last revealed assessment came to the highest risk of its pack;
- *soon*: a clock runs out within 24 hours, or that risk is the second highest;
- *calm*: neither.

Within a level: the clock longest overdue first, then the one with the least time left; then the higher risk;
then the stage (response, event, verification, signal); then the event that was opened last. Nothing here is a
score, and nothing is weighed against anything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from tocsin.events.clocks import Clock, ClockState
from tocsin.events.event import Event, Stage
from tocsin.events.packs import NOT_KNOWN, Pack

SOON = timedelta(hours=24)
_STAGES = (Stage.SIGNAL, Stage.VERIFICATION, Stage.EVENT, Stage.RESPONSE)


class Level(IntEnum):
    """How urgent; more is more."""

    CALM = 0
    SOON = 1
    URGENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """How urgent an event is, and what makes it so.

    clock  the running clock that presses most; None = none runs
    risk   of the last revealed assessment, the highest of the members'; None = none, or nobody knows
    order  larger comes first
    """

    level: Level
    clock: Clock | None
    risk: str | None
    order: tuple[float, ...]


def urgency(event: Event, clocks: Sequence[Clock], pack: Pack | None) -> Urgency:
    """How urgent an open event is, with the clocks of whoever asks, as they stand now.

    pack  of the event; None = it is not known here, and no risk either
    """
    clock = pressing(clocks)
    left = timedelta.max if clock is None else _left(clock)
    risk, step, steps = last_risk(event, pack)
    below = steps - step if step else steps  # 0 = the highest
    level = Level.CALM
    if left < timedelta(0) or (step and below == 0):
        level = Level.URGENT
    elif left <= SOON or (step and below == 1):
        level = Level.SOON
    stage = float(_STAGES.index(event.stage)) if event.stage in _STAGES else -1.0
    order = (float(level), -left.total_seconds(), float(step), stage, event.opened.at.timestamp())
    return Urgency(level=level, clock=clock, risk=risk, order=order)


def pressing(clocks: Sequence[Clock]) -> Clock | None:
    """The clock with the least time left of those that run or are overdue; None where none does."""
    running = [clock for clock in clocks if clock.state in (ClockState.RUNNING, ClockState.OVERDUE)]
    return min(running, key=_left, default=None)


def last_risk(event: Event, pack: Pack | None) -> tuple[str | None, int, int]:
    """The highest risk in the last revealed round; its step in the pack's scale, 1 = lowest; how many steps.

    None and 0 where no round was revealed, no answer has both likelihood and impact, or the pack is another
    one by now.
    """
    if pack is None:
        return None, 0, 0
    scale = [level.id for level in pack.matrix.risks]
    revealed = [told for told in event.rounds if told.revealed is not None and told.pack == pack.id]
    if not revealed:
        return None, 0, len(scale)
    steps = [
        scale.index(risk) + 1
        for opened in revealed[-1].opened.values()
        if (risk := _risk(pack, opened.answers.get("likelihood"), opened.answers.get("impact"))) in scale
    ]
    step = max(steps, default=0)
    return (scale[step - 1] if step else None), step, len(scale)


def _risk(pack: Pack, likelihood: str | None, impact: str | None) -> str | None:
    known = {level.id for level in pack.matrix.likelihood}, {level.id for level in pack.matrix.impact}
    if NOT_KNOWN in (likelihood, impact) or likelihood not in known[0] or impact not in known[1]:
        return None
    return pack.matrix.of(likelihood, impact)


def _left(clock: Clock) -> timedelta:
    """Time left; negative = overdue by so much."""
    if clock.state is ClockState.OVERDUE:
        return -(clock.overrun or timedelta(0))
    return clock.remaining if clock.remaining is not None else timedelta.max
