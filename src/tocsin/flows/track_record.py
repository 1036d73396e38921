"""How earlier nowcasts and forecasts of one series did, held against what is known by now."""

from typing import TYPE_CHECKING

import numpy as np

from tocsin.cluster.outlook import Part, TrackRecord
from tocsin.panel.forecast import Forecast
from tocsin.panel.panel import Panel
from tocsin.vocab.arrays import Flags

if TYPE_CHECKING:
    from tocsin.flows.outlook import Round

Key = tuple[str | None, ...]


def records_of(key: Key, panel: Panel, earlier: "list[Round]") -> tuple[TrackRecord, ...]:
    """The record of the nowcasts and of the forecasts of one series; empty where none can be compared.

    panel    what is known by now; a period that is not reported is left out of the comparison
    earlier  what was made on earlier days
    """
    kinds = (
        (Part.NOWCAST, [once.nowcast for once in earlier]),
        (Part.FORECAST, [once.forecast for once in earlier]),
    )
    found = (_record(part, key, panel, [f for f in made if f is not None]) for part, made in kinds)
    return tuple(record for record in found if record is not None)


def _record(part: Part, key: Key, panel: Panel, made: list[Forecast]) -> TrackRecord | None:
    """Share of the values that lay inside; of a nowcast that of its newest period, the hard one."""
    half, most, rounds = [], [], 0
    row = panel.series.rows().index(key) if key in panel.series.rows() else -1
    for once in made:
        if row < 0 or key not in once.series.rows():
            continue
        one = once.series.rows().index(key)
        steps = once.horizons if part is Part.FORECAST else once.horizons[-1:]
        places = steps + once.origin - panel.periods.first
        known = (places >= 0) & (places < len(panel.periods))
        truth = np.where(known, panel.counts[row, np.clip(places, 0, len(panel.periods) - 1)], np.nan)
        inside50, inside95 = (
            _inside(once, one, len(steps), truth, low, high) for low, high in ((0.25, 0.75), (0.025, 0.975))
        )
        usable = np.isfinite(truth) & np.isfinite(once.at(0.5)[one, -len(steps) :])
        rounds += bool(usable.any())
        half += inside50[usable].tolist()
        most += inside95[usable].tolist()
    if not rounds:
        return None
    return TrackRecord(part=part, rounds=rounds, inside50=float(np.mean(half)), inside95=float(np.mean(most)))


def _inside(
    made: Forecast, row: int, steps: int, truth: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
    low: float, high: float,
) -> Flags:  # fmt: skip
    return (made.at(low)[row, -steps:] <= truth) & (truth <= made.at(high)[row, -steps:])
