"""The compiled Farrington detectors against their plain twin, and at the edges of what they can be given."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tocsin.detect import farrington, farrington_flexible
from tocsin.detect.farrington_model import judge
from tocsin.detect.farrington_plain import judge_plain
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every, Periods
from tocsin.vocab.status import Reason

FLEXIBLE, CLASSIC = farrington_flexible.METHOD, farrington.METHOD
METHODS = pytest.mark.parametrize("method", [FLEXIBLE, CLASSIC], ids=["flexible", "classic"])
T = 300


def weeks(size: int = T) -> Periods:
    return Periods("week", Periods.ordinal(date(2015, 6, 1), "week"), size)


def some_series(rng: np.random.Generator, series: int, size: int = T) -> NDArray[np.float64]:
    mean = 10 ** rng.uniform(-1.5, 3.5, (series, 1)) * np.exp(
        rng.normal(0, 0.002, (series, 1)) * np.arange(size)
    )
    mean = mean * np.exp(rng.uniform(0, 1, (series, 1)) * np.cos(2 * np.pi * np.arange(size) / 52.18))
    phi = rng.choice([1.01, 1.5, 3.0, 10.0], (series, 1))
    counts = rng.negative_binomial(mean / (phi - 1), 1 / phi).astype(float)
    counts[rng.random(counts.shape) < rng.choice([0, 0, 0.05, 0.3], (series, 1))] = np.nan
    counts[rng.random(counts.shape) < 0.003] += 100
    return counts


def ask(method: Method, counts: NDArray[np.float64], last: int = 1, **options: Any) -> Verdicts:
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    size = counts.shape[1]
    return method.run(
        Question(counts=counts, periods=weeks(size), first=size - last), method.configure(options)
    )


def assert_same(ours: Verdicts, plain: Verdicts) -> None:
    np.testing.assert_array_equal(ours.reason, plain.reason)
    judged = ours.reason == Reason.NONE
    assert judged.any()
    np.testing.assert_array_equal(ours.above[judged], plain.above[judged])
    for name in ("expected", "upper", "score", "p_value"):
        np.testing.assert_allclose(
            getattr(ours, name)[judged], getattr(plain, name)[judged], rtol=1e-6, atol=1e-10, err_msg=name
        )


@pytest.mark.parametrize(
    ("method", "every", "options"),
    [
        (FLEXIBLE, "week", {}),
        (FLEXIBLE, "week", {"bound": "muan", "trend_alpha": 0.05, "reference": "steps"}),
        (FLEXIBLE, "week", {"bound": "delta", "residual_limit": 1.0, "groups": 1, "past_excluded": 0}),
        (FLEXIBLE, "week", {"years_back": 2, "groups": 20, "half_window": 0, "min_cases": 0}),
        (FLEXIBLE, "week", {"population_offset": True, "bound": "delta", "power": 0.5}),
        (FLEXIBLE, "month", {"bound": "muan"}),
        (FLEXIBLE, "month", {"population_offset": True, "residual_limit": np.inf, "groups": 7}),
        (CLASSIC, "week", {}),
        (CLASSIC, "week", {"population_offset": True, "years_back": 3, "trend": False}),
        (CLASSIC, "month", {"residual_limit": np.inf}),
    ],
)
def test_kernel__equals_the_plain_twin(method: Method, every: Every, options: dict[str, Any]) -> None:
    rng = np.random.default_rng(3)
    counts = some_series(rng, 60)
    people = 1e5 * np.exp(rng.normal(0, 0.1, counts.shape))
    people[0, 100:120] = np.nan
    question = Question(
        counts=counts, periods=Periods(every, 2300, T), first=T - 4, population=np.round(people)
    )
    module = farrington_flexible if method is FLEXIBLE else farrington
    model = module.model_of(method.configure(options), every)
    assert_same(judge(question, model), judge_plain(question, model))


@METHODS
def test_answer__is_the_same_whatever_the_first_judged_period(method: Method) -> None:
    counts = some_series(np.random.default_rng(5), 20)
    many, one = ask(method, counts, last=30), ask(method, counts, last=1)
    for name in ("expected", "upper", "score", "p_value", "above", "reason"):
        np.testing.assert_array_equal(getattr(many, name)[:, -1:], getattr(one, name))


@METHODS
def test_one_judged_week__before_there_is_history(method: Method) -> None:
    for size in (1, 50, 263):
        verdicts = ask(method, np.full(size, 9.0))
        assert verdicts.reason.tolist() == [[Reason.SHORT_HISTORY]]
        assert np.isnan(verdicts.p_value).all()


@METHODS
def test_nothing_to_judge__gives_an_empty_answer(method: Method) -> None:
    assert ask(method, np.full(T, 9.0), last=0).reason.shape == (1, 0)


@METHODS
def test_history__is_the_fewest_weeks_that_are_judged(method: Method) -> None:
    size = method.history(method.configure({}), "week") + 1
    assert ask(method, np.full(size, 9.0)).reason.tolist() == [[Reason.NONE]]
    assert ask(method, np.full(size - 1, 9.0)).reason.tolist() == [[Reason.SHORT_HISTORY]]


@METHODS
@pytest.mark.parametrize(
    ("past", "now", "reason"),
    [
        (0.0, 0.0, Reason.TOO_FEW_CASES),
        (np.nan, 9.0, Reason.SHORT_HISTORY),
        (np.nan, np.nan, Reason.MISSING_REPORT),
        (5.0, np.nan, Reason.MISSING_REPORT),
        (5.0, 0.0, Reason.NONE),
    ],
)
def test_constant_past__gives_the_reason(method: Method, past: float, now: float, reason: Reason) -> None:
    counts = np.full(T, past)
    counts[-1] = now
    verdicts = ask(method, counts)
    assert verdicts.reason.tolist() == [[reason]]
    assert not verdicts.above.any()


def test_no_case_in_all_reference_weeks__has_no_convergence_over_many_weeks() -> None:
    counts = np.zeros(T)
    counts[-1] = 9
    unjudged = ask(FLEXIBLE, counts, first_cases="fit")
    assert unjudged.reason.tolist() == [[Reason.NO_CONVERGENCE]]
    verdicts = ask(CLASSIC, counts)  # 35 weeks settle at almost nothing within the reference's 25 iterations
    assert verdicts.above.tolist() == [[True]]
    assert 0 <= verdicts.expected[0, 0] < 1e-9


@pytest.mark.parametrize("offset", [False, True])
def test_first_cases__are_judged_by_how_long_there_were_none(offset: bool) -> None:
    counts = np.zeros((2, T))
    counts[:, -1] = 6
    counts[1, :-1:2] = np.nan  # half the weeks were reported
    people = np.full((2, T), 2000.0)
    people[:, -1] = 1000.0
    question = Question(counts=counts, periods=weeks(), first=T - 1, population=people)
    model = farrington_flexible.model_of(FLEXIBLE.configure({"population_offset": offset}), "week")
    verdicts = judge(question, model)
    assert_same(verdicts, judge_plain(question, model))
    reported = 0.5 / verdicts.expected[:, 0] / (2 if offset else 1)
    assert 230 < reported[0] < 260
    assert reported[1] == pytest.approx(reported[0] / 2, rel=0.02)
    assert verdicts.above.all()
    assert (verdicts.p_value < 1e-9).all()


@METHODS
def test_missing_recent_weeks__are_skipped_and_not_read_as_zero(method: Method) -> None:
    counts = np.full(T, 4.0)
    counts[-4:-1] = np.nan
    assert ask(method, counts).reason.tolist() == [[Reason.TOO_FEW_CASES]]
    counts[-1] = 5.0
    assert ask(method, counts).reason.tolist() == [[Reason.NONE]]


@METHODS
def test_huge_counts__are_judged(method: Method) -> None:
    rng = np.random.default_rng(8)
    counts = rng.poisson(1e7, T).astype(float)
    counts[-1] = 1.01e7
    verdicts = ask(method, counts)
    np.testing.assert_allclose(verdicts.expected, 1e7, rtol=1e-3)
    assert verdicts.above.all()
    assert 0 <= verdicts.p_value[0, 0] < 1e-12
    assert ask(method, np.full(T, 1e7)).reason.tolist() == [[Reason.NONE]]


@METHODS
def test_fractional_rates__scale_with_the_counts_around_them(method: Method) -> None:
    rng = np.random.default_rng(9)
    counts = rng.poisson(20, T).astype(float)
    half, whole = ask(method, counts + 0.5), ask(method, counts)
    assert half.expected[0, 0] == pytest.approx(whole.expected[0, 0] + 0.5, rel=0.02)
    assert half.p_value[0, 0] == pytest.approx(whole.p_value[0, 0], abs=0.12)


def test_outbreak_in_the_past__does_not_raise_the_baseline() -> None:
    counts = np.random.default_rng(2).poisson(5, T).astype(float)
    quiet = ask(FLEXIBLE, counts).expected[0, 0]
    counts[T - 106 : T - 103] = 80
    weighed, plain = ask(FLEXIBLE, counts), ask(FLEXIBLE, counts, residual_limit=np.inf)
    assert weighed.expected[0, 0] < quiet + 1 < plain.expected[0, 0] - 1


@METHODS
def test_population_offset__without_a_population_is_refused(method: Method) -> None:
    with pytest.raises(OptionError, match="population_offset=True is not usable"):
        ask(method, np.full(T, 5.0), population_offset=True)


def test_population_of_the_judged_week__is_needed() -> None:
    people = np.full((1, T), 1e5)
    people[0, -1] = np.nan
    question = Question(counts=np.full((1, T), 5.0), periods=weeks(), first=T - 1, population=people)
    verdicts = FLEXIBLE.run(question, FLEXIBLE.configure({"population_offset": True}))
    assert verdicts.reason.tolist() == [[Reason.NOT_APPLICABLE]]


@METHODS
@pytest.mark.parametrize(
    ("option", "value", "bound"),
    [
        ("years_back", 0, "a whole number, 1 or more"),
        ("years_back", 2.5, "a whole number, 1 or more"),
        ("half_window", -1, "a whole number, 0 or more"),
        ("residual_limit", 0.0, "above 0"),
        ("alpha", 0.6, "0.5"),
        ("alpha", float("nan"), "0.5"),
        ("trend_alpha", 1.1, "at most 1"),
        ("power", 0.0, "0.1"),
        ("reference", "weeks", "one of dates, steps"),
        ("min_cases", -1, "0 or more"),
        ("min_cases_weeks", 0, "a whole number, 1 or more"),
    ],
)
def test_options__outside_their_bounds_are_refused(
    method: Method, option: str, value: object, bound: str
) -> None:
    with pytest.raises(OptionError, match=f"{option}=.*{bound}"):
        method.configure({option: value})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"half_window": 26}, "half_window=26 is not usable: it must be at most 25 weeks"),
        ({"groups": 47}, "groups=47 is not usable: it must be at most 46 with half_window=3"),
        ({"past_excluded": 260}, "past_excluded=260 is not usable: it must be less than 260 weeks"),
        ({"bound": "exact"}, "bound='exact' is not usable: it must be one of plugin, muan, delta"),
    ],
)
def test_windows__that_a_year_cannot_hold_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        ask(FLEXIBLE, np.full(T, 5.0), **options)
