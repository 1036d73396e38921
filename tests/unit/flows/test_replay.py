"""The replay: each week is the watch of that week; compared with a threshold and labels, within a budget."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tocsin.cluster.artefact_revision import revisions_between
from tocsin.flows.budget import FEWEST, LEVELS, learn_level
from tocsin.flows.replay import replay
from tocsin.flows.replay_labels import Label
from tocsin.flows.replay_threshold import Threshold
from tocsin.flows.watch import watch
from tocsin.flows.watch_settings import WatchSettings
from tocsin.panel import FAN_LEVELS, Forecast, Panel
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import AsOfError, DateError, OptionError
from tocsin.vocab.periods import Periods

KEYS = pl.DataFrame({"place": ["A", "A", "B", "B", "C", "C"], "indicator": ["flu", "measles"] * 3})
FIRST = 2800  # ordinal of the first week
BY = ("place", "indicator")


@dataclass
class PastWeeks:
    """Counts that are published on the Wednesday after their week, the newest at a share of what it will be.

    counts  (S, T) in the end
    share   of the newest count that is known at first; the rest comes a week later
    slips   (row, place) -> number published at first, taken back a week later
    silent  days on which nothing was published
    """

    counts: np.ndarray
    share: float = 1.0
    slips: dict = field(default_factory=dict)
    silent: tuple = ()
    ends: int | None = None

    @property
    def periods(self):
        return Periods("week", FIRST, self.counts.shape[1])

    def day(self, place):
        """The Wednesday on which a week is first published."""
        return self.periods.end(place) + timedelta(days=3)

    def days(self):
        last = self.counts.shape[1] if self.ends is None else self.ends
        return [d for d in map(self.day, range(last)) if d not in self.silent]

    def panel(self, day: date):
        known = [d for d in self.days() if d <= day]
        if not known or day > self.days()[-1] + timedelta(days=6):
            raise AsOfError(f"as_of={day} is not known.")
        newest = (known[-1] - self.day(0)).days // 7
        counts = self.counts[:, : newest + 1].copy()
        counts[:, -1] = np.floor(counts[:, -1] * self.share)
        for (row, place), number in self.slips.items():
            if place == newest:
                counts[row, place] = number
        absence = np.where(np.isnan(counts), Absence.NOT_REPORTED, Absence.PRESENT).astype(np.uint8)
        return Panel(
            counts=np.ascontiguousarray(counts), absence=absence, series=KEYS,
            periods=self.periods.part(0, newest + 1), as_of=day,
        )  # fmt: skip

    def revisions(self, panel):
        days = [d for d in self.days() if d <= panel.as_of][-4:]
        return revisions_between([*(self.panel(d) for d in days[:-1]), panel])

    def nowcast(self, day):
        """Believes that the newest week will come to what is known, over the share."""
        panel = self.panel(day)
        levels = np.array(FAN_LEVELS)
        middle = panel.counts[:, -1:] / self.share
        spread = np.sqrt(np.maximum(middle, 1)) * (1 - self.share)
        return Forecast(
            quantiles=middle[:, :, None] + spread[:, :, None] * (levels - 0.5), levels=levels,
            series=KEYS, periods=panel.periods.part(len(panel.periods) - 1, len(panel.periods)),
            origin=panel.periods.first + len(panel.periods) - 1, method="known shares",
        )  # fmt: skip


def ordinary(weeks=80, seed=1, mean=40.0):
    """Poisson counts of six series."""
    return np.random.default_rng(seed).poisson(mean, (KEYS.height, weeks)).astype(float)


SETTINGS = WatchSettings(method="ears-c2", place="place", borders=frozenset({("A", "B")}))


def struck(weeks=80, start=70, length=6, row=1, cases=100):
    """Ordinary weeks with one outbreak."""
    counts = ordinary(weeks)
    counts[row, start : start + length] += cases
    return counts


def run(past, first=60, last=79, settings=SETTINGS, **more):
    return replay(past, settings, past.day(first), past.day(last), **more)


def test_replay__each_week_is_the_watch_of_that_week():
    past = PastWeeks(struck(), share=0.8)
    done = run(past)
    for week in done.weeks:
        panel = past.panel(week.day)
        alone = watch(
            panel, method="ears-c2", place="place", borders=SETTINGS.borders, revisions=past.revisions(panel)
        )
        told = [f for f in done.findings if f.day == week.day]
        assert (week.findings, week.artefacts) == (len(alone.findings), len(alone.artefacts))
        assert week.above == int(alone.signals.above[:, -1].sum())
        for one, other in zip(told, alone.findings, strict=True):
            assert (one.rank, one.lead) == (other.rank, KEYS.row(other.lead))
            assert one.points == pytest.approx(other.points, rel=1e-9)
            assert one.q_value == pytest.approx(other.q_value, rel=1e-9)


def test_replay__later_snapshots_change_nothing_that_was_said_of_a_week():
    counts = struck()
    early = PastWeeks(counts[:, :76], share=0.7, ends=75)
    changed = counts.copy()
    changed[:, 75:] *= 9
    late = PastWeeks(changed, share=0.7, ends=80)
    one, two = run(early, last=74, budget=2), run(late, last=74, budget=2)
    assert one.weeks == two.weeks
    assert (one.findings, one.budgeted, one.episodes) == (two.findings, two.budgeted, two.episodes)
    longer = run(late, last=78, budget=2)
    assert longer.weeks[: len(one.weeks)] == one.weeks


def test_replay__a_week_in_which_nothing_was_published_is_not_judged_again():
    past = PastWeeks(struck())
    past.silent = (past.day(65), past.day(66))
    weeks = run(past).weeks
    assert [week.published for week in weeks[4:8]] == [True, False, False, True]
    assert (weeks[5].findings, weeks[5].judged, weeks[5].period) == (0, 0, None)


def test_replay__an_episode_goes_on_over_one_week_without_a_finding_and_not_over_two():
    counts = ordinary()
    counts[1, [66, 68]] += 200
    assert [(e.lead["place"], e.weeks) for e in run(PastWeeks(counts)).episodes if e.points > 4] == [("A", 2)]
    counts = ordinary()
    counts[1, [66, 69]] += [100, 900]
    assert [e.weeks for e in run(PastWeeks(counts)).episodes if e.points > 4] == [1, 1]


def test_replay__new_findings_are_counted_once():
    done = run(PastWeeks(struck()))
    assert sum(week.new for week in done.weeks) == len(done.episodes)
    assert sum(week.new for week in done.weeks) < sum(week.findings for week in done.weeks)


@pytest.mark.parametrize(("count", "gained"), [(30, -14), (135, 0), (141, 7), (900, None)])
def test_replay__days_gained_against_a_count(count, gained):
    counts = np.full((6, 80), 20.0) + np.random.default_rng(1).integers(-2, 3, (6, 80))
    counts[1, 68:70] += 12  # what a low count takes for the beginning
    counts[1, 70:76] += [118, 126, 170, 150, 150, 150]
    threshold = Threshold(count=count, words="so many")
    (episode,) = [e for e in run(PastWeeks(counts), threshold=threshold).episodes if e.points > 4]
    assert episode.first == PastWeeks(counts).day(70) or episode.first == PastWeeks(counts).day(68)
    shift = (episode.first - PastWeeks(counts).day(70)).days
    assert episode.gained == (None if gained is None else gained - shift)


def test_replay__what_was_found_in_the_first_week_gains_nothing():
    past = PastWeeks(struck(start=60, length=3))
    (episode,) = [e for e in run(past).episodes if e.points > 4]
    assert (episode.first, episode.threshold, episode.gained) == (past.day(60), None, None)


def test_replay__alert_dates_alarm_on_the_first_day_that_is_replayed_after_them():
    past = PastWeeks(struck())
    alert = past.day(71) - timedelta(days=2)
    threshold = Threshold(alerts={("A", "measles"): (alert,)}, columns=BY, words="alerts")
    (episode,) = [e for e in run(past, threshold=threshold).episodes if e.points > 4]
    assert (episode.first, episode.threshold, episode.gained) == (past.day(70), past.day(71), 7)


def test_replay__labels_give_pod_delay_and_false_alarms():
    past = PastWeeks(struck())
    weeks = past.periods
    hit = Label(key={"indicator": "measles", "place": "A"}, start=weeks.end(69), end=weeks.end(76))
    miss = Label(key={"place": "C"}, start=weeks.end(64), end=weeks.end(65))
    before = Label(key={"place": "C"}, start=weeks.end(2), end=weeks.end(5))
    threshold = Threshold(count=100, words="100 or more")
    done = run(past, labels=[hit, miss, before], threshold=threshold)
    one, two = done.labels
    assert (one.found, one.delay) == (past.day(70), (past.day(70) - weeks.end(69)).days)
    assert (one.threshold_delay, two.found, two.threshold) == (one.delay, None, None)
    assert (done.score.labels, done.score.pod, done.score.delay) == (2, 0.5, one.delay)
    about = [
        f
        for f in done.findings
        if ("A", "measles") in f.series and weeks.end(69) <= f.period <= weeks.end(76)
    ]
    assert done.score.false == len(done.findings) - len(about)
    assert done.score.false_a_week == done.score.false / 20
    assert {e.labelled for e in done.episodes} >= {True}


def test_replay__without_labels_nothing_is_said_of_them():
    done = run(PastWeeks(struck()))
    assert done.labels == ()
    assert np.isnan(done.score.pod)
    assert np.isnan(done.score.false_a_week)
    assert {e.labelled for e in done.episodes} == {None}


def test_replay__a_budget_is_learnt_from_earlier_weeks_alone_and_kept_about():
    past = PastWeeks(ordinary(weeks=140, seed=3))
    done = run(past, first=60, last=139, budget=0.3)
    assert [week.level for week in done.weeks[:FEWEST]] == [None] * FEWEST
    assert all(week.level is not None for week in done.weeks[FEWEST:])
    assert done.score_same.weeks == 80 - FEWEST
    assert 0.15 < done.budgeted_score.findings_a_week < 0.45
    loose = run(past, first=60, last=139, budget=0.9)
    assert loose.budgeted_score.findings_a_week > 2 * done.budgeted_score.findings_a_week
    assert loose.next_level > done.next_level


def test_replay__a_budget_finds_what_its_level_lets_through():
    done = run(PastWeeks(struck()), budget=1)
    for week in done.weeks[FEWEST:]:
        told = [f for f in done.budgeted if f.day == week.day]
        assert len(told) == week.budgeted
        assert all(f.p_value <= week.level for f in told)


def test_learn_level__takes_the_largest_level_within_the_budget_of_the_last_year():
    calm, busy = np.zeros(len(LEVELS), int), np.full(len(LEVELS), 99)
    assert learn_level([calm] * 10, 1) == LEVELS[-1]
    assert learn_level([busy] * 10, 1) == LEVELS[0]
    assert learn_level([busy] * 10 + [calm] * 52, 1) == LEVELS[-1]


def test_replay__a_slip_of_the_newest_count_is_found_at_first_and_an_artefact_where_it_is_revised():
    past = PastWeeks(ordinary(), slips={(1, 70): 4000})
    weeks = {week.day: week for week in run(past).weeks}
    assert weeks[past.day(70)].findings >= 1
    assert weeks[past.day(71)].artefacts == weeks[past.day(69)].artefacts + 1


def test_replay__completing_finds_earlier_what_comes_in_late():
    counts = ordinary()
    counts[1, 70:76] += [35, 45, 60, 80, 80, 80]
    past = PastWeeks(counts, share=0.5)
    plain, completed = run(past), run(past, complete="nowcast")
    of = {"place": "A", "indicator": "measles"}
    late, early = ([e.first for e in done.episodes if e.lead == of][-1] for done in (plain, completed))
    assert all(week.completed == 6 for week in completed.weeks)
    assert early < late
    assert all(f.completed for f in completed.findings)
    assert not any(f.completed for f in plain.findings)
    assert completed.nowcast == "nowcast"


@pytest.mark.parametrize("budget", [0, -1, np.inf])
def test_replay__a_budget_that_is_none_is_refused(budget):
    with pytest.raises(OptionError, match=r"budget=.* is not usable: it must be above 0, findings a week"):
        run(PastWeeks(ordinary()), budget=budget)


def test_replay__an_end_before_the_beginning_is_refused():
    with pytest.raises(DateError, match="before it begins"):
        run(PastWeeks(ordinary()), first=70, last=60)


def test_replay__a_day_that_the_archive_cannot_know_is_its_error():
    past = PastWeeks(ordinary(), ends=75)
    with pytest.raises(AsOfError, match="is not known"):
        replay(past, SETTINGS, past.day(60), past.day(79))


def test_replay__no_key_column_at_all_is_one_series():
    past = PastWeeks(struck())
    whole = past.panel

    class One(PastWeeks):
        def panel(self, day):
            panel = whole(day).take([1])
            return panel.replace(series=pl.DataFrame())

    done = replay(
        One(past.counts), replace(SETTINGS, place=None, borders=frozenset()), past.day(60), past.day(79)
    )
    assert done.by == ()
    assert past.day(70) in {f.day for f in done.findings}
