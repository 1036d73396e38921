"""Where one series is heading: what was counted, what is still to come in, what comes next.

Counts are bars. A period whose count is not final, or not there yet, carries its distribution instead of a
single number: a wide box for 95 % of it, a narrow one for 50 %, a line at the median; what was reported so
far stands inside as a thin bar. Periods to come lie on a shade.
"""

from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
from altair.utils.schemapi import debug_mode

from tocsin.charts.axes import count_axis, middles, time_axis
from tocsin.charts.closeup import WHOLE, embedded, gaps, plain, spans_of
from tocsin.charts.palette import LIGHT
from tocsin.charts.rows import Rows
from tocsin.charts.theme import HEIGHT, WIDTH
from tocsin.charts.words import Words
from tocsin.vocab.arrays import Array

_SIDE, _THIN = 0.12, 0.36  # of a period left free at each side of a bar, and of one inside a distribution
_BEYOND = 1.5  # a wide box may reach so many times as high as all counts and narrow boxes; then it is cut


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fan:
    """What is not known for sure, beside the rows of a series: (T,) each, NaN = nothing to show.

    low95, low50, median, high50, high95   quantiles at 2.5, 25, 50, 75 and 97.5 %
    now    place of the first period to come; T where there is none
    title  names of the median, the 50 % interval and the 95 % interval
    text   the same three of each period, written for readers; "" where there is nothing to show
    """

    low95: Array
    low50: Array
    median: Array
    high50: Array
    high95: Array
    now: int
    title: tuple[str, str, str]
    text: tuple[tuple[str, str, str], ...]

    def numbers(self) -> dict[str, Array]:
        """The quantiles by the names under which the chart holds them."""
        return {"p": self.low95, "q": self.low50, "m": self.median, "r": self.high50, "s": self.high95}


@debug_mode(False)
def fan(rows: Rows, ahead: Fan, words: Words) -> dict[str, Any]:
    """The chart as a Vega-Lite specification."""
    side, thin = f"{_SIDE} * (datum.b - datum.a)", f"{_THIN} * (datum.b - datum.a)"
    base = embedded("rows").transform_calculate(
        c=f"datum.a + {side}", d=f"datum.b - {side}", g=f"datum.a + {thin}", k=f"datum.b - {thin}"
    )
    sure, unsure = base.transform_filter("!isValid(datum.m)"), base.transform_filter("isValid(datum.m)")
    count = alt.Y("y:Q", **count_axis(_scaled(rows, ahead), words.observed, room=1.08))
    readings = [
        alt.Tooltip("n:N", title=words.period),
        alt.Tooltip("y:Q", title=words.observed, format=",.4~r"),
        *(alt.Tooltip(f"t{i}:N", title=title) for i, title in enumerate(ahead.title)),
    ]
    bar = {"y2": alt.Y2Datum(0), "tooltip": readings}
    layers = [
        spans_of(
            rows.spans(np.arange(len(rows)) >= ahead.now),
            LIGHT["shade"],
            **time_axis(middles(rows, words.ticks)),
        ),
        *gaps(_past(rows, ahead)),
        sure.mark_bar(color=LIGHT["count"]).encode(y=count, x=alt.X("c:T"), x2=alt.X2("d:T"), **bar),
        unsure.mark_rect(color=LIGHT["wide"], clip=True).encode(
            y=alt.Y("p:Q"), y2=alt.Y2("s:Q"), tooltip=readings, **WHOLE
        ),
        unsure.mark_rect(color=LIGHT["narrow"], clip=True).encode(
            y=alt.Y("q:Q"), y2=alt.Y2("r:Q"), tooltip=readings, **WHOLE
        ),
        unsure.mark_bar(color=LIGHT["count"]).encode(y=alt.Y("y:Q"), x=alt.X("g:T"), x2=alt.X2("k:T"), **bar),
        unsure.mark_rule(color=LIGHT["middle"], strokeWidth=2, clip=True).encode(y=alt.Y("m:Q"), **WHOLE),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return plain(chart, _table(rows, ahead, words))


def _scaled(rows: Rows, ahead: Fan) -> Rows:
    """Rows whose largest number is where the axis should end."""
    sure = rows.count[np.isfinite(rows.count)]
    middle = ahead.high50[np.isfinite(ahead.high50)]
    far = ahead.high95[np.isfinite(ahead.high95)]
    low = max(float(sure.max()) if sure.size else 0.0, float(middle.max()) if middle.size else 0.0)
    top = min(float(far.max()), _BEYOND * low) if far.size and low > 0 else max(low, 1.0)
    upper = np.full(len(rows), np.nan)
    upper[-1] = max(top, low)
    values = {name: getattr(rows, name) for name in rows.__dataclass_fields__}
    return Rows(**(values | {"upper": upper}))


def _past(rows: Rows, ahead: Fan) -> Rows:
    """The rows before the first period to come."""
    return Rows(**{name: getattr(rows, name)[: ahead.now] for name in rows.__dataclass_fields__})


def _table(rows: Rows, ahead: Fan, words: Words) -> list[dict[str, str | float]]:
    table = rows.table(names=words.names, bounds=False)
    for name, values in ahead.numbers().items():
        for row, value in zip(table, values, strict=True):
            if np.isfinite(value):
                row[name] = float(f"{value:.6g}")
    for row, texts in zip(table, ahead.text, strict=True):
        row.update((f"t{i}", text) for i, text in enumerate(texts) if text)
    return table
