"""Scores on numbers that can be checked by hand, and what they say of missing and impossible ones."""

import numpy as np
import pytest
from scipy import stats

from tocsin import score
from tocsin.score.levels import check_levels, place_of
from tocsin.vocab.errors import InputError, OptionError

LEVELS = (0.25, 0.5, 0.75)
FORECAST = np.array([8.0, 10.0, 14.0])
NAN = float("nan")


@pytest.mark.parametrize(
    ("observed", "dispersion", "over", "under"),
    [(10, 1.0, 0, 0), (12, 1.0, 0, 2 / 3), (6, 1.0, (2 + 2) * 2 / 3, 0), (20, 1.0, 0, (6 + 5) * 2 / 3)],
)
def test_wis_parts__by_hand(observed, dispersion, over, under):
    parts = score.wis_parts(FORECAST, LEVELS, observed)
    assert parts.dispersion == pytest.approx(dispersion)
    assert parts.overprediction == pytest.approx(over)
    assert parts.underprediction == pytest.approx(under)


@pytest.mark.parametrize(
    ("quantiles", "observed"), [([8, NAN, 14], 9), ([NAN, 10, 14], 20), ([8, 10, 14], NAN)]
)
def test_scores__of_a_missing_number_are_missing(quantiles, observed):
    of_forecast = (quantiles, LEVELS, observed)
    assert np.isnan(score.wis(*of_forecast))
    parts = score.wis_parts(*of_forecast)
    assert np.isnan([parts.dispersion, parts.overprediction, parts.underprediction, parts.wis]).all()
    assert np.isnan(score.bias_quantiles(*of_forecast))
    assert np.isnan(score.pit_quantiles(*of_forecast)).all()
    assert np.isnan(score.crps_samples(quantiles, observed))
    assert np.isnan(score.bias_samples(quantiles, observed))
    assert np.isnan(score.pit_samples(quantiles, observed)).all()


def test_coverage__needs_only_the_ends_of_its_interval():
    assert score.covered([8, NAN, 14], LEVELS, 14, central=0.5) == 1
    assert np.isnan(score.covered([NAN, 10, 14], LEVELS, 20, central=0.5))
    assert np.isnan(score.quantile_coverage([[NAN, 1, 2]], LEVELS, [1.5])[0])


@pytest.mark.parametrize(
    ("observed", "bias"), [(7, 1.0), (8, 0.5), (9, 0.5), (10, 0), (12, -0.5), (14, -0.5), (15, -1.0)]
)
def test_bias_quantiles__follows_its_definition(observed, bias):
    assert score.bias_quantiles(FORECAST, LEVELS, observed) == bias


def test_bias__of_an_observation_at_a_median_of_ties_is_none():
    assert score.bias_quantiles([0.0, 0.0, 0.0], LEVELS, 0.0) == 0


def test_bias_samples__counts_ties_half_and_quantities_not():
    assert score.bias_samples([1, 2, 3, 4], 2) == pytest.approx(1 - 0.5 - 0.25)
    assert score.bias_samples([1.0, 2.5, 3.0, 4.0], 2.6, counts=False) == 0


@pytest.mark.parametrize(
    ("mean", "size"), [(3, 2), (0.01, 0.1), (500, 200), (2000, 900), (5, 1e6), (3000, 0.4)]
)
def test_crps_negbin__equals_the_sum_over_counts_also_for_large_sizes(mean, size):
    p = size / (size + mean)
    counts = np.arange(int(stats.nbinom.ppf(1 - 1e-12, size, p)) * 2 + 50)
    below = stats.nbinom.cdf(counts, size, p)
    for observed in (0.0, float(round(mean * 1.4))):
        expected = ((below - (counts >= observed)) ** 2).sum()
        assert score.crps_negbin(mean, size, observed) == pytest.approx(expected, rel=1e-8)


def test_crps_poisson__is_the_limit_of_the_negative_binomial():
    assert score.crps_negbin(4.0, 1e9, 7.0) == pytest.approx(float(score.crps_poisson(4.0, 7.0)), rel=1e-7)


def test_log_score__holds_the_impossible_against_a_forecast():
    assert score.log_score_poisson(2.0, 1.5) == np.inf
    assert score.log_score_negbin(2.0, 1.0, -1.0) == np.inf


def test_pit_histogram__spreads_intervals_and_places_points():
    assert score.pit_histogram([0.0, 0.5], [0.5, 1.0], bins=4).tolist() == [0.25] * 4
    assert score.pit_histogram([0.3, 0.0, 1.0], [0.3, 0.0, 1.0], bins=4) == pytest.approx(
        [1 / 3, 1 / 3, 0, 1 / 3]
    )
    assert score.pit_histogram([NAN, 0.1], [0.2, 0.2], bins=2).tolist() == [1, 0]
    assert np.isnan(score.pit_histogram([NAN], [NAN], bins=2)).all()


def test_pit_quantiles__brackets_ties():
    assert [float(x) for x in score.pit_quantiles([0, 0, 3], LEVELS, 0)] == [0.0, 0.75]
    assert [float(x) for x in score.pit_quantiles(FORECAST, LEVELS, 99)] == [0.75, 1.0]


def test_sharpness__is_the_width():
    assert score.sharpness([FORECAST, FORECAST * 2], LEVELS).tolist() == [6, 12]


@pytest.mark.parametrize("levels", [(), (0.5, 0.5), (0.9, 0.1), (0.0, 0.5), (0.5, 1.0), ((0.5,),)])
def test_levels__that_do_not_increase_inside_0_and_1_are_refused(levels):
    with pytest.raises(OptionError, match=r"increase inside \(0, 1\)"):
        check_levels(levels)


def test_wis__levels_without_partner_are_refused():
    with pytest.raises(OptionError, match=r"symmetric about 0\.5"):
        score.wis([1, 2], (0.1, 0.5), 1)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: score.wis([1, 2], LEVELS, 1), "its last axis must hold 3 levels"),
        (lambda: score.wis(np.ones((4, 3)), LEVELS, np.ones(5)), "observed has shape"),
        (lambda: place_of(np.array(LEVELS), 0.9), r"no quantile at 0\.9"),
        (lambda: score.interval_score(3, 2, 1, central=0.5), "end before they begin"),
        (lambda: score.log_scale([-1.0, 2.0]), "1 values are below 0"),
        (lambda: score.crps_samples([1.0], 1.0, fair=True), "2 draws or more"),
        (lambda: score.crps_samples(np.ones((2, 3)), np.ones(3)), "observed has shape"),
    ],
)
def test_arrays__that_do_not_fit_are_named(call, match):
    with pytest.raises(InputError, match=match):
        call()


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: score.interval_score(1, 2, 1, central=1.0), "central=1.0"),
        (lambda: score.covered(FORECAST, LEVELS, 1, central=0.0), "central=0.0"),
        (lambda: score.crps_normal(0, 0, 1), "sd=0.0"),
        (lambda: score.crps_poisson(-1, 1), "mean=-1.0"),
        (lambda: score.crps_negbin(1, 0, 1), "size=0.0"),
        (lambda: score.log_scale(1.0, offset=0), "offset=0"),
        (lambda: score.pit_histogram([0], [1], bins=1), "bins=1"),
    ],
)
def test_options__outside_their_bounds_are_refused(call, match):
    with pytest.raises(OptionError, match=match):
        call()
