"""A specification as a picture (SVG) or as the runtime that draws it live. No browser, no network."""

import json
import re
from functools import cache
from typing import Any, Literal

import vl_convert

from tocsin.charts.theme import theme

VEGA_LITE = "6.4"
ChartLocale = Literal["en-US", "ru-RU", "zh-CN"]  # how dates and numbers on the axes are written
_NUMBER = re.compile(r"(\d+\.\d)\d+")


def svg(spec: dict[str, Any], locale: ChartLocale) -> str:
    """The chart as one `<svg>` element that scales to the width it is given; hidden from screen readers.

    The words that stand for it belong to the element around it. About 35 ms a chart.
    """
    drawn = vl_convert.vegalite_to_svg(
        json.dumps({**spec, "config": theme()}),
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
        format_locale=locale,
        time_format_locale=locale,
    )
    body = drawn[drawn.index(">") + 1 :]
    box = re.search(r'viewBox="([^"]+)"', drawn)
    if box is None:
        raise ValueError("the drawing has no viewBox")
    body = _NUMBER.sub(r"\1", body)  # a tenth of a pixel is enough on paper
    body = re.sub(r' (?:aria-[a-z]+|role|class|pointer-events)="[^"]*"', "", body)
    return f'<svg viewBox="{box[1]}" aria-hidden="true" focusable="false">{body}'


@cache
def runtime(snippet: str) -> str:
    """A script with the drawing libraries inside it, ending in `snippet`. About 0.9 MB, 1.6 s, once."""
    return str(vl_convert.javascript_bundle(snippet, vl_version=VEGA_LITE))


def locales(locale: ChartLocale) -> dict[str, Any]:
    """Number and date formats for a live chart."""
    return {
        "formatLocale": vl_convert.get_format_locale(locale),
        "timeFormatLocale": vl_convert.get_time_format_locale(locale),
    }
