"""The promises every detection method makes, as checks a plug-in author can run on their own.

    from tocsin.testing import check_method
    check_method(METHOD)

Each check is a plain function that takes a method and an example and raises AssertionError with a sentence
that says which promise was broken. The tests of tocsin run the same checks on every registered method.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

import numpy as np

from tocsin.detect import detect
from tocsin.detect.judge import final_reason
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.testing.ordinary import ordinary_counts
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import UnknownNameError
from tocsin.vocab.periods import Every, Periods
from tocsin.vocab.status import Reason

ANSWERS = ("expected", "upper", "score", "p_value")
JUDGED = 6  # periods judged in an example


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Example:
    """Series on which a method can answer: ordinary counts, long enough, the last periods judged."""

    question: Question
    options: Any

    def ask(self, method: Method, counts: Array | None = None, first: int | None = None) -> Verdicts:
        """The method's answer, perhaps for other counts (a shorter array ends earlier) or another first."""
        counts = self.question.counts if counts is None else counts
        counts = np.ascontiguousarray(counts)
        counts.flags.writeable = False  # a method that writes into its input fails at once
        people = self.question.population
        question = Question(
            counts=counts,
            periods=self.question.periods.part(0, counts.shape[1]),
            first=self.question.first if first is None else first,
            population=None if people is None else people[: counts.shape[0], : counts.shape[1]],
        )
        return method.run(question, self.options)


def example(method: Method, every: Every, *, seed: int = 7, series: int = 6, **options: Any) -> Example:
    """An example just long enough for a method, with `series` series and the last few periods judged."""
    chosen = method.configure(options)
    first = method.history(chosen, every)
    last = Periods.ordinal(date(2026, 6, 28), every)
    periods = Periods(every, last - first - JUDGED + 1, first + JUDGED)
    counts = ordinary_counts(np.random.default_rng(seed), series, periods)
    people = np.full(counts.shape, 1e6)
    return Example(
        question=Question(counts=counts, periods=periods, first=first, population=people), options=chosen
    )


def check_record(method: Method, case: Example) -> None:
    """The record is complete, its options frozen and named apart from the arguments of `detect`."""
    for name in ("name", "title", "source"):
        assert getattr(method, name), f"{method.name or 'the method'} has no {name}."
    assert is_dataclass(method.options), f"{method.name}: options must be a dataclass."
    assert method.options.__dataclass_params__.frozen, f"{method.name}: options must be frozen."  # type: ignore[attr-defined]
    taken = set(inspect.signature(detect).parameters) & {f.name for f in fields(method.options)}
    assert not taken, f"{method.name}: option {sorted(taken)} is also an argument of detect."
    try:
        method.configure({"no_such_option": 1})
    except UnknownNameError:
        return
    raise AssertionError(f"{method.name} takes a misspelt option in silence.")


def check_shapes(method: Method, case: Example) -> None:
    """Every array is (S, J) and of its type; reasons are known ones."""
    answer = case.ask(method)
    for field in fields(Verdicts):
        array = getattr(answer, field.name)
        assert array.shape == case.question.shape, f"{method.name}: {field.name} has shape {array.shape}."
        wanted = {"above": np.bool_, "reason": np.uint8}.get(field.name, np.float64)
        assert array.dtype == wanted, f"{method.name}: {field.name} is {array.dtype}, not {np.dtype(wanted)}."
    known = [int(reason) for reason in Reason]
    assert np.isin(answer.reason, known).all(), f"{method.name} gives a reason that does not exist."


def check_numbers(method: Method, case: Example) -> None:
    """Numbers exactly where judged; p-values in [0, 1]; above only beyond the upper bound, if any."""
    for counts in (case.question.counts, _with_gaps(case), _with_outbreaks(case)):
        answer = case.ask(method, counts)
        judged = answer.reason == Reason.NONE
        for name in ("expected", "score", "p_value"):
            numbers = ~np.isnan(getattr(answer, name))
            assert np.array_equal(numbers, judged), (
                f"{method.name}: {name} is not NaN exactly where unjudged."
            )
        p = answer.p_value[judged]
        assert ((p >= 0) & (p <= 1)).all(), f"{method.name}: a p-value lies outside [0, 1]."
        assert (answer.expected[judged] >= 0).all(), f"{method.name} expects fewer than no cases."
        observed = counts[:, case.question.first :]
        beyond = (observed > answer.upper) | np.isnan(answer.upper)
        assert beyond[judged & answer.above].all(), f"{method.name}: above although not over its upper bound."


def check_history(method: Method, case: Example) -> None:
    """The history a method asks for is enough: full ordinary series are judged from there on."""
    answer = case.ask(method)
    short = answer.reason == Reason.SHORT_HISTORY
    assert not short.any(), f"{method.name}: history() is not enough for {case.question.periods.every}s."
    share = (answer.reason == Reason.NONE).mean()
    assert share > 0.8, f"{method.name} judged {share:.0%} of full ordinary series."


def check_future(method: Method, case: Example) -> None:
    """An answer does not change when later periods are added or altered."""
    whole = case.ask(method)
    for kept in (1, JUDGED // 2):
        stop = case.question.first + kept
        early = case.ask(method, case.question.counts[:, :stop])
        _same(early, whole, np.s_[:, :kept], f"{method.name} looks into the future")


def check_first(method: Method, case: Example) -> None:
    """An answer does not depend on where judging began."""
    whole = case.ask(method)
    for skipped in (1, JUDGED - 1):
        later = case.ask(method, first=case.question.first + skipped)
        _same(later, whole, np.s_[:, skipped:], f"{method.name} depends on the first judged period")


def check_alone(method: Method, case: Example) -> None:
    """A series judged alone gets the answer it gets among others; asking twice gives the same."""
    together = case.ask(method)
    _same(case.ask(method), together, np.s_[:], f"{method.name} answers differently when asked again")
    for s in range(min(3, case.question.counts.shape[0])):
        alone = case.ask(method, case.question.counts[s : s + 1])
        _same(alone, together, np.s_[s : s + 1], f"{method.name} lets series influence one another")


def check_missing(method: Method, case: Example) -> None:
    """A missing period is not judged, and in the history it is not taken for a zero."""
    gaps = _with_gaps(case)
    gaps[0, -1] = np.nan
    answer = case.ask(method, gaps)
    missing = np.isnan(gaps[:, case.question.first :])
    assert (answer.reason[missing] != Reason.NONE).all(), f"{method.name} judges a period without a report."
    whole, zeros = case.ask(method), case.ask(method, np.nan_to_num(gaps))
    seen = (answer.reason == Reason.NONE) & (whole.reason == Reason.NONE)
    if seen.any() and not np.allclose(zeros.expected[seen], whole.expected[seen], equal_nan=True):
        drift = np.nanmedian(answer.expected[seen] / whole.expected[seen])
        assert drift > 0.9, f"{method.name} takes missing for zero: expects {drift:.0%} of the full series."


def check_extremes(method: Method, case: Example) -> None:
    """All zeros, all missing, nothing to judge and no series at all are answered, not refused."""
    shape = case.question.counts.shape
    zeros, nothing = np.zeros(shape), np.full(shape, np.nan)
    assert not case.ask(method, zeros).above.any(), f"{method.name}: a zero is above."
    final = final_reason(case.ask(method, nothing), _question(case, nothing), 0)
    assert (final != Reason.NONE).all(), f"{method.name} judges series without a single report."
    assert case.ask(method, first=shape[1]).reason.shape == (shape[0], 0), f"{method.name}: J=0 fails."
    assert case.ask(method, zeros[:0]).reason.shape == (0, JUDGED), f"{method.name}: S=0 fails."
    one = case.ask(method, case.question.counts[:, :1], first=0)
    assert one.reason.shape == (shape[0], 1), f"{method.name}: one period alone fails."


Check = Callable[[Method, Example], None]
CHECKS: Mapping[str, Check] = {
    "record": check_record,
    "shapes": check_shapes,
    "numbers": check_numbers,
    "history": check_history,
    "future": check_future,
    "first": check_first,
    "alone": check_alone,
    "missing": check_missing,
    "extremes": check_extremes,
}


def check_method(method: Method, **options: Any) -> None:
    """Run every check on a method, for every kind of period it is meant for.

    Raises AssertionError naming the first broken promise; `options` are the method's own.
    Cost: some 50 runs on 6 series of the length the method asks for.
    """
    for every in method.every:
        case = example(method, every, **options)
        for check in CHECKS.values():
            check(method, case)


def _question(case: Example, counts: Array) -> Question:
    return Question(counts=counts, periods=case.question.periods, first=case.question.first)


def _with_gaps(case: Example) -> Array:
    """The example without a third of its history's reports."""
    counts = case.question.counts.copy()
    gone = np.random.default_rng(11).random(counts.shape) < 1 / 3
    gone[:, case.question.first :] = False
    counts[gone] = np.nan
    return counts


def _with_outbreaks(case: Example) -> Array:
    counts = case.question.counts.copy()
    counts[::2, -3:] *= 4
    return counts


def _same(one: Verdicts, other: Verdicts, part: Any, complaint: str) -> None:
    for name in (*ANSWERS, "above", "reason"):
        a, b = getattr(one, name), getattr(other, name)[part]
        if a.dtype.kind == "f":
            equal = np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)
        else:
            equal = np.array_equal(a, b)
        assert equal, f"{complaint}: {name} differs."
