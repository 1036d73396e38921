"""Scores against the package scoringrules, wherever both have them."""

import numpy as np
import pytest
import scoringrules

from tocsin import score
from tocsin.panel import FAN_LEVELS, HUB_LEVELS

rng = np.random.default_rng(20260101)
OBSERVED = rng.poisson(20, size=(4, 50)).astype(float)
SAMPLES = rng.negative_binomial(3, 0.1, size=(4, 50, 40)).astype(float)
MEAN, SIZE = rng.gamma(2, 20, size=(4, 50)) + 5, rng.gamma(2, 2, size=(4, 50)) + 0.5
SD = rng.gamma(2, 3, size=(4, 50)) + 5


def near(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("levels", [HUB_LEVELS, FAN_LEVELS, (0.5,), (0.25, 0.75)], ids=len)
def test_quantiles__equal_scoringrules(levels):
    levels = np.array(levels)
    quantiles = np.quantile(SAMPLES, levels, axis=-1).transpose(1, 2, 0)
    theirs = scoringrules.quantile_score(OBSERVED[..., None], quantiles, levels)
    near(score.pinball(quantiles, levels, OBSERVED), theirs)
    near(score.wis(quantiles, levels, OBSERVED), scoringrules.crps_quantile(OBSERVED, quantiles, levels))


@pytest.mark.parametrize("levels", [HUB_LEVELS, FAN_LEVELS], ids=len)
def test_wis__equals_the_sum_over_intervals(levels):
    levels = np.array(levels)
    quantiles = np.quantile(SAMPLES, levels, axis=-1).transpose(1, 2, 0)
    half = len(levels) // 2
    low, high, alpha = quantiles[..., :half], quantiles[..., ::-1][..., :half], 2 * levels[:half]
    theirs = scoringrules.weighted_interval_score(OBSERVED, quantiles[..., half], low, high, alpha)
    near(score.wis(quantiles, levels, OBSERVED), theirs)
    near(score.wis_parts(quantiles, levels, OBSERVED).wis, theirs)


def test_interval_score__equals_scoringrules():
    low, high = np.quantile(SAMPLES, [0.1, 0.9], axis=-1)
    near(
        score.interval_score(low, high, OBSERVED, central=0.8),
        scoringrules.interval_score(OBSERVED, low, high, 0.2),
    )


@pytest.mark.parametrize(("fair", "estimator"), [(False, "nrg"), (True, "fair")])
def test_crps_samples__equals_scoringrules(fair, estimator):
    near(
        score.crps_samples(SAMPLES, OBSERVED, fair=fair),
        scoringrules.crps_ensemble(OBSERVED, SAMPLES, estimator=estimator),
    )


def test_closed_forms__equal_scoringrules():
    near(score.crps_normal(MEAN, SD, OBSERVED), scoringrules.crps_normal(OBSERVED, MEAN, SD))
    log = np.log(MEAN)
    near(score.crps_lognormal(log, SD / 20, OBSERVED), scoringrules.crps_lognormal(OBSERVED, log, SD / 20))
    near(score.crps_poisson(MEAN, OBSERVED), scoringrules.crps_poisson(OBSERVED, MEAN))
    theirs = scoringrules.crps_negbinom(OBSERVED, SIZE, SIZE / (SIZE + MEAN))
    near(score.crps_negbin(MEAN, SIZE, OBSERVED), theirs)


def test_log_scores__equal_scoringrules():
    near(score.log_score_normal(MEAN, SD, OBSERVED), scoringrules.logs_normal(OBSERVED, MEAN, SD))
    near(score.log_score_poisson(MEAN, OBSERVED), scoringrules.logs_poisson(OBSERVED, MEAN))
    size = SIZE + 1  # below 1 scoringrules answers infinity for some ordinary counts
    theirs = scoringrules.logs_negbinom(OBSERVED, size, size / (size + MEAN))
    near(score.log_score_negbin(MEAN, size, OBSERVED), theirs)
