"""Some years of one series at a glance: is this high against its own past?

Counts are a stepped area; a dashed line carries the newest count back through the years; the stretch that
the close-up shows is shaded; unusual periods have another colour, the newest a triangle.
"""

from typing import Any

import altair as alt
import numpy as np
from altair.utils.schemapi import debug_mode

from tocsin.charts.axes import count_axis, milliseconds, time_axis
from tocsin.charts.closeup import WHOLE, embedded, gaps, plain, spans_of, triangle
from tocsin.charts.palette import LIGHT
from tocsin.charts.rows import Rows
from tocsin.charts.theme import HEIGHT, WIDTH
from tocsin.charts.words import Words


@debug_mode(False)
def history(rows: Rows, words: Words, close: int, *, live: bool = False) -> dict[str, Any]:
    """The chart as a Vega-Lite specification; `close` is the number of periods that the close-up shows.

    A live one answers when a period is pointed at; a drawing is lighter without those invisible marks.
    """
    time = time_axis({milliseconds(day): lines for day, lines in words.days})
    base = embedded("rows").transform_calculate(m="(+datum.a + +datum.b) / 2")
    count = alt.Y("y:Q", **count_axis(rows, words.observed, room=1.12))
    bars = {"y": alt.Y("y:Q"), "y2": alt.Y2Datum(0), **WHOLE}
    recent = np.arange(len(rows)) >= len(rows) - close
    layers = [
        spans_of(rows.spans(recent), LIGHT["shade"], **time),
        *gaps(rows),
        base.mark_area(color=LIGHT["count"], interpolate="step").encode(x=alt.X("m:T"), y=count),
        base.transform_filter("datum.f == 1").mark_bar(color=LIGHT["above"]).encode(**bars),
    ]
    if live:
        readings = [
            alt.Tooltip("b:T", title=words.period, format="%Y-%m-%d"),
            alt.Tooltip("y:Q", title=words.observed, format=",.4~r"),
        ]
        layers.append(base.mark_bar(opacity=0).encode(tooltip=readings, **bars))
    if np.isfinite(rows.count[-1]):
        level = alt.Chart(alt.InlineData(values=[{"y": float(rows.count[-1])}]))
        layers.append(level.mark_rule(color=LIGHT["quiet"], strokeDash=[4, 4]).encode(y=alt.Y("y:Q")))
    if rows.above[-1]:
        layers.append(triangle(base.transform_filter(f"datum.b >= {milliseconds(rows.end[-1])}")))
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return plain(chart, rows.table(bounds=False))
