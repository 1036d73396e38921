"""Analogue forest: what came next at moments that were alike, in any series and any year.

A forest of random trees is grown on all past moments of all series; the moments that share a leaf with the
newest one are its analogues, weighted by how often. What came one, two, ... periods after them, on the scale
of each series (`forecast.state`), is the forecast. Trees are grown only where somebody asks. No setting is
tuned to any source, and no two series need to be of one kind.

Source   Meinshausen (2006), J. Mach. Learn. Res. 7:983-999 (quantiles from a forest's weights); Geurts,
         Ernst, Wehenkel (2006), Mach. Learn. 63:3-42 (random cuts); Viboud et al. (2003), Am. J. Epidemiol.
         158:996-1006 (analogues).
Checked  validation/respicast.md; the kernel against `forest_plain` in tests/unit/forecast/test_forest.py.
"""

from dataclasses import dataclass

import numpy as np

from tocsin.forecast._forest_kernel import find_analogues, outcome_quantiles
from tocsin.forecast.baselines import answerable
from tocsin.forecast.question import Forecaster, ForecastQuestion
from tocsin.forecast.state import State, state_of
from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.errors import OptionError

MOMENTS = 40  # of the past, below which they say nothing about the 95 % interval
FEWEST = 8  # reports of a series, below which nobody can say what is much for it


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalogueForestOptions:
    """Options of the analogue forest; the defaults are meant for everybody.

    trees    how many
    leaf     fewest moments in a leaf
    tries    random cuts looked at for each split
    library  most past moments that are learnt from; of more, so many by chance
    stale    periods that a series may be silent and still have a forecast
    seed     of all chance in it; the same seed, the same forecast
    """

    trees: int = 100
    leaf: int = 4
    tries: int = 8
    library: int = 40_000
    stale: int = 13
    seed: int = 1

    def __post_init__(self) -> None:
        for name in ("trees", "leaf", "tries"):
            if getattr(self, name) < 1:
                raise OptionError(name, getattr(self, name), "1 or more")
        if self.library < 100:
            raise OptionError("library", self.library, "100 moments or more")
        if self.stale < 0:
            raise OptionError("stale", self.stale, "0 periods or more")
        if not 0 <= self.seed < 2**63:
            raise OptionError("seed", self.seed, "a whole number from 0 on")


def analogue_forest(question: ForecastQuestion, options: AnalogueForestOptions) -> Array:
    """Quantiles (S, H, Q) of the periods after the newest; NaN = silent for too long, or too little past.

    Cost: trees x library x depth of a tree, less where few ask; O(S T) for the state of the series.
    """
    counts, H = question.counts, question.horizons
    state = state_of(counts, question.whole, question.periods, question.groups, H)
    asked, silent = answerable(question, options.stale)
    enough = np.isfinite(counts[asked]).sum(axis=1) >= FEWEST
    asked, silent = asked[enough], silent[enough]
    newest = counts.shape[1] - 1 - silent
    series, period = _library(state, options)
    out = np.full((len(counts), H, len(question.levels)), np.nan)
    if not len(asked) or len(series) < MOMENTS:
        return out
    ahead = np.unique([1, max(1, H // 2), H])
    later = np.pad(state.z, ((0, 0), (0, H)), constant_values=np.nan)[
        series[:, None], period[:, None] + ahead
    ]
    found, weight = find_analogues(
        state.at(series, period), later - state.z[series, period][:, None], state.at(asked, newest),
        options.trees, options.leaf, options.tries, options.seed,
    )  # fmt: skip
    steps = silent[:, None] + np.arange(1, H + 1)
    change = outcome_quantiles(state.z, series, period, found, weight, steps, question.levels)
    out[asked] = state.changed(asked, counts[asked, newest], change)
    return out


def _library(state: State, options: AnalogueForestOptions) -> tuple[Index, Index]:
    """Series and period of the past moments that have a next one; of too many, some by chance."""
    usable = state.usable.copy()
    usable[:, :-1] &= np.isfinite(state.z[:, 1:])
    usable[:, -1:] = False
    places = np.flatnonzero(usable)
    if len(places) > options.library:
        chance = np.random.default_rng(options.seed)
        places = places[np.sort(chance.choice(len(places), options.library, replace=False, shuffle=False))]
    series, period = np.divmod(places, usable.shape[1])
    return series, period


ANALOGUE_FOREST = Forecaster(
    name="analogue-forest", title="what came next at moments that were alike, in any series and year",
    run=analogue_forest, options=AnalogueForestOptions,
    source="Meinshausen (2006); Geurts, Ernst, Wehenkel (2006); Viboud et al. (2003)",
)  # fmt: skip
