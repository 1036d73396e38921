"""The endemic-epidemic model of a panel: bad input, what vanishes, forecasts against draws, shares."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.stats import nbinom, poisson

from tocsin.forecast.endemic_epidemic import EndemicEpidemicOptions, endemic_epidemic
from tocsin.forecast.endemic_epidemic_ahead import dominant_eigenvalue, look_ahead, simulate
from tocsin.forecast.endemic_epidemic_fit import fit
from tocsin.forecast.endemic_epidemic_model import Design, Part
from tocsin.forecast.endemic_epidemic_neighbours import neighbour_share
from tocsin.forecast.endemic_epidemic_quantile import count_quantiles
from tocsin.forecast.endemic_epidemic_shares import shares
from tocsin.forecast.endemic_epidemic_weights import border_orders
from tocsin.panel.panel import Panel
from tocsin.vocab.errors import ColumnError, CountError, InputError, OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

PLACES = ["A", "B", "C", "D"]
CHAIN = frozenset({("A", "B"), ("B", "C"), ("C", "D")})
NEAR = (border_orders(PLACES, CHAIN) == 1) * 1.0


def spread(T: int = 150, *, own: float = 0.3, near: float = 0.25, endemic: float = 5.0, seed: int = 1):
    rng = np.random.default_rng(seed)
    y = np.full((4, T), 5.0)
    for t in range(1, T):
        mu = own * y[:, t - 1] + near * (NEAR.T @ y[:, t - 1]) + endemic
        y[:, t] = rng.poisson(mu * rng.gamma(5.0, 0.2, 4))
    return y


def panel(y: np.ndarray, places=PLACES, every="week", **columns) -> Panel:
    series = pl.DataFrame({**columns, "place": places})
    absence = np.where(np.isnan(y), 4, 0).astype(np.uint8)
    return Panel(counts=y, absence=absence, series=series, periods=Periods(every, 2600, y.shape[1]))


def plain_fit(y: np.ndarray, **kw):
    return fit(Design(counts=y, own=Part(), neighbours=Part(), endemic=Part(), weights=NEAR, **kw))


@pytest.fixture(scope="module")
def model():
    return endemic_epidemic(panel(spread()), place="place", borders=CHAIN)


def test_choice__is_the_same_again_and_says_what_it_is(model):
    again = endemic_epidemic(panel(spread()), place="place", borders=sorted(CHAIN))
    assert again.chosen == model.chosen
    np.testing.assert_array_equal(again.fit.theta, model.fit.theta)
    assert "bordering places" in str(model.chosen) or "power law" in str(model.chosen)
    assert model.tried > 5


def test_choice__of_a_seasonal_disease_has_a_season():
    weeks = Periods("week", 2600, 300)
    mean = 20 * np.exp(np.sin(2 * np.pi * weeks.year_fraction()))
    y = np.random.default_rng(2).poisson(np.tile(mean, (4, 1))).astype(float)
    found = endemic_epidemic(panel(y), place="place", borders=CHAIN)
    assert found.chosen.endemic_waves >= 1


def test_fit__finds_what_was_simulated_within_three_standard_errors():
    found = plain_fit(spread(1500))
    truth = np.log([0.3, 0.25, 5.0, 0.2])
    assert found.names == ("own", "neighbours", "endemic", "log psi")
    assert (np.abs(found.theta - truth) < 3 * found.se).all()


def test_fit__without_spread_between_places__names_what_vanished():
    wave = 8 * np.sin(np.arange(200) / 6) * np.array([[1], [-1], [1], [-1]])  # high here, low beside
    y = np.random.default_rng(4).poisson(10 + wave).astype(float)
    found = fit(Design(counts=y, own=Part(), neighbours=Part(), endemic=Part(per_unit=True), weights=NEAR))
    assert found.converged
    assert "neighbours" in found.vanished
    assert np.isnan(found.se[found.names.index("neighbours")])
    told = shares(found, summed=True)
    assert (told.neighbours == 0).all()
    assert (told.low == 0).all()
    assert ((told.high > 0) & (told.high < 0.3)).all()


def test_fit__that_is_stopped_early__does_not_say_it_converged():
    design = Design(counts=spread(), own=Part(), neighbours=Part(), endemic=Part(), weights=NEAR)
    assert not fit(design, most_steps=1).converged


def test_missing__cells_that_need_a_missing_count_leave_the_likelihood():
    y = spread(100)
    y[1, 50] = np.nan
    found = plain_fit(y)
    # the cell itself and, a week on, those of A, B and C; D has no border with B
    assert found.cells == 4 * 99 - 1 - 3
    zero = np.where(np.isnan(y), 0.0, y)
    assert plain_fit(zero).loglik != pytest.approx(found.loglik, abs=1e-3)


@pytest.mark.parametrize("parameters", [False, True])
def test_look_ahead__equals_draws(parameters):
    y = spread(600)  # long: the slopes are of first order
    y[2, -1] = np.nan  # bridged
    found = plain_fit(y)
    ahead = look_ahead(found, 4, parameters=parameters)
    drawn = simulate(found, 4, 60_000, np.random.default_rng(5), parameters=parameters, sets=600)
    np.testing.assert_allclose(ahead.mean, drawn.mean(axis=2), rtol=0.02)
    np.testing.assert_allclose(ahead.variance, drawn.var(axis=2), rtol=0.05)


def test_look_ahead__one_step__is_the_fitted_mean_and_variance():
    y = spread(120)
    found = plain_fit(y)
    ahead = look_ahead(found, 1, last=119, parameters=False)
    mu, _ = found.likelihood.means(found.theta)
    np.testing.assert_allclose(ahead.mean[:, 0], mu[:, 119], rtol=1e-12)
    psi = np.exp(found.theta[-1])
    np.testing.assert_allclose(ahead.variance[:, 0], mu[:, 119] + psi * mu[:, 119] ** 2, rtol=1e-12)


def test_look_ahead__after_a_long_silence__has_no_answer():
    y = spread(120)
    y[0, -20:] = np.nan
    ahead = look_ahead(plain_fit(y), 2)
    assert np.isnan(ahead.mean[:2]).all()  # A and, across the border, B
    assert np.isfinite(ahead.mean[3, 0])


def test_exploding__eigenvalue_says_so_and_forecasts_are_finite():
    y = np.ceil(5 * 1.2 ** np.arange(60.0)) * np.ones((4, 1))
    y += np.random.default_rng(3).poisson(np.sqrt(y))
    found = endemic_epidemic(panel(y), place="place", borders=CHAIN)
    assert found.eigenvalue > 1
    assert np.isfinite(found.forecast(horizons=60).quantiles).all()


def test_dominant_eigenvalue__of_a_single_place_is_its_own_effect():
    found = fit(Design(counts=spread()[:1], own=Part(), endemic=Part()))
    assert dominant_eigenvalue(found, 100) == pytest.approx(np.exp(found.theta[0]))


def test_forecast__has_the_hub_levels_for_the_weeks_after_the_newest(model):
    told = model.forecast(horizons=3)
    assert told.quantiles.shape == (4, 3, 23)
    assert told.horizons.tolist() == [1, 2, 3]
    assert told.method == "endemic-epidemic"
    assert (told.quantiles == np.floor(told.quantiles)).all()
    narrow = model.forecast(horizons=3, parameters=False)
    assert (told.at(0.99) >= narrow.at(0.99)).all()


def test_shares__add_up_to_one_and_lie_in_their_interval(model):
    told = model.shares(20, 150)
    np.testing.assert_allclose(told.own + told.neighbours + told.endemic, 1.0)
    assert ((told.low <= told.neighbours) & (told.neighbours <= told.high)).all()
    year = model.shares(98, 150, summed=True)
    assert (year.high - year.low < 0.6).all()


def test_shares__interval_is_that_of_parameter_draws():
    found = plain_fit(spread(400))
    told, rng = shares(found, 399), np.random.default_rng(8)
    draws = []
    for _ in range(4000):
        theta = rng.multivariate_normal(found.theta, found.covariance)
        mu, parts = found.likelihood.means(theta)
        draws.append(parts[1][:, 399] / mu[:, 399])
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    wide = high - low
    np.testing.assert_allclose((told.low[:, 0] - low) / wide, 0, atol=0.1)
    np.testing.assert_allclose((told.high[:, 0] - high) / wide, 0, atol=0.1)


@pytest.mark.parametrize(
    ("mean", "variance"), [(0.2, 0.2), (3.0, 3.0), (4.0, 12.0), (900.0, 5e5), (2e6, 5e6)]
)
def test_count_quantiles__are_those_of_scipy(mean, variance):
    levels = np.array([0.01, 0.25, 0.5, 0.9, 0.99])
    told = count_quantiles(levels, np.array([mean]), np.array([variance]))[0]
    if variance == mean:
        wanted = poisson.ppf(levels, mean)
    else:
        size = mean**2 / (variance - mean)
        wanted = nbinom.ppf(levels, size, size / (size + mean))
    np.testing.assert_array_equal(told, wanted)


def test_panel__a_place_without_cases_or_reports_has_a_reason():
    y = spread(100)
    y[2], y[3] = 0.0, np.nan
    found = endemic_epidemic(panel(y), place="place", borders=CHAIN)
    assert found.reason.tolist() == [0, 0, Reason.TOO_FEW_CASES, Reason.MISSING_REPORT]
    assert np.isnan(found.forecast().quantiles).any(axis=(1, 2)).tolist() == [False, False, True, True]


def test_panel__as_of_plays_no_part_beyond_its_periods():
    y = spread(150)
    early = endemic_epidemic(panel(y).part(0, 120), place="place", borders=CHAIN)
    y[:, 120:] = 1e4
    late = endemic_epidemic(panel(y).part(0, 120), place="place", borders=CHAIN)
    np.testing.assert_array_equal(early.forecast().quantiles, late.forecast().quantiles)
    assert early.forecast().as_of is None
    dated = panel(y).part(0, 120).replace(as_of=date(2022, 1, 1))
    assert endemic_epidemic(dated, place="place", borders=CHAIN).forecast().as_of == date(2022, 1, 1)


def test_neighbour_share__fits_each_disease_apart():
    y, z = spread(100), spread(100, own=0.5, near=0.0, seed=9)
    both = panel(
        np.vstack([y, z, np.full((4, 100), 0.0)]),
        places=PLACES * 3,
        disease=["m"] * 4 + ["n"] * 4 + ["o"] * 4,
        region=["west", "west", "east", "east"] * 3,
    )
    told = neighbour_share(both, place="place", borders=CHAIN)
    alone = neighbour_share(panel(y), place="place", borders=CHAIN)
    np.testing.assert_allclose(told.newest[:4], alone.newest, rtol=1e-9)
    assert told.reason.tolist() == [0] * 8 + [Reason.TOO_FEW_CASES] * 4
    assert (told.year[:4] > told.year[4:8]).all()
    frame = told.to_frame()
    assert frame.height == 12
    assert frame["newest"].null_count() == 4
    assert frame.columns[-2:] == ["reason", "note"]
    assert told.ahead.shape == (12, 4)


def test_neighbour_share__of_a_sum_is_not_applicable():
    y = spread(100)
    summed = panel(np.vstack([y, y.sum(axis=0)]), places=[*PLACES, None])
    told = neighbour_share(summed, place="place", borders=CHAIN)
    assert told.reason.tolist() == [0, 0, 0, 0, Reason.NOT_APPLICABLE]


def test_neighbour_share__of_a_short_series_has_the_reason():
    told = neighbour_share(panel(spread(20)), place="place", borders=CHAIN)
    assert (told.reason == Reason.SHORT_HISTORY).all()
    assert "Too short to fit" in told.note[0]


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        (
            {"borders": [("X", "Y")]},
            InputError,
            "No pair of borders joins .* 'X', 'Y'; the panel has 'A', 'B'",
        ),
        ({"borders": []}, OptionError, "at least one pair of neighbouring places"),
        ({"place": "plaice"}, ColumnError, "No column 'plaice'. Did you mean 'place'"),
    ],
)
def test_neighbour_share__bad_use_is_named(change, error, text):
    with pytest.raises(error, match=text):
        neighbour_share(panel(spread(100)), **{"place": "place", "borders": CHAIN, **change})


def test_bad_input__rates_are_refused_with_a_remedy():
    with pytest.raises(CountError, match=r"first 2\.5\. The model is of whole counts .* rather than rates"):
        neighbour_share(panel(spread(100) / 2 + 0.0), place="place", borders=CHAIN)


def test_bad_input__two_rows_of_one_place_are_refused():
    twice = panel(np.vstack([spread(100)] * 2), places=PLACES * 2, disease=["m"] * 4 + ["n"] * 4)
    with pytest.raises(InputError, match="Several rows are of one place"):
        endemic_epidemic(twice, place="place", borders=CHAIN)


def test_bad_input__no_case_at_all_is_refused():
    with pytest.raises(InputError, match="not a single case"):
        endemic_epidemic(panel(np.zeros((4, 100))), place="place", borders=CHAIN)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"criterion": "dic"}, "aic or bic"),
        ({"harmonics": 9}, "0 to 4"),
        ({"lag": 0}, "1 to 52"),
        ({"longest": 0}, "1 to 100"),
        ({"shortest": 3}, "20 periods or more"),
    ],
)
def test_options__bounds_are_named(change, text):
    with pytest.raises(OptionError, match=text):
        EndemicEpidemicOptions(**change)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"own": None, "neighbours": None, "endemic": None, "weights": None}, "at least one"),
        ({"weights": None}, "go together"),
        ({"weights": np.ones((4, 4))}, "0 on the diagonal"),
        ({"offset": np.ones((4, 3))}, "offset has shape"),
        ({"dispersion": "some"}, "none, common, unit"),
        ({"lag": 0}, "1 period or more"),
    ],
)
def test_design__what_does_not_fit_is_named(change, text):
    given = {"own": Part(), "neighbours": Part(), "endemic": Part(), "weights": NEAR}
    with pytest.raises((InputError, OptionError), match=text):
        Design(counts=spread(60), **{**given, **change})


@pytest.mark.parametrize("power", [False, True])
@pytest.mark.parametrize("summed", [False, True])
def test_shares__interval_is_the_delta_method_with_slopes_by_differences(power, summed):
    weights = {"orders": border_orders(PLACES, CHAIN)} if power else {"weights": NEAR}
    found = fit(
        Design(counts=spread(80), own=Part(), neighbours=Part(), endemic=Part(per_unit=True), **weights)
    )

    def logit(theta: np.ndarray) -> np.ndarray:
        mu, parts = (a[..., 60:] for a in found.likelihood.means(theta))
        near, whole = (parts[1].sum(1), mu.sum(1)) if summed else (parts[1][:, 0], mu[:, 0])
        return np.log(near / (whole - near))

    steps = 1e-5 * np.eye(len(found.theta))
    slope = np.array([logit(found.theta + e) - logit(found.theta - e) for e in steps]) / 2e-5
    slope[np.isnan(np.diag(found.covariance))] = 0.0
    wide = 1.959964 * np.sqrt(np.einsum("ps,pq,qs->s", slope, np.nan_to_num(found.covariance), slope))
    told = shares(found, 60, 80 if summed else 61, summed=summed)
    np.testing.assert_allclose(told.low[:, 0], 1 / (1 + np.exp(wide - logit(found.theta))), rtol=1e-5)
    np.testing.assert_allclose(told.high[:, 0], 1 / (1 + np.exp(-wide - logit(found.theta))), rtol=1e-5)
