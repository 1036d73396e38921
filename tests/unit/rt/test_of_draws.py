"""R over draws of the counts, and over possible serial intervals."""

import numpy as np
import pytest
from scipy import stats

from tocsin.rt.caveat import Caveat
from tocsin.rt.instantaneous import reproduction
from tocsin.rt.interval import SerialInterval
from tocsin.rt.mixture import mixture
from tocsin.rt.of_draws import draw_intervals, reproduction_of_draws, reproduction_of_intervals
from tocsin.vocab.errors import CountError, OptionError

FLU = SerialInterval(mean=2.6, sd=1.5)
FIELDS = ("mean", "sd", "quantiles", "above_one", "cases", "caveat")


def test_mixture__has_the_quantiles_of_its_average_distribution():
    rng = np.random.default_rng(2)
    shape, rate = rng.uniform(1, 400, (20, 15)), rng.uniform(1, 300, (20, 15))
    levels = np.array([0.025, 0.5, 0.9])
    found = mixture(shape, rate, levels)
    for q, level in enumerate(levels):
        at = stats.gamma.cdf(found.quantiles[:, q, None], shape, scale=1 / rate).mean(axis=1)
        np.testing.assert_allclose(at, level, atol=1e-9)
    sample = stats.gamma.rvs(shape[0], scale=1 / rate[0], size=(200_000, 15), random_state=rng).ravel()
    assert found.mean[0] == pytest.approx(sample.mean(), rel=0.01)
    assert found.sd[0] == pytest.approx(sample.std(), rel=0.02)
    assert found.above_one[0] == pytest.approx((sample > 1).mean(), abs=0.005)


def test_draws_that_agree__give_the_plain_result():
    counts = np.random.default_rng(4).poisson(12, (3, 40)).astype(float)
    counts[1, 20] = np.nan
    plain = reproduction(counts, FLU)
    same = reproduction_of_draws(np.repeat(counts[:, :, None], 5, axis=2), FLU)
    for name in FIELDS:
        np.testing.assert_allclose(getattr(same, name), getattr(plain, name), rtol=1e-12, err_msg=name)


def test_draws_that_differ__widen_the_interval_only_where_they_matter():
    counts = np.full((1, 40), 60.0)
    draws = np.repeat(counts[:, :, None], 50, axis=2)
    draws[0, -2:] = np.random.default_rng(6).poisson(60, (2, 50)) * np.linspace(0.5, 1.5, 50)
    plain, wide = reproduction(counts, FLU), reproduction_of_draws(draws, FLU)
    np.testing.assert_allclose(wide.quantiles[0, :38], plain.quantiles[0, :38])
    assert (np.ptp(wide.quantiles[0, 38:], axis=1) > 1.1 * np.ptp(plain.quantiles[0, 38:], axis=1)).all()
    assert wide.sd[0, -1] > 1.1 * plain.sd[0, -1]


@pytest.mark.parametrize(
    ("draws", "match"),
    [
        (np.ones((2, 5)), r"shape \(2, 5\)"),
        (np.ones((2, 5, 0)), r"shape \(2, 5, 0\)"),
        (np.array([[[1.0, np.nan]]]), "all or none"),
        (np.array([[[1.0, -2.0]]]), "negative"),
    ],
)
def test_draws__that_are_none_are_refused(draws, match):
    with pytest.raises(CountError, match=match):
        reproduction_of_draws(draws, FLU)


def test_one_interval__gives_the_plain_result():
    counts = np.random.default_rng(4).poisson(12, (2, 30)).astype(float)
    plain, one = reproduction(counts, FLU), reproduction_of_intervals(counts, [FLU])
    for name in FIELDS:
        np.testing.assert_allclose(getattr(one, name), getattr(plain, name), rtol=1e-9, err_msg=name)


def test_doubt_about_the_interval__widens_r_in_growth():
    counts = np.round(30 * np.exp(0.1 * np.arange(40)))[None, :]
    intervals = draw_intervals((2.6, 0.5), (1.5, 0.3), 40, np.random.default_rng(9))
    unsure, sure = reproduction_of_intervals(counts, intervals), reproduction(counts, FLU)
    assert unsure.sd[0, -1] > 1.5 * sure.sd[0, -1]
    assert unsure.mean[0, -1] == pytest.approx(sure.mean[0, -1], rel=0.05)
    assert unsure.caveat[0, 0] == Caveat.BEFORE


def test_intervals__that_are_none_are_refused():
    with pytest.raises(OptionError, match="one serial interval or more"):
        reproduction_of_intervals(np.ones((1, 20)), [])
    with pytest.raises(OptionError, match="below the mean"):
        draw_intervals((2.6, 0.5), (3.0, 0.3), 4, np.random.default_rng(9))
