"""The two axes that the charts of a series share."""

import json
from typing import Any

import altair as alt
import numpy as np

from tocsin.charts.rows import Rows

_ROOM = 1.22  # space above the tallest bar for its triangle and its number
_DAY_MS = 86_400_000


def count_axis(rows: Rows, title: str, room: float = _ROOM) -> dict[str, Any]:
    """Counts from zero (or from the lowest correction kept), in whole steps for whole counts."""
    scale = alt.Scale(domain=[rows.bottom(), rows.top() * room], nice=False)
    axis = alt.Axis(
        title=title, titleAngle=0, titleAlign="left", titleX=-28, titleY=-10, tickMinStep=int(rows.whole())
    )
    return {"scale": scale, "axis": axis}


def middles(rows: Rows, ticks: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """Labels of periods, by the moment in the middle of each."""
    return {
        (milliseconds(rows.start[i]) + milliseconds(rows.end[i]) + _DAY_MS) // 2: lines
        for i, lines in ticks.items()
    }


def time_axis(labels: dict[int, tuple[str, ...]]) -> dict[str, Any]:
    """Time in universal time (a reader's zone must not move a week), with labels at some moments.

    Moments and labels are expressions: plain dates on an axis are lost where no code may be generated.
    """
    written = json.dumps({str(at): list(lines) for at, lines in labels.items()}, ensure_ascii=False)
    axis = alt.Axis(
        values=alt.ExprRef(json.dumps(sorted(labels))),
        labelExpr=f"({written})[toString(time(datum.value))]",
        title=None,
        labelFlush=False,
    )
    return {"scale": alt.Scale(type="utc", nice=False), "axis": axis, "title": None}


def milliseconds(day: np.datetime64) -> int:
    """A day as charts count time: milliseconds since 1970."""
    return int(day.astype("datetime64[ms]").astype(np.int64))
