"""Some years of one series at a glance: is this high against its own past?

Counts are a stepped area; a dashed line carries the newest count back through the years; the stretch that
the close-up shows is shaded; unusual periods have another colour, the newest a triangle.
"""

from typing import Any

import altair as alt
import numpy as np

from tocsin.charts.axes import count_axis, milliseconds, moments, time_scale
from tocsin.charts.closeup import gaps, plain, spans_of
from tocsin.charts.palette import LIGHT
from tocsin.charts.rows import Rows
from tocsin.charts.theme import HEIGHT, WIDTH
from tocsin.charts.words import Words

_LONG = 900  # days from which on years are enough on the axis


def history(rows: Rows, words: Words, close: int, *, live: bool = False) -> dict[str, Any]:
    """The chart as a Vega-Lite specification; `close` is the number of periods that the close-up shows.

    A live one answers when a period is pointed at; a drawing is lighter without those invisible marks.
    """
    days = int((rows.end[-1] - rows.start[0]).astype(int))
    years = rows.start[0].astype("datetime64[Y]") + np.arange(1, days // 365 + 2)
    shown = [milliseconds(y) for y in years if y.astype("datetime64[D]") <= rows.end[-1]]
    label: dict[str, Any] = {"values": moments(shown), "format": "%Y"} if days > _LONG else {"tickCount": 5}
    time: dict[str, Any] = {
        "scale": time_scale(),
        "axis": alt.Axis(title=None, labelFlush=False, labelOverlap=True, **label),
        "title": None,
    }
    base = alt.Chart(rows.table(bounds=False)).transform_calculate(m="(+datum.a + +datum.b) / 2")
    count = alt.Y("y:Q", **count_axis(rows, words.observed, room=1.12))
    middle, whole = {"x": "m:T", "y": "y:Q"}, {"x": "a:T", "x2": "b:T", "y": "y:Q"}
    unusual = base.transform_filter("datum.f == 1")
    recent = np.arange(len(rows)) >= len(rows) - close
    readings = [
        alt.Tooltip("b:T", title=words.period, format="%Y-%m-%d"),
        alt.Tooltip("y:Q", title=words.observed, format=",.4~r"),
    ]
    layers = [
        spans_of(rows.spans(recent), LIGHT["shade"], **time),
        *gaps(rows),
        base.mark_area(color=LIGHT["count"], interpolate="step").encode(x="m:T", y=count),
        unusual.mark_bar(color=LIGHT["above"]).encode(y2=alt.datum(0), **whole),
    ]
    if live:
        layers.append(base.mark_bar(opacity=0).encode(y2=alt.datum(0), tooltip=readings, **whole))
    if np.isfinite(rows.count[-1]):
        level = alt.Chart(alt.InlineData(values=[{"y": float(rows.count[-1])}]))
        layers.append(level.mark_rule(color=LIGHT["quiet"], strokeDash=[4, 4]).encode(y="y:Q"))
    if rows.above[-1]:
        newest = base.transform_filter(f"datum.b >= {milliseconds(rows.end[-1])}")
        layers.append(
            newest.mark_point(shape="triangle-up", filled=True, size=46, opacity=1, yOffset=-8)
            .encode(color=alt.value(LIGHT["above"]), **middle)
        )  # fmt: skip
    return plain(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT))
