"""Growth rate: the slope of the log of the counts over the last periods, with an interval.

    cases of t ~ quasi-Poisson, mean exp(a + r x), variance phi times the mean,   x = 0, 1, ... in a window

Given their number N, the counts are a sample of x from weights proportional to e^{rx}: the slope solves one
equation in one unknown, K'(r) = mean of x over the cases, with K(r) = log of the sum of e^{rx}. K is convex,
so a safeguarded Newton step finds r; the level a drops out.

    phi       Pearson's X^2 / (n - 2), not below 1
    se        sqrt(phi / (N K''(r)))
    interval  every r whose deviance, 2 N (K(r) - K(r0) - (r - r0) mean x), is at most phi F(level; 1, n - 2)

Where all cases fall in the first or the last period the slope is infinite; the interval then has one end.

Missing  Periods without a report are left out; a window with less than the share `reported` has no number.

Source   quasi-likelihood: McCullagh & Nelder (1989), Generalized Linear Models, 2nd ed., chapters 6 and 9;
         its interval by deviance: section 12.4 there, and Venzon & Moolgavkar (1988), Appl. Stat. 37:87-94.
Checked  tests/reference/rt_growth.csv (stats::glm, slope, standard error and dispersion), validation/rt.R.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri

from tocsin.rt._growth_kernel import slopes
from tocsin.rt.caveat import Caveat, caveats
from tocsin.rt.counts import checked_counts
from tocsin.vocab.arrays import Array, Codes, Index
from tocsin.vocab.errors import OptionError

STEEPEST = 40.0  # a growth by e^40 in one period: as good as infinite
FEWEST = 10  # cases below which a slope is said to rest on few


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthOptions:
    """Options of the growth rate.

    window     periods of the regression
    coverage   of the interval, in (0, 1)
    reported   share of the window that must be reported, in (0, 1]
    least_phi  smallest dispersion used; 1 = never surer than Poisson
    """

    window: int = 10
    coverage: float = 0.95
    reported: float = 0.7
    least_phi: float = 1.0

    def __post_init__(self) -> None:
        if self.window < 4:
            raise OptionError("window", self.window, "4 periods or more")
        if not 0 < self.coverage < 1:
            raise OptionError("coverage", self.coverage, "above 0 and below 1")
        if not 0 < self.reported <= 1:
            raise OptionError("reported", self.reported, "above 0 and at most 1")
        if not 0 <= self.least_phi < np.inf:
            raise OptionError("least_phi", self.least_phi, "0 or more")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Growth:
    """Growth per period of S series in the windows that end at each of T periods; NaN = no number.

    rate       (S, T) change of the log per period; 0.1 = 10.5 % more each period
    low, high  (S, T) its interval; -inf or inf where the counts do not bound it
    se         (S, T) standard error
    phi        (S, T) dispersion that was used
    caveat     (S, T) uint8, see `Caveat`
    ends       (T,) last place of each window, included
    """

    rate: Array
    low: Array
    high: Array
    se: Array
    phi: Array
    caveat: Codes
    ends: Index


def growth_rate(counts: Array, options: GrowthOptions | None = None) -> Growth:
    """Growth rate of every series, one per period, over the window that ends there.

    Parameters
    ----------
    counts   (S, T) cases per period; NaN = no number
    options  see GrowthOptions

    Nothing at t depends on what comes after t. Raises CountError and OptionError.

    Cost: about 1.5 microseconds a window of 10 periods; O(S T) memory.

    >>> g = growth_rate(np.array([[4.0, 5, 7, 9, 12, 15, 20, 26, 34, 44]]))
    >>> g.rate[0, -1].round(3), g.low[0, -1].round(3), g.high[0, -1].round(3)
    (np.float64(0.266), np.float64(0.197), np.float64(0.339))
    """
    chosen = options or GrowthOptions()
    y = checked_counts(counts)
    n = chosen.window
    need = max(3, int(np.ceil(chosen.reported * n - 1e-9)))
    freedom = np.maximum(np.arange(n + 1.0) - 2, 1)
    quantile = fdtri(1.0, freedom, chosen.coverage)
    found = slopes(y, n, need, chosen.least_phi, quantile, STEEPEST)
    rate, low, high, se, phi, cases, periods = np.moveaxis(found, 2, 0)
    caveat = caveats(
        y.shape,
        (Caveat.PARTIAL, periods < n),
        (Caveat.FEW, cases < FEWEST),
        (Caveat.MISSING, periods < need),
        (Caveat.UNDATED, (periods >= need) & (cases <= 0)),
        (Caveat.BEFORE, np.arange(y.shape[1]) < n - 1),
    )
    ends = np.arange(y.shape[1], dtype=np.int64)
    return Growth(rate=rate, low=low, high=high, se=se, phi=phi, caveat=caveat, ends=ends)
