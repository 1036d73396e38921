"""Artefacts: each kind is caught when it is there, and ordinary outbreaks are not called one."""

import numpy as np
import polars as pl
import pytest

from tocsin.cluster.artefact_options import ArtefactOptions
from tocsin.cluster.artefacts import find_artefacts
from tocsin.cluster.finding import ArtefactKind
from tocsin.cluster.kin import Kin
from tocsin.cluster.usual import spread, standardised
from tocsin.panel import Panel, Signals
from tocsin.vocab.absence import Absence
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason, Status

ONE = pl.DataFrame({"place": ["A"]})


def signals_of(counts, *, every="week", judged=26, series=None, expected=None):
    """Signals that expect the mean of each series' first part, as a method would that knows it."""
    counts = np.atleast_2d(np.ascontiguousarray(counts, float))
    absence = np.where(np.isnan(counts), Absence.NOT_REPORTED, Absence.PRESENT).astype(np.uint8)
    series = series if series is not None else pl.DataFrame({"place": [f"P{i}" for i in range(len(counts))]})
    first = counts.shape[1] - judged
    panel = Panel(
        counts=counts, absence=absence, series=series, periods=Periods(every, 2600, counts.shape[1])
    )
    mean = np.nanmean(counts[:, : first // 2], axis=1, keepdims=True) if expected is None else expected
    mean = np.broadcast_to(mean, (len(counts), judged)).copy()
    upper = np.ceil(mean + 2.6 * np.sqrt(mean))
    observed = counts[:, first:]
    status = np.where(
        np.isnan(observed), Status.UNJUDGED, np.where(observed > upper, Status.ABOVE, Status.BELOW)
    )
    nothing = np.isnan(observed)
    return Signals(
        panel=panel, first=first,
        expected=np.where(nothing, np.nan, mean), upper=np.where(nothing, np.nan, upper),
        score=np.where(nothing, np.nan, observed - mean), p_value=np.where(nothing, np.nan, 0.5),
        status=status.astype(np.uint8), method=np.full(len(counts), "known", dtype=object),
        reason=np.where(nothing, Reason.MISSING_REPORT, Reason.NONE).astype(np.uint8),
    )  # fmt: skip


def artefacts(signals, place="place", **options):
    width = spread(signals.expected, signals.upper, signals.observed, signals.p_value, np.array([[0.01]]))
    z = standardised(signals.observed, signals.expected, width)
    kin = Kin(signals.panel.series, place)
    return find_artefacts(signals, z, kin, ArtefactOptions(**options))


def kinds(signals, **options):
    found, hidden = artefacts(signals, **options)
    return {(a.kind, a.hides) for a in found}, hidden.tolist()


def steady(mean=10, periods=120, seed=1, rows=1):
    return np.random.default_rng(seed).poisson(mean, (rows, periods)).astype(float)


def test_dump__a_backlog_after_silence_is_withheld():
    counts = steady()
    counts[0, -7:-1], counts[0, -1] = 0, 66
    assert kinds(signals_of(counts)) == ({(ArtefactKind.DUMP, True)}, [True])


def test_dump__more_than_the_silence_can_have_held_back_is_not_explained():
    counts = steady()
    counts[0, -7:-1], counts[0, -1] = 0, 600
    found, hidden = kinds(signals_of(counts))
    assert (ArtefactKind.DUMP, True) not in found
    assert hidden == [False]


def test_dump__cases_after_a_usual_pause_of_a_rare_disease_are_not_one():
    counts = steady(0.3)
    counts[0, -1] = 6
    assert kinds(signals_of(counts)) == (set(), [False])


def test_dump__of_an_earlier_period_withholds_nothing():
    counts = steady()
    counts[0, -12:-6], counts[0, -6] = 0, 66
    counts[0, -1] = 60
    assert kinds(signals_of(counts)) == ({(ArtefactKind.DUMP, False)}, [False])


def test_dump__a_silence_that_ends_as_if_nothing_had_been_is_silence():
    counts = steady()
    counts[0, -9:-3] = 0
    assert kinds(signals_of(counts)) == ({(ArtefactKind.SILENCE, False)}, [False])


def test_dump__a_few_cases_are_none():
    counts = steady(2)
    counts[0, -16:-1] = 0
    for cases, kind in ((4, ArtefactKind.SILENCE), (9, ArtefactKind.DUMP)):
        counts[0, -1] = cases
        assert {k for k, _ in kinds(signals_of(counts))[0]} == {kind}


def test_dump__after_a_gap_is_withheld_as_after_zeros():
    counts = steady()
    counts[0, -7:-1], counts[0, -1] = np.nan, 66
    assert kinds(signals_of(counts)) == ({(ArtefactKind.DUMP, True)}, [True])


def test_silence__zeros_after_steady_counts():
    counts = steady()
    counts[0, -8:] = 0
    signals = signals_of(counts)
    (silence,), hidden = artefacts(signals)
    assert silence.kind is ArtefactKind.SILENCE
    assert (silence.start, silence.end) == (signals.periods.end(-8), signals.periods.end(-1))
    assert silence.observed == 0
    assert 7 < silence.before < 13
    assert not silence.hides
    assert not hidden.any()


def test_silence__counts_that_were_never_steady_cannot_fall_silent():
    counts = np.tile([30.0, 0, 0], 40)
    counts[-12:] = 0
    assert kinds(signals_of(counts)) == (set(), [False])
    assert kinds(signals_of(counts), silence_steady=0.1)[0] == {(ArtefactKind.SILENCE, False)}


def test_silence__missing_reports_are_not_zeros():
    counts = steady()
    counts[0, -8:] = np.nan
    assert kinds(signals_of(counts)) == (set(), [False])


def test_silence__a_disease_that_vanishes_every_winter_is_not_silent():
    season = 12 * np.maximum(0, np.sin(2 * np.pi * np.arange(52 * 5) / 52)) ** 2
    for last in range(0, 52, 4):
        counts = np.random.default_rng(last).poisson(season)[None, : 52 * 5 - last].astype(float)
        assert kinds(signals_of(counts)) == (set(), [False])


def test_silence__of_a_seasonal_disease_in_its_season_is_found():
    season = 12 * (1.2 + np.sin(2 * np.pi * np.arange(52 * 5) / 52))
    counts = np.random.default_rng(3).poisson(season)[None, : 52 * 5 - 36].astype(float)
    counts[0, -8:] = 0
    assert (ArtefactKind.SILENCE, False) in kinds(signals_of(counts))[0]


def test_silence__one_earlier_year_does_not_tell_a_season():
    counts = steady(periods=100)
    counts[0, 38:50] = 0
    counts[0, -8:] = 0
    assert kinds(signals_of(counts))[0] == {(ArtefactKind.SILENCE, False)}


def test_silence__years_before_the_first_case_tell_no_season():
    counts = np.concatenate([np.zeros((1, 104)), steady(periods=120)], axis=1)
    counts[0, -8:] = 0
    assert kinds(signals_of(counts))[0] == {(ArtefactKind.SILENCE, False)}


def test_silence__of_a_rate_below_the_named_one_is_not_looked_for():
    counts = steady()
    counts[0, -8:] = 0
    assert kinds(signals_of(counts), silence_rate=30.0) == (set(), [False])


def test_silence__an_outbreak_that_fades_is_not_one():
    wave = np.r_[np.zeros(80), 60 * np.exp(-0.25 * np.abs(np.arange(-20, 21)))]
    counts = np.r_[np.random.default_rng(2).poisson(wave), np.zeros(20)]
    assert kinds(signals_of(counts)) == (set(), [False])


def test_silence__long_past_is_no_news():
    counts = np.concatenate([steady(), np.zeros((1, 120))], axis=1)
    assert kinds(signals_of(counts)) == (set(), [False])
    assert kinds(signals_of(counts), silence_years=3.0)[0] == {(ArtefactKind.SILENCE, False)}


@pytest.mark.parametrize("order", [(90.0, -70.0), (-70.0, 90.0)])
def test_correction__a_negative_count_and_its_mirror(order):
    counts = steady(10)
    counts[0, -2:] = order
    signals = signals_of(counts)
    (found,), hidden = artefacts(signals)
    assert found.kind is ArtefactKind.CORRECTION
    assert (found.start, found.end) == (signals.periods.end(-2), signals.periods.end(-1))
    assert found.observed == -70
    assert found.hides == hidden[0] == (order[1] > 0)


def test_correction__a_negative_count_without_mirror_explains_no_outbreak():
    counts = steady(10)
    counts[0, -3:] = [-5, 12, 90]
    assert kinds(signals_of(counts)) == ({(ArtefactKind.CORRECTION, False)}, [False])


def test_dump__one_day_with_many_days_cases_is_withheld():
    counts = steady(300, every := 120)
    counts[0, -1] = 11_505
    assert kinds(signals_of(counts, every="day")) == ({(ArtefactKind.DUMP, True)}, [True])
    weekly = signals_of(counts[:, :every])
    assert kinds(weekly) == (set(), [False])  # a common source can do that in a week


def test_dump__a_lone_day_among_irregular_reports_must_exceed_the_fortnight():
    counts = np.zeros((1, 120))
    counts[0, 1::7] = 60
    for cases, want in ((700, False), (1500, True)):
        counts[0, -1] = cases
        assert kinds(signals_of(counts, every="day"))[1] == [want]


def test_dump__an_epidemic_that_doubles_in_two_days_is_none():
    growth = 30 * 2 ** (np.arange(20) / 2)
    counts = np.concatenate([steady(30, 100), np.random.default_rng(2).poisson(growth)[None]], axis=1)
    assert kinds(signals_of(counts, every="day")) == (set(), [False])


def test_dump__a_second_large_day_in_a_row_is_a_new_level():
    counts = steady(300, 120)
    counts[0, -2:] = 6000, 6100
    assert kinds(signals_of(counts, every="day")) == ({(ArtefactKind.DUMP, False)}, [False])


def test_dump__one_dump_does_not_hide_the_next():
    counts = steady(100, 120)
    counts[0, [-8, -1]] = 60_000, 12_000
    found, hidden = artefacts(signals_of(counts, every="day"))
    assert [a.observed for a in found] == [12_000, 60_000]
    assert hidden.tolist() == [True]


def test_correction__a_mirror_is_not_told_twice():
    counts = steady(300, 120)
    counts[0, -3:-1] = 6000, -5500
    assert [a.kind for a in artefacts(signals_of(counts, every="day"))[0]] == [ArtefactKind.CORRECTION]


DISEASES = pl.DataFrame({"disease": [f"D{i}" for i in range(8)] * 2, "place": ["A"] * 8 + ["B"] * 8})


def test_shift__every_series_of_one_place_is_withheld_there_and_not_elsewhere():
    counts = steady(20, rows=16)
    counts[:8, -1] = 48
    counts[12, -1] = 60
    (found,), hidden = artefacts(signals_of(counts, series=DISEASES))
    assert found.kind is ArtefactKind.SOURCE_SHIFT
    assert found.key == {"disease": None, "place": "A"}
    assert sorted(found.series) == list(range(8))
    assert found.observed == 8 * 48
    assert np.flatnonzero(hidden).tolist() == list(range(8))


def test_shift__a_series_far_above_its_source_is_not_explained():
    counts = steady(20, rows=16)
    counts[:8, -1] = 48
    counts[3, -1] = 300
    _, hidden = artefacts(signals_of(counts, series=DISEASES))
    assert np.flatnonzero(hidden).tolist() == [0, 1, 2, 4, 5, 6, 7]


def test_shift__downward_is_listed_and_withholds_nothing():
    counts = steady(20, rows=16)
    counts[:8, -1] = 3
    assert kinds(signals_of(counts, series=DISEASES)) == ({(ArtefactKind.SOURCE_SHIFT, False)}, [False] * 16)


def test_shift__one_disease_everywhere_is_an_epidemic():
    counts = steady(20, rows=9)
    counts[:, -1] = 60
    counts[8] = counts[:8].sum(axis=0)
    series = pl.DataFrame({"disease": ["flu"] * 9, "place": [*"ABCDEFGH", None]})
    assert kinds(signals_of(counts, series=series)) == (set(), [False] * 9)


def test_shift__too_few_series_tell_nothing():
    counts = steady(20, rows=16)[:4]
    counts[:, -1] = 48
    assert kinds(signals_of(counts, series=DISEASES[:4]))[0] == set()


def test_shift__a_sum_over_diseases_is_no_further_series():
    series = pl.DataFrame({"disease": [*"abcd", None], "place": ["A"] * 5})
    counts = steady(20, rows=5)
    counts[:, -1] = 48
    assert kinds(signals_of(counts, series=series))[0] == set()


def test_shift__five_of_six_may_be_chance():
    counts = steady(20, rows=16)
    counts[:6, -1] = 48
    counts[5, -1] = 20
    assert kinds(signals_of(counts[:6], series=DISEASES[:6]))[0] == set()
    assert kinds(signals_of(counts[:6], series=DISEASES[:6]), shift_chance=1e-3)[0] != set()


@pytest.mark.parametrize(("low", "factor", "want"), [(1000, 10, True), (1000, 6, False), (2, 100, False)])
def test_unit__a_smaller_change_or_smaller_counts_tell_nothing(low, factor, want):
    counts = low * np.tile([1.0, 1.5], 60)[None]
    counts[0, -9:] *= factor
    assert kinds(signals_of(counts))[1] == [want]


def test_unit__an_epidemic_that_climbs_for_a_while_is_none():
    rng = np.random.default_rng(11)
    counts = rng.negative_binomial(8, 8 / (8 + 20), (1, 120)).astype(float) + 5
    counts[0, -10:] *= 40
    counts[0, -11] = 90
    assert kinds(signals_of(counts)) == (set(), [False])
    counts[0, -11] = 25
    assert kinds(signals_of(counts))[0] == {(ArtefactKind.NEW_UNIT, True)}


@pytest.mark.parametrize("factor", [10, 1000, 1 / 100])
def test_unit__a_new_unit_keeps_the_shape(factor):
    rng = np.random.default_rng(11)
    counts = rng.negative_binomial(8, 8 / (8 + 2000), (1, 120)).astype(float)
    counts[0, -9:] *= factor
    found, hidden = kinds(signals_of(counts))
    assert found == {(ArtefactKind.NEW_UNIT, factor > 1)}
    assert hidden == [factor > 1]


def test_unit__daily_counts_with_a_weekday_profile():
    week = np.tile([1.0, 1.1, 1.0, 0.9, 1.0, 0.5, 0.3], 20)
    counts = np.random.default_rng(12).poisson(400 * week)[None].astype(float)
    counts[0, -18:] *= 24
    assert (ArtefactKind.NEW_UNIT, True) in kinds(signals_of(counts, every="day"), spike_fold=1e9)[0]


@pytest.mark.parametrize("fold", [5, 20, 60])
@pytest.mark.parametrize("shape", ["block", "wave", "ramp"])
def test_artefacts__no_outbreak_is_called_one(fold, shape):
    rng = np.random.default_rng(fold)
    form = {
        "block": np.ones(10),
        "wave": np.exp(-0.5 * ((np.arange(10) - 4) / 2.0) ** 2),
        "ramp": np.geomspace(0.05, 1, 10),
    }[shape]
    for mean in (0.5, 6, 60):
        counts = rng.negative_binomial(5, 5 / (5 + mean), (30, 130)).astype(float)
        for length in (1, 3, 6, 10):
            with_outbreak = counts.copy()
            with_outbreak[:, -length:] += rng.poisson(fold * mean * form[:length], (30, length))
            found, hidden = artefacts(signals_of(with_outbreak))
            assert not hidden.any(), (mean, length, [a.kind for a in found])


def test_artefacts__a_sum_is_withheld_only_when_nothing_unusual_is_left():
    counts = steady(10, rows=3)
    counts[0, -7:-1], counts[0, -1] = 0, 70
    series = pl.DataFrame({"place": ["A", "B", "C", None]})
    for cases, want in ((10, True), (90, False)):
        counts[1, -1] = cases
        whole = np.vstack([counts, counts.sum(axis=0)])
        found, hidden = artefacts(signals_of(whole, series=series))
        assert [bool(h) for h in hidden] == [True, False, False, want]
        assert (3 in found[0].series) == want


def test_artefacts__a_part_and_its_sum_are_one():
    counts = np.vstack([steady(), steady()])
    counts[:, -8:] = 0
    (found,), _ = artefacts(signals_of(counts, series=pl.DataFrame({"place": ["A", None]})))
    assert set(found.series) == {0, 1}
    assert found.key == {"place": "A"}


def test_artefacts__strongest_first_and_those_that_withhold_before_all():
    counts = steady(10, rows=3)
    counts[0, -8:] = 0
    counts[1, -9:-1], counts[1, -1] = 0, 60
    counts[2, -20:] = 0
    found, _ = artefacts(signals_of(counts))
    assert [a.series for a in found] == [(1,), (2,), (0,)]


@pytest.mark.parametrize(
    ("name", "value", "bound"),
    [
        ("silence_chance", 0, "above 0 and at most 1"),
        ("unit_fold", 1.0, "above 1"),
        ("shift_series", 1, "2 or more"),
        ("unit_after", 2, "3 or more"),
    ],
)
def test_artefact_options__out_of_bounds_are_refused(name, value, bound):
    with pytest.raises(OptionError, match=f"{name}={value} is not usable: it must be {bound}"):
        ArtefactOptions(**{name: value})
