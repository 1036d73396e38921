"""The contract checks themselves: an honest method passes, each kind of cheat fails the check made for it."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from tocsin.detect.method import Method, Question, Verdicts
from tocsin.testing import CHECKS, check_method
from tocsin.testing.method_contract import example
from tocsin.vocab.errors import OptionError
from tocsin.vocab.status import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanOptions:
    window: int = 8  # periods averaged
    limit: float = 3.0  # square roots of the mean

    def __post_init__(self) -> None:
        if self.window < 1:
            raise OptionError("window", self.window, "1 period or more")


def mean_of_window(question: Question, options: MeanOptions) -> Verdicts:
    """Expect the mean of the reports among the last `window` periods."""
    verdicts = Verdicts.unjudged(question.shape, Reason.SHORT_HISTORY)
    for j in range(question.shape[1]):
        here = question.first + j
        if here < options.window:
            continue
        base = question.counts[:, here - options.window : here]
        known = ~np.isnan(base)
        now = question.counts[:, here]
        verdicts.reason[np.isnan(now), j] = Reason.MISSING_REPORT
        judged = known.any(axis=1) & ~np.isnan(now)
        expected = np.nansum(base[judged], axis=1) / known[judged].sum(axis=1)
        verdicts.expected[judged, j] = expected
        verdicts.upper[judged, j] = expected + options.limit * np.sqrt(expected)
        verdicts.score[judged, j] = now[judged] - expected
        verdicts.p_value[judged, j] = 1 / (1 + np.exp(np.minimum(now[judged] - expected, 500)))
        verdicts.above[judged, j] = now[judged] > verdicts.upper[judged, j]
        verdicts.reason[judged, j] = Reason.NONE
    return verdicts


HONEST = Method(
    name="mean", title="Mean of a window", run=mean_of_window, options=MeanOptions,
    history=lambda o, _: o.window, source="none",
)  # fmt: skip


def peeks(question: Question, options: MeanOptions) -> Verdicts:
    verdicts = mean_of_window(question, options)
    verdicts.score[:] += np.nansum(question.counts[:, -1:], axis=1, keepdims=True)
    return verdicts


def mixes(question: Question, options: MeanOptions) -> Verdicts:
    verdicts = mean_of_window(question, options)
    verdicts.expected[:] *= 1 + 0.01 * question.counts.shape[0]
    return verdicts


def remembers_first(question: Question, options: MeanOptions) -> Verdicts:
    verdicts = mean_of_window(question, options)
    verdicts.score[:] += np.arange(question.shape[1])
    return verdicts


def reads_missing_as_zero(question: Question, options: MeanOptions) -> Verdicts:
    verdicts = mean_of_window(replace(question, counts=np.nan_to_num(question.counts)), options)
    gone = np.isnan(question.counts[:, question.first :])
    for name in ("expected", "upper", "score", "p_value"):
        getattr(verdicts, name)[gone] = np.nan
    verdicts.reason[gone] = Reason.MISSING_REPORT
    return verdicts


def judges_missing(question: Question, options: MeanOptions) -> Verdicts:
    return mean_of_window(replace(question, counts=np.nan_to_num(question.counts)), options)


def certain_beyond_one(question: Question, options: MeanOptions) -> Verdicts:
    verdicts = mean_of_window(question, options)
    verdicts.p_value[:] += 1
    return verdicts


def above_within_bounds(question: Question, options: MeanOptions) -> Verdicts:
    verdicts = mean_of_window(question, options)
    verdicts.above[:] = True
    return verdicts


def one_row_short(question: Question, options: MeanOptions) -> Verdicts:
    whole = mean_of_window(question, options)
    return replace(whole, score=whole.score[1:])


def sees_danger_in_nothing(question: Question, options: MeanOptions) -> Verdicts:
    verdicts = mean_of_window(question, options)
    verdicts.above[:] |= question.counts[:, question.first :] == 0
    return verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class CollidingOptions:
    window: int = 8
    every: int = 3  # also an argument of detect


CHEATS = [
    ("future", replace(HONEST, run=peeks), "looks into the future"),
    ("alone", replace(HONEST, run=mixes), "lets series influence one another"),
    ("first", replace(HONEST, run=remembers_first), "depends on the first judged period"),
    ("missing", replace(HONEST, run=reads_missing_as_zero), "takes missing for zero"),
    ("missing", replace(HONEST, run=judges_missing), "judges a period without a report"),
    ("numbers", replace(HONEST, run=certain_beyond_one), r"p-value lies outside \[0, 1\]"),
    ("numbers", replace(HONEST, run=above_within_bounds), "above although not over"),
    ("shapes", replace(HONEST, run=one_row_short), "score has shape"),
    ("extremes", replace(HONEST, run=sees_danger_in_nothing), "a zero is above"),
    ("history", replace(HONEST, history=lambda o, _: 3), "is not enough for weeks"),
    ("record", replace(HONEST, source=""), "has no source"),
    ("record", replace(HONEST, options=CollidingOptions), r"\['every'\] is also an argument of detect"),
]


def test_check_method__an_honest_method_passes():
    check_method(HONEST)


def test_check_method__options_reach_the_method():
    with pytest.raises(OptionError, match="window=0 is not usable"):
        check_method(HONEST, window=0)


@pytest.mark.parametrize(("name", "method", "complaint"), CHEATS, ids=[c[2][:24] for c in CHEATS])
def test_check_method__a_cheat_fails_the_check_made_for_it(name, method, complaint):
    with pytest.raises(AssertionError, match=complaint):
        CHECKS[name](method, example(method, "week"))


@pytest.mark.parametrize(("name", "method", "complaint"), CHEATS[:3], ids=[c[0] for c in CHEATS[:3]])
def test_check_method__a_cheat_fails_nothing_else(name, method, complaint):
    for other in set(CHECKS) - {name}:
        CHECKS[other](method, example(method, "week"))
