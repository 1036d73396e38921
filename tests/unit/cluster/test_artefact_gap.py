"""Backlogs after missing reports: what fits the gap is one, what is larger is not."""

import numpy as np
import pytest

from tocsin.cluster.artefact_gap import find_gaps
from tocsin.cluster.artefact_options import ArtefactOptions, History
from tocsin.cluster.finding import ArtefactKind


def history(counts, *, judged=26, above=True):
    counts = np.atleast_2d(np.asarray(counts, float))
    return History(
        counts=counts,
        first=counts.shape[1] - judged,
        every="week",
        per_year=52,
        above=np.full(len(counts), above),
    )


def after_gap(missing, cases, *, before=10.0):
    counts = np.full(120, before)
    counts[-1 - missing : -1], counts[-1] = np.nan, cases
    return counts


@pytest.mark.parametrize(
    ("missing", "cases", "found"),
    [
        (6, 70, True),
        (6, 105, True),  # half as much again as the gap can have held back
        (6, 106, False),
        (6, 19, False),  # less than twice the usual count
        (3, 40, False),  # three missing weeks are no silence
    ],
)
def test_gap__the_count_that_ends_it_must_fit_what_was_held_back(missing, cases, found):
    traces = find_gaps(history(after_gap(missing, cases)), ArtefactOptions())
    assert [t.kind for t in traces] == ([ArtefactKind.DUMP] if found else [])


def test_gap__explains_the_newest_period_only_where_it_is_above():
    (trace,) = find_gaps(history(after_gap(6, 70)), ArtefactOptions())
    assert (trace.start, trace.end, trace.observed, trace.before, trace.explains) == (119, 119, 70, 10, True)
    (quiet,) = find_gaps(history(after_gap(6, 70), above=False), ArtefactOptions())
    assert not quiet.explains
    (earlier,) = find_gaps(history([*after_gap(6, 70), 10, 10]), ArtefactOptions())
    assert not earlier.explains


def test_gap__before_the_judged_periods_is_not_told():
    assert find_gaps(history([*after_gap(6, 70), *[10] * 26]), ArtefactOptions()) == []


def test_gap__a_rare_disease_or_a_first_report_leaves_none():
    assert find_gaps(history(after_gap(6, 70, before=0.0)), ArtefactOptions()) == []
    counts = np.full(120, np.nan)
    counts[-1] = 70
    assert find_gaps(history(counts), ArtefactOptions()) == []
