"""The look that all charts share: one Vega-Lite configuration."""

from typing import Any

from tocsin.charts.palette import LIGHT

WIDTH, HEIGHT = 360, 190  # of one drawing; two stand side by side on a page, one fills a phone
SIZE = 12


def theme() -> dict[str, Any]:
    """Configuration of every chart: quiet axes, no frame, one text size."""
    axis = {
        "labelColor": LIGHT["quiet"],
        "labelFontSize": SIZE,
        "titleColor": LIGHT["quiet"],
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "domainColor": LIGHT["quiet"],
        "tickColor": LIGHT["quiet"],
        "gridColor": LIGHT["line"],
        "domain": False,
    }
    return {
        "background": "transparent",
        "font": "sans-serif",
        "view": {"stroke": None},
        "aria": False,
        "axis": axis,
        "axisX": {"grid": False, "domain": True, "ticks": True, "tickSize": 4, "labelPadding": 5},
        "axisY": {"ticks": False, "labelPadding": 6, "tickCount": 4, "titleAnchor": "end"},
        "padding": 2,
    }
