from dataclasses import replace

import numpy as np

from tocsin.report.grid import PERIODS, PLACES, grid
from tocsin.report.language import language
from tocsin.vocab.status import Status

EN = language("en")


def test_grid__counts_the_series_above_in_each_place_and_period(small_watch):
    watch = small_watch()
    above = watch.signals.above
    place = np.array(watch.signals.panel.series["place"].to_list())
    shown = grid(watch, EN)
    assert len(shown.heads) == 12
    assert shown.rows
    for name, cells in shown.rows:
        expected = above[place == name].sum(axis=0)
        assert [int(cell.text or 0) for cell in cells] == expected.tolist()
    named = {name for name, _ in shown.rows} | set(shown.calm)
    assert named == set(place.tolist())


def test_grid__nobody_could_judge__is_not_shown_as_calm(small_watch):
    watch = small_watch()
    place = np.array(watch.signals.panel.series["place"].to_list())
    watch.signals.status[place == "Northmark", -2] = Status.UNJUDGED
    cells = dict(grid(watch, EN).rows)["Northmark"]
    assert (cells[-2].level, cells[-2].words) == ("unjudged", "not judged")


def test_grid__far_above__has_a_level_of_its_own(small_watch):
    watch = small_watch()
    watch.signals.upper[0, -1] = watch.signals.observed[0, -1] / 2
    watch.signals.upper[1, -1] = watch.signals.observed[1, -1] / 4
    watch.signals.upper[3, -1] = watch.signals.observed[3, -1] - 1
    watch.signals.upper[9, -1] = watch.signals.observed[9, -1] - 1
    levels = {name: cells[-1].level for name, cells in grid(watch, EN).rows}
    assert levels == {"Eastvale": "very", "Northmark": "far", "Westerlund": "just"}


def test_grid__without_place_column__is_none(small_watch):
    assert grid(small_watch(place=None), EN) is None
    assert grid(small_watch(keys=False), EN) is None


def test_grid__many_places_and_periods__are_cut_and_named(small_watch):
    places = [f"P{i:02d}" for i in range(PLACES + 5)]
    watch = small_watch((["A"], places), findings=3, judged=30)
    watch.signals.status[:, -1] = Status.ABOVE
    shown = grid(watch, EN)
    assert (len(shown.heads), len(shown.rows), len(shown.cut)) == (PERIODS, PLACES, 5)
    assert {name for name, _ in shown.rows} | set(shown.cut) == set(places)


def test_grid__method_without_upper_bound__still_shows_what_is_above(small_watch):
    watch = small_watch()
    signals = replace(watch.signals, upper=np.full_like(watch.signals.upper, np.nan))
    cells = dict(grid(replace(watch, signals=signals), EN).rows)["Northmark"]
    assert cells[-1].text == "1"
