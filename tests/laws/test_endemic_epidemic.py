"""Laws of the endemic-epidemic model: the loop agrees, slopes are slopes, order of units plays no part."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.forecast.endemic_epidemic_fit import fit
from tocsin.forecast.endemic_epidemic_model import Design, Part, likelihood_of
from tocsin.forecast.endemic_epidemic_plain import plain_loglik
from tocsin.forecast.endemic_epidemic_weights import border_orders, power_law

UNITS = list("ABCDE")
ORDERS = border_orders(UNITS, [("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("B", "D")])
WEEKS = 40
ANGLE = 2 * np.pi * np.arange(WEEKS) / 26
WAVES = np.column_stack([np.sin(ANGLE), np.cos(ANGLE)])


def made(seed: int, *, holes: int = 6, most: float = 300.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    y = rng.negative_binomial(2, 1 / (1 + 10 ** rng.uniform(-1, np.log10(most), (5, 1))), (5, WEEKS)) * 1.0
    y[rng.integers(0, 5, holes), rng.integers(0, WEEKS, holes)] = np.nan
    return y


def design(seed: int, kind: str, dispersion: str) -> Design:
    given_weights = {"power": {"orders": ORDERS}, "raw": {"orders": ORDERS, "normalise": False}}.get(
        kind, {"weights": (ORDERS == 1) * 1.0}
    )
    return Design(
        counts=made(seed), own=Part(covariates=WAVES), neighbours=Part(per_unit=True),
        endemic=Part(covariates=WAVES, per_unit=True), dispersion=dispersion, **given_weights,
    )  # fmt: skip


KINDS = st.tuples(
    st.integers(0, 10_000),
    st.sampled_from(["power", "raw", "borders"]),
    st.sampled_from(["none", "common", "unit"]),
)


@settings(deadline=None, max_examples=25)
@given(case=KINDS)
def test_loglik__equals_the_loop(case):
    model = design(*case)
    ready = likelihood_of(model)
    theta = np.random.default_rng(case[0]).normal(-0.5, 0.5, len(ready.layout.names))
    np.testing.assert_allclose(ready.evaluate(theta)[0], plain_loglik(model, theta), rtol=1e-11)


@pytest.mark.parametrize("log_psi", [-25.0, -12.0, -5.0, 0.0, 2.0])
def test_loglik__of_large_counts__equals_the_loop_down_to_poisson(log_psi):
    y = np.random.default_rng(3).poisson(4000.0, (1, 30)) * 1.0
    model = Design(counts=y, endemic=Part())
    theta = np.array([np.log(4000.0), log_psi])
    limit = plain_loglik(Design(counts=y, endemic=Part(), dispersion="none"), theta[:1])
    wanted = limit if log_psi < -20 else plain_loglik(model, theta)
    np.testing.assert_allclose(likelihood_of(model).evaluate(theta)[0], wanted, rtol=1e-6)


@settings(deadline=None, max_examples=15)
@given(case=KINDS)
def test_score_and_information__are_finite_differences(case):
    ready = likelihood_of(design(*case))
    P = len(ready.layout.names)
    theta = np.random.default_rng(case[0]).normal(-0.5, 0.4, P)
    _, score, info = ready.evaluate(theta)
    step = 1e-5 * np.eye(P)
    ahead, behind = ([ready.evaluate(theta + sign * row) for row in step] for sign in (1, -1))
    slope = np.array([(a[0] - b[0]) / 2e-5 for a, b in zip(ahead, behind, strict=True)])
    bend = np.array([(a[1] - b[1]) / 2e-5 for a, b in zip(ahead, behind, strict=True)])
    scale = np.abs(info).max() + np.abs(score).max()
    np.testing.assert_allclose(score, slope, atol=1e-6 * scale)
    np.testing.assert_allclose(info, -bend, atol=1e-6 * scale)


@settings(deadline=None, max_examples=15)
@given(decay=st.floats(0.05, 6), normalise=st.booleans())
def test_power_law__derivatives_are_finite_differences(decay, normalise):
    def at(log_decay: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return power_law(ORDERS, float(np.exp(log_decay)), normalise=normalise)

    here, low, high = at(np.log(decay)), at(np.log(decay) - 1e-5), at(np.log(decay) + 1e-5)
    np.testing.assert_allclose(here[1], (high[0] - low[0]) / 2e-5, atol=1e-8)
    np.testing.assert_allclose(here[2], (high[1] - low[1]) / 2e-5, atol=1e-8)


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 10_000), order=st.permutations(range(5)))
def test_fit__does_not_depend_on_the_order_of_units(seed, order):
    y = made(seed, most=60)
    model = Design(counts=y, own=Part(), neighbours=Part(), endemic=Part(per_unit=True), orders=ORDERS)
    turned = Design(
        counts=np.ascontiguousarray(y[order]), own=Part(), neighbours=Part(), endemic=Part(per_unit=True),
        orders=ORDERS[np.ix_(order, order)],
    )  # fmt: skip
    one, other = fit(model), fit(turned)
    np.testing.assert_allclose(one.loglik, other.loglik, atol=1e-5)
    assert one.converged
    assert other.converged


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10_000), last=st.integers(20, WEEKS - 1))
def test_fit__ignores_the_future(seed, last):
    y = made(seed)
    changed = y.copy()
    changed[:, last:] = 7.0
    parts = {"own": Part(), "neighbours": Part(), "endemic": Part(covariates=WAVES), "orders": ORDERS}
    one = fit(Design(counts=y, **parts), last=last)
    other = fit(Design(counts=changed, **parts), last=last)
    np.testing.assert_array_equal(one.theta, other.theta)
    cut = fit(Design(counts=np.ascontiguousarray(y[:, :last]), **parts))
    np.testing.assert_allclose(one.loglik, cut.loglik, atol=1e-8)
