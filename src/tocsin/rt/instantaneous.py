"""Instantaneous reproduction number R: how many each case infects, if nothing changes.

    local cases of t ~ Poisson(R force[t]),   force[t] = sum over k of w[k] cases[t - k],   same R in a window
    R ~ gamma before;   R | window ~ gamma(shape = a + cases of the window, rate = 1/b + its force)

with prior mean a b and sd sqrt(a) b. Imported cases infect but were not infected here: they count in the
force and not among the local cases. The first period has no parents in the data: no window holds it.

Missing  A missing period leaves its window; one that would have infected others is stood in for by the
         periods beside it, as far as `lost_most` of the serial interval (see `window_sums`). A window with
         less than the share `reported` of its periods has no number.
Caveats  See `Caveat`: early, few cases, some periods missing; and why there is no number. As in the
         reference, windows that end within one mean serial interval of the first period have none.

Source   Cori, Ferguson, Fraser, Cauchemez (2013), Am. J. Epidemiol. 178:1505-1512, web appendix 1 and 3;
         Thompson et al. (2019), Epidemics 29:100356 (imported cases).
Differs  The serial interval is cut where what is left cannot be seen in double precision.
Checked  tests/reference/rt_cori.csv (EpiEstim 2.2-4, estimate_R), made by validation/rt.R.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc

from tocsin.rt.caveat import NO_NUMBER, Caveat, caveats
from tocsin.rt.counts import checked_counts, split_imports
from tocsin.rt.gamma_quantile import gamma_quantiles
from tocsin.rt.interval import Interval, interval_mean, interval_weights
from tocsin.rt.window_sums import WindowSums, window_sums
from tocsin.vocab.arrays import Array, Codes, Index
from tocsin.vocab.errors import OptionError

LEVELS: tuple[float, ...] = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class ROptions:
    """Options of the instantaneous R.

    window      periods of a window, when `windows` are not given one by one
    windows     first and last place of each window, both included; None = one ending at every period
    prior_mean  mean of R before any case is seen
    prior_sd    its standard deviation
    levels      of the quantiles, increasing inside (0, 1)
    reported    share of a window's periods that must be usable, in (0, 1]
    lost_most   most of the serial interval that may fall on missing periods, in [0, 1)
    sure        a posterior sd above this share of its mean makes "few cases"
    """

    window: int = 7
    windows: tuple[tuple[int, int], ...] | None = None
    prior_mean: float = 5.0
    prior_sd: float = 5.0
    levels: tuple[float, ...] = LEVELS
    reported: float = 0.7
    lost_most: float = 0.4
    sure: float = 0.3

    def __post_init__(self) -> None:
        if self.window < 1:
            raise OptionError("window", self.window, "1 period or more")
        if self.windows is not None and any(low > high for low, high in self.windows):
            raise OptionError("windows", self.windows, "pairs (first, last) with first <= last")
        for name in ("prior_mean", "prior_sd"):
            if not 0 < getattr(self, name) < np.inf:
                raise OptionError(name, getattr(self, name), "above 0")
        inside = all(0 < level < 1 for level in self.levels)
        if not inside or list(self.levels) != sorted(set(self.levels)):
            raise OptionError("levels", self.levels, "increasing inside (0, 1)")
        if not 0 < self.reported <= 1:
            raise OptionError("reported", self.reported, "above 0 and at most 1")
        if not 0 <= self.lost_most < 1:
            raise OptionError("lost_most", self.lost_most, "at least 0 and below 1")
        if not self.sure > 0:
            raise OptionError("sure", self.sure, "above 0")

    @property
    def prior(self) -> tuple[float, float]:
        """Shape and rate of the prior."""
        return (self.prior_mean / self.prior_sd) ** 2, self.prior_mean / self.prior_sd**2

    def spans(self, size: int) -> tuple[Index, Index]:
        """First and last place of each window over `size` periods; a first place may lie before the data."""
        if self.windows is None:
            ends = np.arange(size, dtype=np.int64)
            return ends - self.window + 1, ends
        pairs = np.array(self.windows, np.int64).reshape(-1, 2)
        if len(pairs) and pairs[:, 1].max() >= size:
            raise OptionError("windows", int(pairs[:, 1].max()), f"inside the data: places 0 to {size - 1}")
        return pairs[:, 0].copy(), pairs[:, 1].copy()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reproduction:
    """Reproduction numbers of S series in J windows; NaN = no number, `caveat` says why.

    mean, sd   (S, J) of the posterior
    quantiles  (S, J, Q) at `levels`
    above_one  (S, J) chance that R is above 1, given model and prior
    cases      (S, J) local cases in the usable periods of the window
    caveat     (S, J) uint8, see `Caveat`
    starts     (J,) first place of each window, included; below 0 = before the data
    ends       (J,) last place, included; by default J = T and window j ends at period j
    levels     (Q,)
    """

    mean: Array
    sd: Array
    quantiles: Array
    above_one: Array
    cases: Array
    caveat: Codes
    starts: Index
    ends: Index
    levels: Array

    def at(self, level: float) -> Array:
        """(S, J) quantiles at one of `levels`; OptionError where it is none of them."""
        place = int(np.argmin(np.abs(self.levels - level)))
        if abs(self.levels[place] - level) > 1e-9:
            raise OptionError("level", level, f"one of {self.levels.tolist()}")
        return self.quantiles[:, :, place]


def reproduction(
    counts: Array,
    interval: Interval,
    options: ROptions | None = None,
    *,
    imported: Array | None = None,
) -> Reproduction:
    """Instantaneous R of every series, one number per window.

    Parameters
    ----------
    counts    (S, T) all cases per period; NaN = no number, never taken as 0
    interval  serial interval in periods, or the chances of 0, 1, 2, ... periods (the first is 0)
    options   see ROptions
    imported  (S, T) those among `counts` that were infected elsewhere; None = none but in the first period

    Returns
    -------
    Reproduction; nothing in window j depends on what comes after its last period

    Raises
    ------
    CountError   numbers that are negative, infinite or fractional, imports that do not fit
    OptionError  an option, interval or window outside its bounds

    Cost: O(S T K) for a serial interval of K periods, and about 50 ns a quantile.

    >>> from tocsin.rt.interval import SerialInterval
    >>> cases = np.array([[2.0, 3, 4, 6, 8, 12, 16, 24, 32, 48]])
    >>> r = reproduction(cases, SerialInterval(mean=2.6, sd=1.5))
    >>> r.mean[0, -2:].round(2), r.caveat[0, 2]
    (array([2.24, 2.24]), np.uint8(5))
    """
    chosen = options or ROptions()
    y = checked_counts(counts)
    return reproduction_of_parts(y, split_imports(y, imported), interval_weights(interval), chosen)


def reproduction_of_parts(cases: Array, local: Array, weights: Array, options: ROptions) -> Reproduction:
    """R from checked numbers: all cases and the local ones, (S, T), and a discrete serial interval."""
    starts, ends = options.spans(cases.shape[1])
    sums = window_sums(cases, local, weights, starts, ends, options.lost_most)
    caveat = window_caveats(sums, weights, starts, ends, options)
    a, rate = options.prior
    shape = np.where(caveat >= NO_NUMBER, np.nan, a + sums.cases)
    total = rate + sums.force
    mean = shape / total
    levels = np.array(options.levels)
    return Reproduction(
        mean=mean,
        sd=mean / np.sqrt(shape),
        quantiles=gamma_quantiles(shape, levels) / total[:, :, None],
        above_one=gammaincc(shape, total),
        cases=np.where(caveat >= NO_NUMBER, np.nan, sums.cases),
        caveat=caveat,
        starts=starts,
        ends=ends,
        levels=levels,
    )


def window_caveats(sums: WindowSums, weights: Array, starts: Index, ends: Index, options: ROptions) -> Codes:
    """What to say of each window, (S, J)."""
    a = options.prior[0]
    length = ends - starts + 1
    short = sums.used < np.ceil(options.reported * length - 1e-9)
    reached = np.cumsum(weights)[np.minimum(np.maximum(starts, 0), len(weights) - 1)]
    return caveats(
        sums.used.shape,
        (Caveat.PARTIAL, (sums.used < length) | sums.filled),
        (Caveat.EARLY, reached < 0.95 * weights.sum()),
        (Caveat.FEW, a + sums.cases < 1 / options.sure**2),
        (Caveat.MISSING, short),
        (Caveat.BEFORE, (starts < 1) | (ends + 1 <= interval_mean(weights))),
    )
