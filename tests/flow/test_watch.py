"""The watch from counts to findings, small and end to end."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from tocsin.cluster.artefact_options import ArtefactOptions
from tocsin.cluster.finding import ArtefactKind
from tocsin.flows.watch import watch
from tocsin.panel import Panel
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import ColumnError, InputError, OptionError
from tocsin.vocab.periods import Periods

PLACES = ["A", "B", "C", "D", None]
CHAIN = frozenset({("A", "B"), ("C", "B")})


def panel_of(counts, every="week", **keys):
    counts = np.ascontiguousarray(counts, float)
    absence = np.where(np.isnan(counts), Absence.NOT_REPORTED, Absence.PRESENT).astype(np.uint8)
    series = pl.DataFrame(keys, schema=dict.fromkeys(keys, pl.String))
    first = {"week": 2600, "day": 18000, "month": 500}[every]
    return Panel(
        counts=counts, absence=absence, series=series, periods=Periods(every, first, counts.shape[1])
    )


def measles(rise):
    """Four places and their sum; `rise` adds to the newest weeks of some rows."""
    counts = np.random.default_rng(4).poisson(10, (4, 80)).astype(float)
    for row, more in rise.items():
        counts[row, -len(more) :] += more
    return panel_of(np.vstack([counts, counts.sum(axis=0)]), disease=["measles"] * 5, place=PLACES)


def test_watch__quiet_weeks_give_no_finding():
    found = watch(measles({}), method="ears-c2", place="place", borders=CHAIN)
    assert found.findings == ()
    assert found.artefacts == ()
    assert found.more == 0


def test_watch__one_outbreak_is_one_finding_with_all_its_facts():
    panel = measles({1: [50, 60, 55]})
    (finding,) = watch(panel, method="ears-c2", place="place", borders=CHAIN).findings
    newest = panel.periods.end(-1)
    assert finding.rank == 1
    assert finding.key == {"disease": "measles", "place": "B"}
    assert finding.places == ("B",)
    assert finding.lead == 1
    assert set(finding.series) == {1, 4}  # the sum is above too, and says nothing of its own
    assert finding.start == newest - timedelta(weeks=2)
    assert finding.peak == newest - timedelta(weeks=1)
    assert finding.periods_above == 3
    assert finding.observed == panel.counts[1, -1]
    assert finding.peak_observed == panel.counts[1, -2]
    assert finding.usual_low <= finding.expected <= finding.usual_high < finding.observed
    assert 100 < finding.excess_low < finding.excess < finding.excess_high < 200
    assert finding.highest_since == finding.peak
    assert finding.peak_since is None
    assert finding.record_start == panel.periods.end(0)
    assert finding.q_value <= 0.05
    assert finding.method == "ears-c2"


def test_watch__neighbours_are_one_finding_strangers_are_two():
    near = watch(measles({0: [40], 1: [60]}), method="ears-c2", place="place", borders=CHAIN)
    alone = watch(measles({0: [40], 1: [60]}).take([0, 1, 2, 3]), method="ears-c2", place="place")
    assert [f.places for f in near.findings] == [("B", "A")]
    assert near.findings[0].key == {"disease": "measles", "place": None}
    assert sorted(f.places for f in alone.findings) == [("A",), ("B",)]


def test_watch__a_thin_rise_is_led_by_the_sum():
    rise = {row: [16] for row in range(4)}
    (finding,) = watch(measles(rise), method="ears-c2", place="place", borders=CHAIN).findings
    assert finding.lead == 4
    assert finding.key["place"] is None


def test_watch__nothing_happens__a_twentieth_of_dates_at_most_have_a_finding():
    rng = np.random.default_rng(12)
    season = 20 * (1 + 0.4 * np.sin(2 * np.pi * np.arange(330) / 52.18))
    called = 0
    for _ in range(20):
        panel = panel_of(rng.poisson(season, (100, 330)), place=[f"P{i}" for i in range(100)])
        for end in (-1, -14, -27, -40):
            found = watch(panel, place="place", end=panel.periods.end(end), periods_back=1)
            assert found.signals.judged.all()
            called += bool(found.findings)
    assert called / 80 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 80)


def test_watch__end_looks_at_nothing_later():
    panel = measles({1: [50, 60, 55]})
    then = panel.periods.end(-3)
    early = watch(panel, method="ears-c2", place="place", end=then)
    cut = watch(panel.part(0, 78), method="ears-c2", place="place")
    assert early.findings == cut.findings
    assert early.findings[0].start == then
    text = watch(panel, method="ears-c2", place="place", end=panel.periods.labels()[-3])
    assert text.findings == early.findings


def test_watch__top_keeps_the_first_and_counts_the_rest():
    counts = np.random.default_rng(4).poisson(10, (6, 80)).astype(float)
    counts[:, -1] += [30, 40, 50, 60, 70, 80]
    panel = panel_of(counts, place=list("ABCDEF"))
    every, two = (watch(panel, method="ears-c2", place="place", top=top) for top in (None, 2))
    assert len(every.findings) == 6
    assert two.findings == every.findings[:2]
    assert (every.more, two.more) == (0, 4)
    assert [f.rank for f in every.findings] == [1, 2, 3, 4, 5, 6]


def test_watch__a_dump_is_withheld_with_the_sum_it_lifts():
    counts = np.random.default_rng(4).poisson(10, (4, 80)).astype(float)
    counts[1, -9:-1], counts[1, -1] = 0, 85
    panel = panel_of(np.vstack([counts, counts.sum(axis=0)]), disease=["measles"] * 5, place=PLACES)
    found = watch(panel, method="ears-c2", place="place", borders=CHAIN)
    assert found.findings == ()
    (artefact,) = found.artefacts
    assert artefact.kind is ArtefactKind.DUMP
    assert artefact.hides
    assert set(artefact.series) == {1, 4}
    assert artefact.key == {"disease": "measles", "place": "B"}
    assert np.isnan(found.q_value[[1, 4], -1]).all()


def test_watch__a_withheld_neighbour_does_not_join_a_finding():
    panel = measles({0: [60]})
    counts = panel.counts.copy()
    counts[1, -9:-1], counts[1, -1] = 0, 85
    found = watch(
        panel.replace(counts=counts).take([0, 1, 2, 3]), method="ears-c2", place="place", borders=CHAIN
    )
    assert [f.series for f in found.findings] == [(0,)]
    assert found.artefacts[0].series == (1,)


def test_watch__a_backlog_is_taken_from_the_sum_of_sums_once():
    counts = np.random.default_rng(4).poisson(10, (3, 80)).astype(float)
    counts[0, -9:-1], counts[0, -1] = 0, 85  # a region of one place shows the same backlog
    counts[1, -1] += 60
    rows = [counts[0], counts[1], counts[2], counts[0], counts[1] + counts[2], counts.sum(axis=0)]
    panel = panel_of(
        np.array(rows), region=["N", "S", "S", "N", "S", None], place=["A", "B", "C", None, None, None]
    )
    found = watch(panel, method="ears-c2", place="place")
    assert found.artefacts[0].series == (0, 3)
    assert not np.isnan(found.q_value[5, -1])


def test_watch__a_single_series_without_keys_works():
    counts = np.random.default_rng(4).poisson(10, (1, 60)).astype(float)
    counts[0, -1] = 60
    (finding,) = watch(panel_of(counts), method="ears-c2").findings
    assert finding.key == {}
    assert finding.places == ()


def test_watch__auto_names_the_method_it_took():
    counts = np.random.default_rng(4).poisson(10, (1, 60)).astype(float)
    counts[0, -1] = 60
    panel = panel_of(counts, every="day", place=["A"])
    assert watch(panel, method="auto", place="place").findings[0].method == "ears-c2"


def test_watch__a_short_record_is_judged_as_far_back_as_it_goes():
    panel = panel_of(np.full((1, 5), 4.0), place=["A"])
    assert watch(panel, method="ears-c2", place="place").signals.status.shape == (1, 5)


def test_watch__tells_progress():
    seen = []
    watch(measles({}), method="ears-c2", progress=seen.append)
    assert sum(seen) == 5


@pytest.mark.parametrize(
    ("given", "error", "text"),
    [
        (
            {"place": "plce"},
            ColumnError,
            "place='plce' is not a key column; the key columns are disease, place",
        ),
        (
            {"artefacts": ArtefactOptions(source="lab")},
            ColumnError,
            "source='lab' is not a key column; they are",
        ),
        ({"fdr": 0.0}, OptionError, "fdr=0.0 is not usable: it must be above 0 and below 1"),
        ({"top": 0}, OptionError, "top=0 is not usable: it must be 1 finding or more"),
        ({"periods_back": 0}, OptionError, "periods_back=0 is not usable: it must be 1 period or more"),
        ({"borders": CHAIN}, OptionError, "given together with place="),
    ],
)
def test_watch__bad_use_says_what_to_do(given, error, text):
    with pytest.raises(error, match=text):
        watch(measles({}), method="ears-c2", **given)


def test_watch__nothing_to_judge_is_refused():
    with pytest.raises(InputError, match="the panel is empty"):
        watch(panel_of(np.ones((1, 0)), place=["A"]), method="ears-c2")
