"""The fan: any series can be drawn, in the colours of the palette; what is certain has no distribution."""

import re
from datetime import date, timedelta

import altair as alt
import numpy as np
import pytest

from tocsin.charts.draw import svg
from tocsin.charts.fan import Fan, fan
from tocsin.charts.palette import LIGHT
from tocsin.charts.rows import Rows
from tocsin.charts.words import Words

PAST, STEPS = 10, 3
T = PAST + STEPS
WORDS = Words(
    period="Week", observed="Cases", expected="", upper="", newest="",
    names=tuple(f"week {i}" for i in range(T)), ticks={0: ("W01", "2025"), 12: ("W13",)}, days=(),
)  # fmt: skip
NAN = float("nan")
CASES = {
    "ordinary": ([5.0, 7, 6, 0, NAN, 8, 9, 14, 20, 11], [15.0, 20, 24, 30]),
    "all zero": ([0.0] * PAST, [0.0] * 4),
    "all missing": ([NAN] * PAST, [NAN] * 4),
    "nothing uncertain": ([3.0] * PAST, [NAN] * 4),
    "negative correction": ([5.0] * 9 + [-40.0], [2.0, 3, 4, 5]),
    "rates": ([0.125] * PAST, [0.2, 0.25, 0.3, 0.31]),
    "huge": ([1e9] * PAST, [2e9, 3e9, 4e9, 5e9]),
}


def drawn(counts, medians, *, spread=0.5, tail=2.0):
    """One nowcast period, the last counted one, and three to come."""
    start = np.array([date(2025, 1, 6) + timedelta(weeks=i) for i in range(T)], "datetime64[D]")
    nothing, no = np.full(T, NAN), np.zeros(T, bool)
    rows = Rows(
        start=start, end=start + 6, count=np.array([*counts, *[NAN] * STEPS]), expected=nothing,
        upper=nothing, judged=no, above=no,
    )  # fmt: skip
    middle = nothing.copy()
    middle[PAST - 1 :] = medians
    ahead = Fan(
        low95=middle * 0.2, low50=middle * (1 - spread), median=middle, high50=middle * (1 + spread),
        high95=middle * (1 + tail), now=PAST, title=("Median", "50%", "95%"),
        text=tuple(("m", "half", "most") if np.isfinite(m) else ("", "", "") for m in middle),
    )  # fmt: skip
    return fan(rows, ahead, WORDS)


@pytest.mark.parametrize(("counts", "medians"), CASES.values(), ids=CASES)
def test_fan__any_series__is_valid_and_can_be_drawn_in_the_palette(counts, medians):
    spec = drawn(counts, medians)
    alt.Chart.from_dict(spec).to_dict()
    picture = svg(spec, "en-US")
    assert not re.search("NaN|undefined|Infinity", picture)
    assert set(re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]+|rgb[^"]*)"', picture)) <= set(LIGHT.values())


def test_fan__what_is_certain__has_no_distribution():
    rows = drawn(*CASES["ordinary"])["datasets"]["rows"]
    assert [("m" in row, "y" in row) for row in rows[-5:]] == [
        (False, True), (True, True), (True, False), (True, False), (True, False),
    ]  # fmt: skip
    assert rows[-1]["t0"] == "m"
    assert "t0" not in rows[0]


def test_fan__exploding_tail__does_not_flatten_the_rest():
    def top(**given):
        layers = drawn(*CASES["ordinary"], **given)["layer"]
        scales = [layer["encoding"]["y"].get("scale") for layer in layers if "y" in layer["encoding"]]
        return next(scale for scale in scales if scale)["domain"][1]

    assert top(tail=1000.0) == pytest.approx(45 * 1.5 * 1.08)  # the highest narrow box ends at 45
    assert top(tail=0.6) == pytest.approx(48 * 1.08)
