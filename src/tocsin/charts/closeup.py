"""The last periods of one series, close up: what was counted, what was expected, what is unusual.

Counts are bars; each judged period has its expected count, its upper bound and the band between them.
Judged periods lie on a shade; unusual ones have another colour and a triangle, so that colour is never
alone. Periods without a report are marked: an empty place would look like a zero.
"""

from typing import Any

import altair as alt
import numpy as np
from altair.utils.schemapi import debug_mode

from tocsin.charts.axes import count_axis, middles, milliseconds, time_axis
from tocsin.charts.palette import LIGHT
from tocsin.charts.rows import Rows
from tocsin.charts.theme import HEIGHT, SIZE, WIDTH
from tocsin.charts.words import Words

# Channels as objects: for every bare string Altair would search its whole schema, 20 ms a time.
WHOLE = {"x": alt.X("a:T"), "x2": alt.X2("b:T")}  # a period from edge to edge
MIDDLE = {"x": alt.X("m:T"), "y": alt.Y("y:Q")}  # the middle of a period, at its count
_GAP = 0.12  # of a period left free at each side of a bar


@debug_mode(False)  # a test checks the result against the schema; checking every part costs ten times more
def closeup(rows: Rows, words: Words) -> dict[str, Any]:
    """The chart as a Vega-Lite specification."""
    inset = f"{_GAP} * (datum.b - datum.a)"
    base = embedded("rows").transform_calculate(
        c=f"datum.a + {inset}", d=f"datum.b - {inset}", m="(+datum.a + +datum.b) / 2"
    )
    # One layer says how each axis looks; the others share it.
    count = alt.Y("y:Q", **count_axis(rows, words.observed))
    inner = {"x": alt.X("c:T"), "x2": alt.X2("d:T")}
    unusual = base.transform_filter("datum.f == 1")
    readings = [
        alt.Tooltip("n:N", title=words.period),
        alt.Tooltip("y:Q", title=words.observed, format=",.4~r"),
        alt.Tooltip("e:Q", title=words.expected, format=",.3~r"),
        alt.Tooltip("u:Q", title=words.upper, format=",.3~r"),
    ]
    layers = [
        spans_of(rows.spans(rows.judged), LIGHT["shade"], **time_axis(middles(rows, words.ticks))),
        *gaps(rows),
        base.transform_filter("isValid(datum.u)")
        .mark_rect(color=LIGHT["band"])
        .encode(y=alt.Y("e:Q"), y2=alt.Y2("u:Q"), **WHOLE),
        base.mark_bar(color=LIGHT["count"]).encode(y=count, y2=alt.Y2Datum(0), tooltip=readings, **inner),
        unusual.mark_bar(color=LIGHT["above"]).encode(
            y=alt.Y("y:Q"), y2=alt.Y2Datum(0), tooltip=readings, **inner
        ),
        base.mark_rule(color=LIGHT["expected"], strokeDash=[3, 2]).encode(y=alt.Y("e:Q"), **WHOLE),
        base.mark_rule(color=LIGHT["upper"], strokeWidth=2).encode(y=alt.Y("u:Q"), **WHOLE),
        triangle(unusual),
        newest(base, rows, words),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return plain(chart, rows.table(names=words.names))


def triangle(base: alt.Chart) -> Any:
    """The mark over an unusual period that needs no colour."""
    mark = base.mark_point(
        shape="triangle-up", filled=True, size=46, opacity=1, yOffset=-8, color=LIGHT["above"]
    )
    return mark.encode(**MIDDLE)


def newest(base: alt.Chart, rows: Rows, words: Words) -> Any:
    """The newest count, written at its bar."""
    above = bool(rows.above[-1])
    mark = base.transform_filter(f"datum.b >= {milliseconds(rows.end[-1])}")
    return mark.mark_text(
        dy=-20 if above else -8, fontSize=SIZE + 1, fontWeight="bold", align="center", color=LIGHT["ink"]
    ).encode(text=alt.TextValue(words.newest if np.isfinite(rows.count[-1]) else ""), **MIDDLE)


def spans_of(spans: list[dict[str, str]], colour: str, **time: Any) -> Any:
    """Stretches of time as a background of one colour; `time` says how the axis looks."""
    data = alt.InlineData(
        values=spans, format=alt.JsonDataFormat(type="json", parse={"a": "date", "b": "date"})
    )
    return alt.Chart(data).mark_rect(color=colour).encode(x=alt.X("a:T", **time), x2=alt.X2("b:T"))


def gaps(rows: Rows) -> list[Any]:
    """The periods without a report, as a background; nothing where all are there."""
    spans = rows.spans(np.isnan(rows.count))
    return [spans_of(spans, LIGHT["missing"])] if spans else []


def embedded(name: str) -> alt.Chart:
    """A chart of data that `plain` puts in at the end: charts are copied at every step, data need not be."""
    days = alt.JsonDataFormat(type="json", parse={"a": "date", "b": "date"})
    return alt.Chart(alt.NamedData(name=name, format=days))


def plain(chart: Any, rows: list[dict[str, str | float]]) -> dict[str, Any]:
    """The specification with its data, without the look, which `draw` adds once for all."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec.pop("config", None)
    spec["datasets"] = {**spec.get("datasets", {}), "rows": rows}
    return spec
