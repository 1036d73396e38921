"""Judging again gives what judging the whole panel gives, and judges only what changed."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tocsin.detect import again
from tocsin.detect.again import judge_again
from tocsin.detect.auto import judge_by
from tocsin.detect.registry import find_method
from tocsin.panel import Panel
from tocsin.testing.ordinary import ordinary_counts
from tocsin.vocab.absence import Absence
from tocsin.vocab.periods import Periods

S, T, BACK = 6, 330, 26
WEEKS = Periods("week", 2500, T)


def panel_of(counts, names=None, first=2500):
    counts = np.ascontiguousarray(counts)
    absence = np.where(np.isnan(counts), Absence.NOT_REPORTED, Absence.PRESENT).astype(np.uint8)
    names = [f"P{i}" for i in range(len(counts))] if names is None else names
    periods = Periods("week", first, counts.shape[1])
    return Panel(counts=counts, absence=absence, series=pl.DataFrame({"place": names}), periods=periods)


@pytest.fixture
def counts():
    made = ordinary_counts(np.random.default_rng(3), S, WEEKS)
    made[4, :250] = np.nan  # too young for Farrington
    return made


def later(counts):
    """The counts a week later: one more week, revisions here and there, a number withdrawn."""
    more = ordinary_counts(np.random.default_rng(4), S, Periods("week", 2500, T + 1))
    now = np.concatenate([counts, more[:, -1:]], axis=1)
    now[1, T - 1] += 40
    now[2, T - 7] -= 5
    now[3, 20] += 1
    now[5, T - 2] = np.nan
    return now


def same(one, two):
    assert (one.first, one.method.tolist()) == (two.first, two.method.tolist())
    for name in ("status", "reason"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    for name in ("expected", "upper", "score", "p_value"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-9)


@pytest.mark.parametrize("method", ["farrington-flexible", "ears-c2", "cusum", "auto"])
def test_judge_again__is_the_judging_of_the_whole_panel(counts, method):
    old, new = panel_of(counts), panel_of(later(counts))
    before = judge_by(old, method, start=old.periods.end(-BACK))
    whole = judge_by(new, method, start=new.periods.end(-BACK))
    same(judge_again(new, method, before=before, start=T + 1 - BACK), whole)
    same(judge_again(new, method, before=None, start=T + 1 - BACK), whole)


def test_judge_again__judges_only_what_changed(counts, monkeypatch):
    asked = []
    monkeypatch.setattr(
        again, "judge", lambda part, *a, start, **k: (
            asked.append((part.series["place"].to_list(), part.periods.index(start))),
            judge_by(part, *a, start=start, **k),
        )[1],
    )  # fmt: skip
    old, new = panel_of(counts), panel_of(later(counts))
    before = judge_by(old, "ears-c2", start=old.periods.end(-BACK))
    judge_again(new, "ears-c2", before=before, start=T + 1 - BACK)
    places = {name: place for names, place in asked for name in names}
    first = T + 1 - BACK
    assert places == {"P0": T, "P1": T - 1, "P2": T - 7, "P3": first, "P4": T, "P5": T - 2}


def test_judge_again__follows_series_that_moved_and_knows_new_ones(counts):
    old = panel_of(counts[:4], ["d", "c", "b", "a"])
    now = later(counts)[:5]
    now[1, :T] = counts[0]  # a new series with the numbers that d had
    new = panel_of(now, ["b", "new", "d", "c", "a"])
    before = judge_by(old, "ears-c2", start=old.periods.end(-BACK))
    whole = judge_by(new, "ears-c2", start=new.periods.end(-BACK))
    same(judge_again(new, "ears-c2", before=before, start=T + 1 - BACK), whole)


@pytest.mark.parametrize("back", [5, 40])
def test_judge_again__may_judge_more_or_fewer_periods_than_before(counts, back):
    old, new = panel_of(counts), panel_of(later(counts))
    before = judge_by(old, "ears-c2", start=old.periods.end(-BACK))
    whole = judge_by(new, "ears-c2", start=new.periods.end(-back))
    same(judge_again(new, "ears-c2", before=before, start=T + 1 - back), whole)


def test_judge_again__a_series_that_grew_into_another_method_is_judged_by_it(counts):
    need = find_method("farrington-flexible").history(
        find_method("farrington-flexible").configure({}), "week"
    )
    counts[0, : T - BACK - need + 1] = np.nan  # one week short of what the method needs
    old, new = panel_of(counts), panel_of(np.concatenate([counts, counts[:, -1:]], axis=1))
    before = judge_by(old, "auto", start=old.periods.end(-BACK))
    whole = judge_by(new, "auto", start=new.periods.end(-BACK))
    assert before.method[0] != whole.method[0] == "farrington-flexible"
    same(judge_again(new, "auto", before=before, start=T + 1 - BACK), whole)


def judged_whole(monkeypatch, before, panel):
    """Whether the whole panel is judged anew."""
    asked = []
    monkeypatch.setattr(again, "judge_by", lambda *a, **k: asked.append(1) or judge_by(*a, **k))
    judge_again(panel, "ears-c2", before=before, start=T - BACK)
    return bool(asked)


def test_judge_again__another_first_period_or_a_population_is_judged_anew(counts, monkeypatch):
    panel, shifted = panel_of(counts), panel_of(counts, first=2503)
    people = panel.replace(population=np.full(counts.shape, 1e6))
    before = judge_by(panel, "ears-c2", start=WEEKS.end(-BACK))
    assert not judged_whole(monkeypatch, before, panel)
    assert judged_whole(monkeypatch, before, shifted)
    assert judged_whole(monkeypatch, before, people)
    assert judged_whole(monkeypatch, replace(before, panel=people), panel)


def test_judge_again__an_older_panel_than_before_is_judged_by_what_it_holds(counts):
    new, old = panel_of(later(counts)), panel_of(counts)
    before = judge_by(new, "ears-c2", start=new.periods.end(-BACK))
    whole = judge_by(old, "ears-c2", start=old.periods.end(-BACK))
    same(judge_again(old, "ears-c2", before=before, start=T - BACK), whole)
