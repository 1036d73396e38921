"""Serial intervals: their shape, their far tail, and what is refused."""

import numpy as np
import pytest
from scipy import integrate, stats

from tocsin.rt.interval import SerialInterval, discretise, interval_mean, interval_weights
from tocsin.vocab.errors import OptionError


@pytest.mark.parametrize(("mean", "sd"), [(2.6, 1.5), (11.7, 2.0), (1.4, 0.8)])
def test_discretise__is_the_triangle_average_of_a_shifted_gamma(mean, sd):
    law = stats.gamma(((mean - 1) / sd) ** 2, scale=sd**2 / (mean - 1))
    w = discretise(mean, sd, 40)
    for k in (1, 2, 5, 20):
        left, _ = integrate.quad(lambda x, k=k: (x + 2 - k) * law.pdf(x), max(k - 2, 0), k - 1)
        right, _ = integrate.quad(lambda x, k=k: (k - x) * law.pdf(x), k - 1, k)
        assert w[k] == pytest.approx((left if k > 1 else 0) + right, rel=1e-6)


def test_weights__add_up_to_one_keep_the_mean_and_a_clean_tail():
    w = SerialInterval(mean=22.8, sd=6.5).weights()
    assert w.sum() == pytest.approx(1, abs=1e-14)
    assert interval_mean(w) == pytest.approx(22.8, abs=1e-9)
    assert (np.diff(w[30:]) < 0).all()
    assert w[-1] < 1e-17


@pytest.mark.parametrize(
    ("moments", "match"),
    [((1.0, 0.5), "mean=1.0 is not usable: it must be an interval above 1"), ((2.0, 0.0), "sd=0.0")],
)
def test_serial_interval__that_cannot_be_shifted_is_refused(moments, match):
    with pytest.raises(OptionError, match=match):
        SerialInterval(mean=moments[0], sd=moments[1])


@pytest.mark.parametrize(
    ("chances", "match"),
    [
        ([0.1, 0.9], "0 for no period between onsets"),
        ([0, 1.2, -0.2], "nowhere negative"),
        ([0, 0.5], "add up to 0.5"),
        ([0, np.nan], "a list of chances"),
        ([1.0], "a list of chances"),
    ],
)
def test_chances__that_are_none_are_refused(chances, match):
    with pytest.raises(OptionError, match=match):
        interval_weights(np.array(chances))
