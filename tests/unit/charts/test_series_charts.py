import json
import re
from dataclasses import replace
from datetime import date, timedelta

import altair as alt
import numpy as np
import pytest

from tocsin.charts.closeup import closeup
from tocsin.charts.draw import runtime, svg
from tocsin.charts.history import history
from tocsin.charts.palette import LIGHT
from tocsin.charts.rows import Rows
from tocsin.charts.words import Words

WORDS = Words(
    period="Week", observed="Cases", expected="Expected", upper="Upper bound", newest="61",
    names=tuple(f"week {i}" for i in range(30)), ticks={0: ("W01", "2025"), 29: ("W30",)},
    days=((np.datetime64("2024-04-01"), ("April",)),),
)  # fmt: skip


def rows(count, **changes):
    T = len(count)
    start = np.array([date(2024, 1, 1) + timedelta(weeks=i) for i in range(T)], "datetime64[D]")
    judged = np.arange(T) >= T - 4
    values = {
        "start": start,
        "end": start + 6,
        "count": np.array(count, float),
        "expected": np.where(judged, 6.0, np.nan),
        "upper": np.where(judged, 11.0, np.nan),
        "judged": judged,
        "above": judged & (np.nan_to_num(np.array(count, float)) > 11),
    }
    return Rows(**(values | changes))


ORDINARY = [5.0, 7, 6, 0, 4, 8] * 4 + [5, np.nan, 3, 4, 14, 61]
CASES = {
    "ordinary": ORDINARY,
    "all zero": [0.0] * 30,
    "all missing": [np.nan] * 30,
    "newest missing": [*ORDINARY[:-1], np.nan],
    "negative": [*ORDINARY[:-1], -40.0],
    "rates": [0.125] * 29 + [12.75],
    "huge": [1e9] * 29 + [3e9],
    "one period": [61.0],
}


def specs(values):
    chosen = rows(values)
    words = WORDS if len(values) > 1 else Words(
        period="Week", observed="Cases", expected="Expected", upper="Upper", newest="61", names=("w",),
        ticks={0: ("W01",)}, days=(),
    )  # fmt: skip
    near, far = closeup(chosen, words), history(chosen, words, 26)
    return near, far, history(chosen, words, 26, live=True)


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_charts__any_series__are_valid_and_can_be_drawn(values):
    for spec in specs(values):
        alt.Chart.from_dict(spec).to_dict()  # checked against the schema
        drawn = svg(spec, "en-US")
        assert "NaN" not in drawn
        assert "undefined" not in drawn
        assert drawn.startswith('<svg viewBox="0 0 ')
        assert drawn.count("<svg") == 1


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_charts__colours__are_those_of_the_palette(values):
    for spec in specs(values)[:2]:
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]+|rgb[^"]*)"', svg(spec, "en-US")))
        assert used <= set(LIGHT.values())


def test_charts__data__are_embedded_once():
    for spec in specs(ORDINARY):
        assert (
            json.dumps(spec).count('"2024-03-04"') <= 2
        )  # once as a first day, once as a day after the last
        assert "url" not in json.dumps(spec["datasets"] | {"layer": spec["layer"]})


def test_charts__missing_report__is_a_gap_not_a_zero():
    table = rows(ORDINARY).table()
    assert (table[0]["y"], table[3]["y"]) == (5, 0)
    assert "y" not in table[25]
    near = svg(closeup(rows(ORDINARY), WORDS), "en-US")
    assert len(re.findall(rf'<path [^>]*fill="{LIGHT["missing"]}"', near)) == 1


def test_closeup__unusual_period__is_marked_by_more_than_colour():
    near = svg(closeup(rows(ORDINARY), WORDS), "en-US")
    bars_and_triangles = re.findall(rf'<path [^>]*d="([^"]+)"[^>]*fill="{LIGHT["above"]}"', near)
    triangles = [d for d in bars_and_triangles if d.count("L") == 2]
    assert (len(bars_and_triangles), len(triangles)) == (4, 2)


def test_closeup__method_without_bound__draws_no_bound():
    bare = rows(ORDINARY, upper=np.full(30, np.nan))
    near = svg(closeup(bare, WORDS), "en-US")
    assert f'stroke="{LIGHT["upper"]}"' not in near
    assert f'fill="{LIGHT["band"]}"' not in near
    assert f'stroke="{LIGHT["expected"]}"' in near


def test_closeup__writes_the_newest_count():
    assert ">61</text>" in svg(closeup(rows(ORDINARY), WORDS), "en-US")
    assert ">61</text>" not in svg(closeup(rows(CASES["newest missing"]), WORDS), "en-US")


def test_rows__spans__join_neighbouring_periods():
    flags = np.array([True, True, False, True])
    assert rows([1, 2, 3, 4]).spans(flags) == [
        {"a": "2024-01-01", "b": "2024-01-15"},
        {"a": "2024-01-22", "b": "2024-01-29"},
    ]


def test_history__labels__are_those_it_was_given():
    words = replace(WORDS, days=((np.datetime64("2024-04-01"), ("апр.", "2024")),))
    drawn = svg(history(rows(ORDINARY), words, 26), "ru-RU")
    texts = re.findall(r">([^<>]+)</(?:text|tspan)>", drawn)
    assert {"апр.", "2024"} < set(texts)
    assert all(re.fullmatch(r"[\d.,\s]+|Cases|апр\.", text) for text in texts)


def test_runtime__holds_the_snippet_and_can_stand_inside_a_page():
    code = runtime("vegaEmbed('#x', {})")
    assert "</script" not in code.lower()
    assert "<!--" not in code
    assert "#x" in code
