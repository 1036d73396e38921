"""What holds for every method on any counts at all: low or huge, full of gaps, flat or wild."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tocsin.detect.judge import final_reason
from tocsin.detect.method import Question, Verdicts
from tocsin.detect.registry import find_method, method_names
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

HISTORY = 30  # periods drawn by hypothesis; what a method needs before them is one of them over and over
JUDGED = 4
SERIES = 3
LAW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)

cells = st.one_of(
    st.integers(0, 12).map(float), st.integers(0, 100_000).map(float), st.just(0.0), st.just(float("nan"))
)
panels = arrays(np.float64, (SERIES, HISTORY + JUDGED), elements=cells)


def question(name: str, counts: np.ndarray) -> tuple[Question, object]:
    """The drawn periods, with as many earlier ones as the method needs: the drawn history repeated."""
    method = find_method(name)
    options = method.configure({})
    need = method.history(options, "week")
    T = max(need, HISTORY) + JUDGED
    repeated = np.tile(counts[:, :HISTORY], -(-T // HISTORY))[:, -(T - HISTORY - JUDGED) :]
    whole = np.ascontiguousarray(np.hstack([repeated, counts])[:, -T:])
    people = np.full(whole.shape, 1e6)
    return Question(
        counts=whole, periods=Periods("week", 2940 - T, T), first=T - JUDGED, population=people
    ), options


def part(asked: Question, stop: int, first: int | None = None) -> Question:
    assert asked.population is not None
    return Question(
        counts=np.ascontiguousarray(asked.counts[:, :stop]),
        periods=asked.periods.part(0, stop),
        first=asked.first if first is None else first,
        population=asked.population[:, :stop],
    )


def same(one: Verdicts, other: Verdicts, cut: object) -> None:
    for field in fields(Verdicts):
        np.testing.assert_allclose(
            getattr(one, field.name).astype(float), getattr(other, field.name)[cut].astype(float),
            rtol=1e-6, atol=1e-9, err_msg=field.name,
        )  # fmt: skip


@pytest.mark.parametrize("name", method_names())
@LAW
@given(counts=panels, data=st.data())
def test_every_method__ignores_the_future_and_where_judging_began(name, counts, data):
    asked, options = question(name, counts)
    run = find_method(name).run
    whole = run(asked, options)
    kept = data.draw(st.integers(1, JUDGED))
    same(run(part(asked, asked.first + kept), options), whole, np.s_[:, :kept])
    skipped = data.draw(st.integers(0, JUDGED))
    same(run(part(asked, asked.counts.shape[1], asked.first + skipped), options), whole, np.s_[:, skipped:])


@pytest.mark.parametrize("name", method_names())
@LAW
@given(counts=panels, order=st.permutations(range(SERIES)))
def test_every_method__series_are_independent_of_their_company_and_order(name, counts, order):
    asked, options = question(name, counts)
    run = find_method(name).run
    whole = run(asked, options)
    assert asked.population is not None
    turned = Question(
        counts=np.ascontiguousarray(asked.counts[order]), periods=asked.periods, first=asked.first,
        population=asked.population,
    )  # fmt: skip
    same(run(turned, options), whole, np.s_[order])
    same(run(asked.block(1, 2), options), whole, np.s_[1:2])


@pytest.mark.parametrize("name", method_names())
@LAW
@given(counts=panels)
def test_every_method__missing_is_not_judged_and_numbers_keep_their_bounds(name, counts):
    asked, options = question(name, counts)
    method = find_method(name)
    verdicts = method.run(asked, options)
    final = final_reason(verdicts, asked, method.history(options, "week"))
    observed = asked.counts[:, asked.first :]
    judged = verdicts.reason == Reason.NONE
    assert not judged[np.isnan(observed)].any()
    assert (final[np.isnan(observed)] == Reason.MISSING_REPORT).all()
    for values in (verdicts.expected, verdicts.score, verdicts.p_value):
        np.testing.assert_array_equal(np.isnan(values), ~judged)
    p = verdicts.p_value[judged]
    assert ((p >= 0) & (p <= 1)).all()
    above = judged & verdicts.above & ~np.isnan(verdicts.upper)
    assert (observed[above] > verdicts.upper[above]).all()
