"""Revisions: a many-fold one is seen, whatever sources do every week is not."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from tocsin.cluster.artefact_options import ArtefactOptions, History
from tocsin.cluster.artefact_revision import Revisions, find_revisions, many_fold, revisions_between
from tocsin.cluster.find import find
from tocsin.cluster.finding import ArtefactKind
from tocsin.cluster.kin import Kin
from tocsin.panel import Panel, Signals
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import InputError, OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason, Status

T = 40
WEEKS = Periods("week", 2900, T)
TODAY = WEEKS.end(-1) + timedelta(days=5)
PLACES = pl.DataFrame({"disease": ["measles", "mumps", "measles"], "place": ["A", "A", "B"]})


def panel_of(counts, day=TODAY, series=PLACES, periods=WEEKS):
    counts = np.ascontiguousarray(counts, float)
    absence = np.where(np.isnan(counts), Absence.NOT_REPORTED, Absence.PRESENT).astype(np.uint8)
    return Panel(counts=counts, absence=absence, series=series, periods=periods, as_of=day)


def level(value=50.0):
    return np.full((PLACES.height, T), float(value))


def flagged(panels, *, first=T - 26, above=(), **options):
    now = panels[-1]
    hot = np.zeros(len(now.counts), np.bool_)
    hot[list(above)] = True
    history = History(counts=now.counts, first=first, every="week", per_year=52, above=hot)
    kin = Kin(now.series, "place")
    return find_revisions(history, now.periods, revisions_between(panels), kin, ArtefactOptions(**options))


def two(row, place, old, new, base=50.0):
    """Panels of two days between which one number changed."""
    before, after = level(base), level(base)
    before[row, place], after[row, place] = old, new
    return [panel_of(before, TODAY - timedelta(days=7)), panel_of(after)]


def test_find_revisions__a_slip_is_seen_with_both_numbers_and_the_day():
    (trace,) = flagged(two(1, T - 5, 3860, 62675, base=3700))
    assert trace.kind is ArtefactKind.REVISION
    assert (trace.row, trace.start, trace.end) == (1, T - 5, T - 5)
    assert (trace.before, trace.observed, trace.changed) == (3860, 62675, TODAY)


def test_find_revisions__a_slip_that_is_taken_back_is_seen_from_that_day_on():
    (trace,) = flagged(two(0, T - 3, 5000, 50))
    assert (trace.before, trace.observed, trace.explains) == (5000, 50, False)


@pytest.mark.parametrize(
    ("old", "new", "base"),
    [
        pytest.param(1, 4, 1, id="a few late cases"),
        pytest.param(0, 15, 1, id="few cases"),
        pytest.param(15, 50, 50, id="a third, then all"),
        pytest.param(0, 50, 50, id="a zero that held the place"),
        pytest.param(50, 400, 50, id="eightfold"),
        pytest.param(0, 33.3, 0, id="one positive of three tests"),
        pytest.param(np.nan, 5000, 50, id="first published"),
        pytest.param(5000, np.nan, 50, id="withdrawn"),
    ],
)
def test_find_revisions__what_sources_do_is_none(old, new, base):
    assert flagged(two(0, T - 1, old, new, base)) == []


def test_find_revisions__a_level_that_grew_as_much_around_it_makes_the_number_plausible():
    panels = two(0, T - 3, 60, 900)
    for panel in panels:
        panel.counts[0, T - 2 :] = 700
    assert flagged(panels) == []


def test_find_revisions__without_numbers_around_nothing_is_said():
    panels = two(0, T - 3, 50, 5000)
    for panel in panels:
        panel.counts[0, : T - 3], panel.counts[0, T - 2 :] = np.nan, np.nan
        panel.absence[0, : T - 3], panel.absence[0, T - 2 :] = Absence.UNKNOWN, Absence.UNKNOWN
    assert flagged(panels) == []


def test_find_revisions__numbers_of_one_series_and_day_are_one_artefact():
    before, after = level(), level()
    after[0, T - 6 : T - 3] = [4000, 9000, 5000]
    (trace,) = flagged([panel_of(before, TODAY - timedelta(days=7)), panel_of(after)])
    assert (trace.start, trace.end, trace.observed) == (T - 6, T - 4, 9000)


def weekly_completing(share, slip):
    """Panels of every week: newest counts come in at a share of 2,000, then whole; one slips at the end."""
    whole, panels = level(2000.0), []
    for t in range(T - 12, T + 1):
        known = np.where(np.arange(T) < t, whole, np.nan)
        if t < T:
            known[:, t] = whole[:, t] * share
        if t == T:
            known[0, T - 1] = slip
        panels.append(panel_of(known, WEEKS.end(0) + timedelta(weeks=t, days=2)))
    return panels


def weekly_changes(row, changes):
    """Panels of 20 weeks up to today; in each the changes of that week are published: place -> (old, new)."""
    weeks = [changes(T - 20 + k) for k in range(20)]
    now, panels = level(), []
    for week in weeks:
        for place, (old, _) in week.items():
            now[row, place] = old
    panels.append(panel_of(now.copy(), TODAY - timedelta(weeks=20)))
    for k, week in enumerate(weeks):
        for place, (_, new) in week.items():
            now[row, place] = new
        panels.append(panel_of(now.copy(), TODAY - timedelta(weeks=19 - k)))
    return panels


def slip(t, place=T - 1):
    """In the last of the weeks a number goes from 100 to 5,000."""
    return {place: (100, 5000)} if t == T - 1 else {}


def test_find_revisions__what_the_source_revises_most_weeks_is_usual():
    """Each week it puts 50 in the place of 1, 25 times as much (+1 on both sides): 50 times is usual."""
    assert len(flagged(weekly_changes(0, slip))) == 1
    assert flagged(weekly_changes(0, lambda t: {t: (1, 50)} | slip(t))) == []


def test_find_revisions__what_is_usual_of_new_numbers_is_not_of_old_ones():
    def old_ones_move_little(t):
        return {t: (1, 50), t - 15: (50, 51)} | slip(t, place=3)

    (trace,) = flagged(weekly_changes(0, old_ones_move_little))
    assert trace.start == 3


def test_find_revisions__a_day_on_which_much_slips_is_not_its_own_measure():
    def all_at_once(t):
        return dict.fromkeys(range(T - 10, T), (50, 5000)) if t == T - 1 else {}

    (trace,) = flagged(weekly_changes(0, all_at_once))
    assert (trace.start, trace.end) == (T - 10, T - 1)


def test_find_revisions__a_count_that_completes_twentyfold_is_in_line():
    assert flagged(weekly_completing(0.05, 2000)) == []


def test_find_revisions__more_than_the_source_usually_completes_is_seen():
    (trace,) = flagged(weekly_completing(0.5, 50_000))
    assert (trace.before, trace.observed) == (1000, 50_000)


def test_find_revisions__another_source_is_no_measure():
    """A twentyfold completion is usual in the place that always has one, and only there."""
    panels = weekly_completing(0.05, 20_000)
    for panel, earlier in zip(panels, weekly_completing(0.9, 20_000), strict=True):
        panel.counts[0], panel.counts[1] = earlier.counts[0], earlier.counts[1]
    (trace,) = flagged(panels)
    assert trace.row == 0


def test_find_revisions__only_those_published_since_the_first_judged_period_are_listed():
    panels = two(0, 2, 50, 5000)
    assert len(flagged(panels, first=T - 26)) == 1
    later = panel_of(panels[-1].counts, TODAY + timedelta(weeks=40), periods=Periods("week", 2900, T))
    old = [*panels, later]
    assert len(flagged(old, first=T - 26)) == 1
    wide = [p.replace(as_of=p.as_of - timedelta(weeks=30)) for p in panels]
    assert flagged(wide, first=T - 26) == []


def test_find_revisions__the_last_word_on_a_number_counts():
    slip, back = two(0, T - 2, 50, 5000), level()
    panels = [*slip, panel_of(back, TODAY + timedelta(days=7))]
    (trace,) = flagged(panels)
    assert (trace.before, trace.observed, trace.changed) == (5000, 50, TODAY + timedelta(days=7))


def test_revisions_between__follows_series_and_periods_to_their_places_in_the_last_panel():
    early = panel_of(level()[:2, :30], TODAY - timedelta(days=70), PLACES[[2, 0]], WEEKS.part(2, 32))
    now = level()
    now[2, 31] = 77
    revised = revisions_between([early, panel_of(now)])
    assert (revised.row.tolist(), revised.place.tolist()) == ([2], [31])
    assert (revised.old.tolist(), revised.new.tolist()) == ([50.0], [77.0])
    assert revised.day.tolist() == [TODAY]


def test_revisions_between__a_number_that_was_away_is_compared_with_the_last_there_was():
    away = level()
    away[0, 3] = np.nan
    back = level()
    back[0, 3] = 60
    days = [TODAY - timedelta(days=d) for d in (14, 7, 0)]
    revised = revisions_between([panel_of(c, d) for c, d in zip((level(), away, back), days, strict=True)])
    assert (revised.old.tolist(), revised.new.tolist(), revised.day.tolist()) == ([50.0], [60.0], [TODAY])


@pytest.mark.parametrize("days", [(TODAY, TODAY), (TODAY, TODAY - timedelta(days=1)), (None, TODAY)])
def test_revisions_between__days_must_increase(days):
    with pytest.raises(InputError, match="as of increasing days"):
        revisions_between([panel_of(level(), day) for day in days])


def test_revisions__refuses_arrays_of_different_lengths():
    with pytest.raises(InputError, match=r"different lengths: \[1, 2\]"):
        Revisions(
            row=np.zeros(1, np.int64), place=np.zeros(1, np.int64), day=np.zeros(1, "datetime64[D]"),
            old=np.zeros(2), new=np.zeros(1),
        )  # fmt: skip


@pytest.mark.parametrize("name", ["revision_fold", "revision_apart"])
def test_options__folds_must_be_above_one(name):
    with pytest.raises(OptionError, match=f"{name}=1.0 is not usable: it must be above 1"):
        ArtefactOptions(**{name: 1.0})


def found_with(panels):
    """The findings of signals that expect 50 everywhere, with what was replaced."""
    panel = panels[-1]
    shape = (PLACES.height, 26)
    observed = panel.counts[:, -26:]
    above = observed > 80
    signals = Signals(
        panel=panel, first=T - 26, expected=np.full(shape, 50.0), upper=np.full(shape, 80.0),
        score=observed - 50, p_value=np.where(above, 1e-9, 0.5),
        status=np.where(above, Status.ABOVE, Status.BELOW).astype(np.uint8),
        reason=np.full(shape, Reason.NONE, np.uint8), method=np.full(PLACES.height, "known", dtype=object),
    )  # fmt: skip
    alpha = np.full(PLACES.height, 0.01)
    return find(signals, alpha=alpha, place="place", revisions=revisions_between(panels))


def test_find__a_slip_in_the_newest_period_is_an_artefact_and_no_finding():
    panels = two(0, T - 1, 60, 5000)
    found = found_with(panels)
    (artefact,) = found.artefacts
    assert (artefact.kind, artefact.hides, artefact.changed) == (ArtefactKind.REVISION, True, TODAY)
    assert (artefact.before, artefact.observed) == (60, 5000)
    assert found.findings == ()
    assert np.isnan(found.q_value[0, -1])


def test_find__a_count_that_is_revised_upwards_as_counts_are_stays_a_finding():
    found = found_with(two(0, T - 1, 100, 300))
    assert found.artefacts == ()
    assert [finding.lead for finding in found.findings] == [0]


def test_many_fold__no_revision_at_all_is_no_fault():
    revised = revisions_between([panel_of(level(), TODAY - timedelta(days=7)), panel_of(level())])
    history = History(counts=level(), first=0, every="week", per_year=52, above=np.zeros(3, np.bool_))
    assert many_fold(history, WEEKS, revised, Kin(PLACES, "place"), ArtefactOptions()).tolist() == []
