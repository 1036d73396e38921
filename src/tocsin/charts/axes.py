"""The two axes that the charts of a series share."""

import json
from collections.abc import Iterable
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


def time_scale() -> alt.Scale:
    """Time from the first to the last period, in universal time: a reader's zone must not move a week."""
    return alt.Scale(type="utc", nice=False)


def ticked_axis(rows: Rows, ticks: dict[int, tuple[str, ...]]) -> dict[str, Any]:
    """Time with labels in the middle of some periods."""
    middle = {
        (milliseconds(rows.start[i]) + milliseconds(rows.end[i]) + _DAY_MS) // 2: list(lines)
        for i, lines in ticks.items()
    }
    labels = json.dumps({str(at): lines for at, lines in middle.items()}, ensure_ascii=False)
    axis = alt.Axis(
        values=moments(middle),
        labelExpr=f"({labels})[toString(time(datum.value))]",
        title=None,
        labelFlush=False,
    )
    return {"scale": time_scale(), "axis": axis, "title": None}


def moments(at: Iterable[int]) -> alt.ExprRef:
    """Places on a time axis, as an expression: plain values are lost where no code may be generated."""
    return alt.ExprRef(json.dumps(sorted(at)))


def milliseconds(day: np.datetime64) -> int:
    """A day as charts count time: milliseconds since 1970."""
    return int(day.astype("datetime64[ms]").astype(np.int64))
