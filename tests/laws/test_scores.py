"""What holds for every score, whatever is forecast and whatever comes."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin import score
from tocsin.panel import FAN_LEVELS, HUB_LEVELS

LAW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
NUMBERS = st.floats(0, 1e6, allow_subnormal=False)
LEVEL_SETS = st.sampled_from([FAN_LEVELS, HUB_LEVELS, (0.5,), (0.25, 0.75)])


@st.composite
def forecasts(draw):
    """Quantiles (N, Q) that do not cross, their levels, and N observations."""
    levels = np.array(draw(LEVEL_SETS))
    n = draw(st.integers(1, 4))
    rows = st.lists(NUMBERS, min_size=len(levels), max_size=len(levels))
    quantiles = np.sort([draw(rows) for _ in range(n)], axis=1)
    return quantiles, levels, np.array([draw(NUMBERS) for _ in range(n)])


def near(a, b, scale):
    np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9 * float(np.max(np.abs(scale), initial=1)))


@LAW
@given(forecasts())
def test_wis__is_twice_the_mean_quantile_score_and_never_below_zero(given_):
    quantiles, levels, observed = given_
    found = score.wis(quantiles, levels, observed)
    assert (found >= -1e-9).all()
    near(found, 2 * score.pinball(quantiles, levels, observed).mean(axis=-1), quantiles)


@LAW
@given(forecasts())
def test_wis__is_the_sum_of_its_parts_and_each_is_at_least_zero(given_):
    parts = score.wis_parts(*given_)
    assert min(p.min() for p in (parts.dispersion, parts.overprediction, parts.underprediction)) >= 0
    near(parts.wis, score.wis(*given_), given_[0])


@LAW
@given(forecasts())
def test_wis__is_the_weighted_sum_of_interval_scores(given_):
    quantiles, levels, observed = given_
    half = len(levels) // 2
    total = np.zeros(len(observed))
    for k in range(half):
        alpha = 2 * levels[k]
        low, high = quantiles[:, k], quantiles[:, len(levels) - 1 - k]
        total += alpha / 2 * score.interval_score(low, high, observed, central=1 - alpha)
    if len(levels) % 2:
        total += np.abs(observed - quantiles[:, half]) / 2
    near(score.wis(*given_), total * 2 / len(levels), quantiles)


@LAW
@given(NUMBERS, NUMBERS)
def test_wis__of_a_lone_median_is_the_absolute_error(median, observed):
    near(score.wis([median], [0.5], observed), abs(median - observed), [median, observed])
    near(score.crps_samples([median], observed), abs(median - observed), [median, observed])


@LAW
@given(forecasts(), st.floats(-1e4, 1e4), st.floats(0.01, 100))
def test_scores__move_with_the_unit_and_not_with_the_origin(given_, shift, unit):
    quantiles, levels, observed = given_
    first = score.wis(quantiles, levels, observed)
    near(score.wis(quantiles + shift, levels, observed + shift), first, np.append(quantiles, shift))
    near(score.wis(quantiles * unit, levels, observed * unit), first * unit, quantiles * unit)


@LAW
@given(forecasts(), st.randoms(use_true_random=False))
def test_scores__do_not_depend_on_the_order_or_number_of_forecasts(given_, chance):
    quantiles, levels, observed = given_
    order = list(range(len(observed)))
    chance.shuffle(order)
    for score_of in (score.wis, lambda *x: score.wis_parts(*x).wis):
        whole = score_of(quantiles, levels, observed)
        near(score_of(quantiles[order], levels, observed[order]), whole[order], quantiles)
        near(score_of(quantiles[0], levels, observed[0]), whole[0], quantiles)


@LAW
@given(forecasts())
def test_log_scale__keeps_what_only_depends_on_order(given_):
    quantiles, levels, observed = given_
    logs = score.log_scale(quantiles), levels, score.log_scale(observed)
    # far apart enough that the logarithm keeps them apart
    gaps = np.abs(quantiles - observed[:, None])
    clear = ((gaps == 0) | (gaps > 1e-6)).all(axis=1)
    for pair in zip(score.pit_quantiles(*logs), score.pit_quantiles(*given_), strict=True):
        np.testing.assert_array_equal(pair[0][clear], pair[1][clear])


@LAW
@given(forecasts())
def test_bias__lies_between_minus_one_and_one_and_agrees_with_the_side(given_):
    quantiles, levels, observed = given_
    if 0.5 not in levels:
        return
    bias = score.bias_quantiles(quantiles, levels, observed)
    median = quantiles[:, len(levels) // 2]
    assert (np.abs(bias) <= 1).all()
    assert (np.sign(bias) == np.sign(median - observed)).all()


@LAW
@given(st.lists(NUMBERS, min_size=2, max_size=12), NUMBERS)
def test_crps_samples__equals_the_double_sum(draws, observed):
    x = np.array(draws)
    apart = np.abs(x[:, None] - x).sum()
    first = np.abs(x - observed).mean()
    near(score.crps_samples(x, observed), first - apart / (2 * len(x) ** 2), x)
    near(score.crps_samples(x, observed, fair=True), first - apart / (2 * len(x) * (len(x) - 1)), x)


@LAW
@given(st.floats(-0.5, 0.5), st.floats(0.6, 1.6), st.integers(0, 2**32 - 1))
def test_wis_and_crps__are_proper__the_truth_beats_a_shifted_or_stretched_forecast(shift, stretch, seed):
    rng = np.random.default_rng(seed)
    truth = rng.normal(100, 10, size=4000)
    levels = np.array(HUB_LEVELS)
    honest = np.quantile(rng.normal(100, 10, size=200_000), levels)
    other = 100 + shift * 40 + (honest - 100) * stretch
    gain = score.wis(other, levels, truth) - score.wis(honest, levels, truth)
    noise = 4 * gain.std() / np.sqrt(len(gain))
    assert gain.mean() > -noise
    closed = score.crps_normal(100 + shift * 40, 10 * stretch, truth) - score.crps_normal(100, 10, truth)
    assert closed.mean() > -4 * closed.std() / np.sqrt(len(closed))


@LAW
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8), st.integers(2, 20))
def test_pit_histogram__sums_to_one(pairs, bins):
    low, high = np.sort(np.array(pairs), axis=1).T
    found = score.pit_histogram(low, high, bins=bins)
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(), 1)
