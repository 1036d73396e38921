"""Growth rates: kernel and twin, intervals with one end, missing periods, what is refused."""

import numpy as np
import pytest
from scipy.special import fdtri

from tocsin.rt.caveat import Caveat
from tocsin.rt.growth import STEEPEST, GrowthOptions, growth_rate
from tocsin.rt.growth_plain import plain_slope
from tocsin.vocab.errors import OptionError


def grown(rate: float, size: int = 30) -> np.ndarray:
    return np.round(100 * np.exp(rate * np.arange(size)))[None, :]


@pytest.mark.parametrize("rate", [-0.08, 0.0, 0.12])
def test_steady_growth__is_found(rate):
    g = growth_rate(grown(rate))
    assert g.rate[0, -1] == pytest.approx(rate, abs=0.003)
    assert g.low[0, -1] < rate < g.high[0, -1]


def test_kernel__equals_its_plain_twin():
    rng = np.random.default_rng(8)
    counts = rng.negative_binomial(2, 2 / (2 + rng.choice([0.3, 3, 200], (40, 1))), (40, 12)).astype(float)
    counts[rng.random(counts.shape) < 0.08] = np.nan
    g = growth_rate(counts, GrowthOptions(window=12))
    compared = 0
    for s, y in enumerate(counts):
        if g.caveat[s, -1] in (Caveat.MISSING, Caveat.UNDATED):
            continue
        freedom = int((~np.isnan(y)).sum()) - 2
        asked = {"least_phi": 1.0, "quantile": float(fdtri(1, freedom, 0.95)), "steepest": STEEPEST}
        slow = plain_slope(y, **asked)
        fast = [getattr(g, name)[s, -1] for name in ("rate", "low", "high", "se", "phi")]
        np.testing.assert_allclose(fast, slow, rtol=1e-8, atol=1e-10)
        compared += 1
    assert compared > 25


def test_cases_in_the_last_period_only__leave_the_interval_one_end():
    counts = np.zeros((1, 10))
    counts[0, -1] = 12
    g = growth_rate(counts)
    assert g.rate[0, -1] == np.inf == g.high[0, -1]
    assert 0 < g.low[0, -1] < 5
    mirrored = growth_rate(counts[:, ::-1])
    assert mirrored.rate[0, -1] == -np.inf == mirrored.low[0, -1]
    assert mirrored.high[0, -1] == pytest.approx(-g.low[0, -1])


def test_interval__covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(11)
    mean = 30 * np.exp(0.05 * np.arange(10))
    counts = rng.negative_binomial(10, 10 / (10 + mean), (4000, 10)).astype(float)
    g = growth_rate(counts)
    covered = ((g.low[:, -1] <= 0.05) & (g.high[:, -1] >= 0.05)).mean()
    assert 0.935 < covered < 0.975


def test_missing_periods__are_left_out_not_taken_as_zero():
    counts = grown(0.1)
    counts[0, -1] = np.nan
    g = growth_rate(counts)
    assert g.rate[0, -1] == pytest.approx(0.1, abs=0.005)
    assert g.caveat[0, -1] == Caveat.PARTIAL
    counts[0, -5:] = np.nan
    assert growth_rate(counts).caveat[0, -1] == Caveat.MISSING
    assert np.isnan(growth_rate(counts).rate[0, -1])


def test_caveats__say_what_is_missing():
    counts = np.zeros((2, 12))
    counts[1, 5:] = 1.0
    caveat = growth_rate(counts).caveat
    assert caveat[0, 0] == Caveat.BEFORE
    assert caveat[0, -1] == Caveat.UNDATED
    assert caveat[1, -1] == Caveat.FEW
    assert (growth_rate(counts[:, :5]).caveat == Caveat.BEFORE).all()


@pytest.mark.parametrize(
    "given", [{"window": 3}, {"coverage": 1.0}, {"reported": 0.0}, {"least_phi": -1.0}], ids=str
)
def test_options__outside_their_bounds_are_refused(given):
    with pytest.raises(OptionError, match=f"{next(iter(given))}=.* is not usable"):
        GrowthOptions(**given)
