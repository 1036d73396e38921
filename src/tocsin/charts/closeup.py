"""The last periods of one series, close up: what was counted, what was expected, what is unusual.

Counts are bars; each judged period has its expected count, its upper bound and the band between them.
Judged periods lie on a shade; unusual ones have another colour and a triangle, so that colour is never
alone. Periods without a report are marked: an empty place would look like a zero.
"""

from typing import Any

import altair as alt
import numpy as np

from tocsin.charts.axes import count_axis, milliseconds, ticked_axis
from tocsin.charts.palette import LIGHT
from tocsin.charts.rows import Rows
from tocsin.charts.theme import HEIGHT, SIZE, WIDTH
from tocsin.charts.words import Words

_GAP = 0.12  # of a period left free at each side of a bar


def closeup(rows: Rows, words: Words) -> dict[str, Any]:
    """The chart as a Vega-Lite specification."""
    inset = f"{_GAP} * (datum.b - datum.a)"
    base = alt.Chart(rows.table(names=words.names)).transform_calculate(
        c=f"datum.a + {inset}", d=f"datum.b - {inset}", m="(+datum.a + +datum.b) / 2"
    )
    # One layer says how each axis looks; the others share it.
    count = alt.Y("y:Q", **count_axis(rows, words.observed))
    whole, inner, middle = {"x": "a:T", "x2": "b:T"}, {"x": "c:T", "x2": "d:T"}, {"x": "m:T"}
    known, unusual = base.transform_filter("isValid(datum.u)"), base.transform_filter("datum.f == 1")
    colour = alt.condition("datum.f == 1", alt.value(LIGHT["above"]), alt.value(LIGHT["count"]))
    readings = [
        alt.Tooltip("n:N", title=words.period),
        alt.Tooltip("y:Q", title=words.observed, format=",.4~r"),
        alt.Tooltip("e:Q", title=words.expected, format=",.3~r"),
        alt.Tooltip("u:Q", title=words.upper, format=",.3~r"),
    ]
    layers = [
        spans_of(rows.spans(rows.asked), LIGHT["shade"], **ticked_axis(rows, words.ticks)),
        *gaps(rows),
        known.mark_rect(color=LIGHT["band"]).encode(y="e:Q", y2="u:Q", **whole),
        base.mark_bar().encode(y=count, y2=alt.datum(0), color=colour, tooltip=readings, **inner),
        base.transform_filter("isValid(datum.e)")
        .mark_rule(color=LIGHT["expected"], strokeDash=[3, 2])
        .encode(y="e:Q", **whole),
        known.mark_rule(color=LIGHT["upper"], strokeWidth=2).encode(y="u:Q", **whole),
        unusual.mark_point(shape="triangle-up", filled=True, size=46, opacity=1, yOffset=-8)
        .encode(y="y:Q", color=alt.value(LIGHT["above"]), **middle),
        newest(base, rows, words),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return plain(chart)


def newest(base: alt.Chart, rows: Rows, words: Words) -> Any:
    """The newest count, written at its bar."""
    above = bool(rows.above[-1])
    mark = base.transform_filter(f"datum.b >= {milliseconds(rows.end[-1])}")
    return mark.mark_text(
        dy=-20 if above else -8, fontSize=SIZE + 1, fontWeight="bold", align="center", color=LIGHT["ink"]
    ).encode(text=alt.value(words.newest if np.isfinite(rows.count[-1]) else ""), x="m:T", y="y:Q")


def spans_of(spans: list[dict[str, str]], colour: str, **time: Any) -> Any:
    """Stretches of time as a background of one colour; `time` says how the axis looks."""
    data = alt.InlineData(
        values=spans, format=alt.JsonDataFormat(type="json", parse={"a": "date", "b": "date"})
    )
    return alt.Chart(data).mark_rect(color=colour).encode(x=alt.X("a:T", **time), x2="b:T")


def gaps(rows: Rows) -> list[Any]:
    """The periods without a report, as a background; nothing where all are there."""
    spans = rows.spans(np.isnan(rows.count))
    return [spans_of(spans, LIGHT["missing"])] if spans else []


def plain(chart: Any) -> dict[str, Any]:
    """The specification without the look, which `draw` adds once for all."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec.pop("config", None)
    return spec
