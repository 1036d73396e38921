"""The watch with each threat pack, on small simulated counts in a workspace."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tocsin.flows.watch_workspace import watch_workspace, watched
from tocsin.flows.workspace import make_workspace, open_workspace
from tocsin.panel.reports import REPORTS
from tocsin.report.language import language
from tocsin.report.names import names_of
from tocsin.report.unjudged import unjudged
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import OptionError, SettingsError, UnknownNameError

LAST = date(2025, 12, 28)
WEEKS = [LAST - timedelta(weeks=week) for week in range(6 * 52)][::-1]
PLACES = ("XA", "XB")
JUMP = 12.0  # times the usual count, in the newest week


def reports(counts, day, source="services"):
    """Reports of one snapshot; counts by (place, indicator): (T,) numbers, NaN = none."""
    rows = [
        {
            "source": source, "indicator": indicator, "place": place, "stratum": "", "every": "week",
            "unit": indicator, "reference_date": week, "report_date": day,
            "value": None if np.isnan(value) else float(value), "absence": 4 if np.isnan(value) else 0,
        }
        for (place, indicator), values in counts.items()
        for week, value in zip(WEEKS, values, strict=True)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=REPORTS)


def workspace(folder, watch, counts):
    """A workspace with one snapshot, and lines of its [watch] table."""
    space, _ = make_workspace(folder)
    space.archive.add(reports(counts, LAST + timedelta(days=3)), snapshots="whole")
    text = "format = 1\n\n[watch]\n" + "".join(f"{line}\n" for line in watch)
    (folder / "tocsin.toml").write_text(text, "utf-8")
    return open_workspace(folder)


def usual(rng, mean):
    return rng.poisson(mean, len(WEEKS)).astype(float)


def drugs(rng, *, jump=(), days=None):
    """Counts of the drugs pack; `jump` names series that rise in the newest week."""
    counts = {
        (place, name): usual(rng, mean)
        for place in PLACES
        for name, mean in (("seizures", 20), ("deaths", 6))
    }
    counts |= {(place, "price"): rng.normal(30, 2, len(WEEKS)) for place in PLACES}
    counts[("XA", "operation-days")] = np.zeros(len(WEEKS)) if days is None else days
    for key in jump:
        counts[key][-1] *= JUMP
    return counts


def found(watch):
    series = watch.signals.panel.series
    return {(series["place"][f.lead], series["indicator"][f.lead]) for f in watch.findings}


def test_drugs__a_jump_of_seizures_is_found_and_prices_are_not_judged(tmp_path):
    rng = np.random.default_rng(20260518)
    space = workspace(tmp_path, ['pack = "drugs"'], drugs(rng, jump=[("XA", "seizures")]))
    watch = watch_workspace(space)
    assert set(watch.signals.panel.series["indicator"]) == {"seizures", "deaths"}
    assert found(watch) == {("XA", "seizures")}


def test_drugs__a_joint_operation_is_no_finding_and_leaves_the_baseline(tmp_path):
    rng = np.random.default_rng(20260518)
    days = np.zeros(len(WEEKS))
    days[[-1, -53, -105]] = 40.0
    counts = drugs(rng, jump=[("XA", "seizures"), ("XB", "deaths")], days=days)
    counts[("XA", "seizures")][[-53, -105]] *= JUMP
    watch = watch_workspace(workspace(tmp_path, ['pack = "drugs"'], counts))
    assert found(watch) == {("XB", "deaths")}
    panel = watch.signals.panel
    row = panel.series.select("place", "indicator").rows().index(("XA", "seizures"))
    assert np.flatnonzero(panel.absence[row] == Absence.EXCLUDED).tolist() == [
        len(WEEKS) - k for k in (105, 53, 1)
    ]
    said = {group.reason: group.count for group in unjudged(names_of(watch, language("en")))}
    assert said == {"left out for unusual effort, such as a joint operation": 1}


def test_drugs__without_the_exclusion_the_operation_would_be_found(tmp_path):
    rng = np.random.default_rng(20260518)
    days = np.zeros(len(WEEKS))
    days[-1] = 40.0
    counts = drugs(rng, jump=[("XA", "seizures")], days=days)
    watch = watch_workspace(workspace(tmp_path, ['pack = "drugs"', "effort_exclude = 40"], counts))
    assert found(watch) == {("XA", "seizures")}


def test_drugs__a_workspace_without_effort_reports_is_watched(tmp_path):
    counts = drugs(np.random.default_rng(20260518), jump=[("XA", "seizures")])
    del counts[("XA", "operation-days")]
    assert found(watch_workspace(workspace(tmp_path, ['pack = "drugs"'], counts))) == {("XA", "seizures")}


def test_drugs__sums_are_excluded_with_their_parts(tmp_path):
    rng = np.random.default_rng(20260518)
    days = np.zeros(len(WEEKS))
    days[-1] = 40.0
    settings = ['pack = "drugs"', 'trees = ["place"]']
    watch = watch_workspace(workspace(tmp_path, settings, drugs(rng, jump=[("XA", "seizures")], days=days)))
    panel = watch.signals.panel
    row = panel.series.select("place", "indicator").rows().index((None, "seizures"))
    assert panel.absence[row, -1] == Absence.EXCLUDED


def test_cyber__incidents_are_watched_by_type_and_sector(tmp_path):
    rng = np.random.default_rng(20260518)
    counts = {(place, name): usual(rng, 8) for place in PLACES for name in ("ransomware", "phishing")}
    counts[("XB", "ransomware")][-1] *= JUMP
    counts |= {("XA", "tickets"): usual(rng, 8)}
    counts[("XA", "tickets")][-1] *= JUMP
    watch = watch_workspace(workspace(tmp_path, ['pack = "cyber"'], counts))
    assert found(watch) == {("XB", "ransomware")}
    assert "tickets" not in watch.signals.panel.series["indicator"].to_list()


def test_infectious__takes_every_disease(tmp_path):
    rng = np.random.default_rng(20260518)
    counts = {("XA", name): usual(rng, 8) for name in ("measles", "pertussis")}
    counts[("XA", "measles")][-1] *= JUMP
    assert found(watch_workspace(workspace(tmp_path, ['pack = "infectious"'], counts))) == {("XA", "measles")}


@pytest.mark.parametrize(
    ("settings", "error", "fault"),
    [
        (['pack = "drug"'], UnknownNameError, "No threat pack 'drug'"),
        (['pack = "cyber"'], SettingsError, "No report has an indicator of the pack 'cyber': it"),
        (['pack = "drugs"', 'indicator = "price"'], SettingsError, "indicator='price' is not watched by"),
        (["effort_exclude = 3"], OptionError, "effort_exclude=3 is not usable: it must be 0 or more, and"),
        (['pack = "cyber"', "effort_exclude = 3"], OptionError, "given with a pack that has an effort"),
        (['pack = "drugs"', "effort_exclude = -1"], OptionError, "effort_exclude=-1 is not usable"),
        (['pack = "drugs"', 'effort_exclude = "x"'], OptionError, "effort_exclude='x' is not usable"),
    ],
)  # fmt: skip
def test_settings__what_does_not_fit_the_pack_is_refused(tmp_path, settings, error, fault):
    space = workspace(tmp_path, settings, drugs(np.random.default_rng(1)))
    with pytest.raises(error, match=fault):
        watched(space)


def test_settings__a_bound_for_effort_that_nobody_reports_is_refused(tmp_path):
    counts = drugs(np.random.default_rng(1))
    del counts[("XA", "operation-days")]
    space = workspace(tmp_path, ['pack = "drugs"', "effort_exclude = 3"], counts)
    with pytest.raises(SettingsError, match="effort_exclude=3 has nothing to act on: no report has the"):
        watched(space)


def test_settings__an_indicator_of_the_pack_can_be_asked_for_alone(tmp_path):
    space = workspace(tmp_path, ['pack = "drugs"', 'indicator = "deaths"'], drugs(np.random.default_rng(1)))
    past, settings = watched(space)
    assert past.choice["indicator"] == ["deaths"]
    assert settings.pack.id == "drugs"


def test_drugs__effort_that_nobody_had_reported_by_a_day_leaves_out_nothing(tmp_path):
    counts = drugs(np.random.default_rng(20260518), days=np.full(len(WEEKS), 9.0))
    effort = {("XA", "operation-days"): counts.pop(("XA", "operation-days"))}
    space = workspace(tmp_path, ['pack = "drugs"'], counts)
    space.archive.add(reports(effort, LAST + timedelta(days=10), "operations"), snapshots="whole")
    past, _ = watched(space)
    early, late = (past.panel(LAST + timedelta(days=days)) for days in (3, 10))
    assert not np.equal(early.absence, Absence.EXCLUDED).any()
    assert np.equal(late.absence, Absence.EXCLUDED).sum() == len(WEEKS)  # seizures in XA


def test_settings__an_indicator_that_nobody_reported_is_refused_with_those_there_are(tmp_path):
    space = workspace(tmp_path, ['indicator = "seizure"'], drugs(np.random.default_rng(1)))
    with pytest.raises(UnknownNameError, match=r"No indicator 'seizure'. Did you mean seizures\?"):
        watch_workspace(space)


@pytest.mark.parametrize("reported", [True, False])
def test_drugs__a_replay_remembers_the_same_panels(tmp_path, reported):
    counts = drugs(np.random.default_rng(3), days=np.arange(len(WEEKS)) % 7.0)
    if not reported:
        del counts[("XA", "operation-days")]
    past, _ = watched(workspace(tmp_path, ['pack = "drugs"'], counts))
    day = LAST + timedelta(days=3)
    plain = past.panel(day)
    past.prepare(day)
    remembered = past.panel(day)
    np.testing.assert_array_equal(remembered.absence, plain.absence)
    np.testing.assert_array_equal(remembered.counts, plain.counts)
