"""The Farrington detectors one cell at a time, in plain NumPy: the judge of the compiled kernel."""

import numpy as np

from tocsin.detect.farrington_bounds import (
    count_bound,
    delta_bound,
    first_cases_bound,
    normal_quantile,
)
from tocsin.detect.farrington_model import Fit, Model, persons, with_score
from tocsin.detect.method import Question, Verdicts
from tocsin.detect.quasi_poisson import RobustFit, robust_fit
from tocsin.detect.reference_weeks import Plan, plan_reference
from tocsin.vocab.arrays import Array, Index
from tocsin.vocab.status import Reason

Answer = tuple[Reason, float, float, float, float]  # reason, expected, dispersion, upper, p-value


def judge_plain(question: Question, model: Model) -> Verdicts:
    """What `farrington_model.judge` answers, thousands of times slower."""
    plan = plan_reference(question.periods, question.first, model.windows)
    people = persons(question, model)
    found = Fit.unjudged(question.shape)
    S, J = question.shape
    for s in range(S):
        population = people[s] if len(people) else None
        for j in range(J):
            reason, *numbers = judge_cell(question.counts[s], population, question.first + j, plan, j, model)
            found.reason[s, j] = reason
            found.expected[s, j], found.dispersion[s, j] = numbers[:2]
            found.upper[s, j], found.p_value[s, j] = numbers[2:]
    return with_score(question, found)


def judge_cell(
    counts: Array, population: Array | None, place: int, plan: Plan, j: int, model: Model
) -> Answer:
    """Judge one period of one series."""
    block = slice(plan.start[j], plan.start[j + 1])
    y = counts[place]
    if block.start == block.stop:
        return _unjudged(Reason.SHORT_HISTORY)
    if np.isnan(y):
        return _unjudged(Reason.MISSING_REPORT)
    if np.nansum(counts[max(0, place + 1 - model.min_cases_periods) : place + 1]) < model.min_cases:
        return _unjudged(Reason.TOO_FEW_CASES)
    if population is not None and not population[place] > 0:
        return _unjudged(Reason.NOT_APPLICABLE)
    week = plan.week[block].astype(np.int64)
    group = np.repeat(np.arange(model.windows.groups), np.diff(plan.edge[j].astype(np.int64)))
    there = ~np.isnan(counts[week])
    if population is not None:
        there &= population[week] > 0
    if not there[group == model.windows.groups - 1].any():
        return _unjudged(Reason.SHORT_HISTORY)
    week, group = week[there], group[there]
    offset = np.zeros(len(week)) if population is None else np.log(population[week])
    at = (model.windows.groups - 1, plan.ahead[j], 0.0 if population is None else np.log(population[place]))
    short = len(week) <= len(np.unique(group))
    if model.first_cases and not short and not counts[week].any():
        exposure = float(np.exp(offset - at[2]).sum())
        return Reason.NONE, *first_cases_bound(y, exposure, model.tail)
    fit = _with_or_without_trend(counts[week], group, plan.time[block][there], offset, at, model)
    if fit is None:
        return _unjudged(Reason.SHORT_HISTORY if short else Reason.NO_CONVERGENCE)
    if model.bound == "delta":
        upper, p = delta_bound(y, fit.mu0, fit.phi, fit.error, model.tail, model.power)
    else:
        with np.errstate(over="ignore"):
            rise = np.exp(normal_quantile(model.tail) * fit.error) if model.bound == "muan" else 1.0
        upper, p = count_bound(y, float(fit.mu0 * rise), fit.phi, model.tail)
    if not np.isfinite(upper):
        return _unjudged(Reason.NO_CONVERGENCE)
    return Reason.NONE, fit.mu0, fit.phi, upper, p


def _with_or_without_trend(
    y: Array, group: Index, time: Array, offset: Array, at: tuple[int, float, float], model: Model
) -> RobustFit | None:
    for slope in (True, False) if model.slope else (False,):
        fit = robust_fit(
            y, group, time, offset, at=at, slope=slope, limit=model.residual_limit, classic=model.classic
        )
        if not slope or (fit is not None and fit.p_trend < model.trend_alpha and fit.mu0 <= y.max()):
            return fit
    return None


def _unjudged(reason: Reason) -> Answer:
    return reason, np.nan, np.nan, np.nan, np.nan
