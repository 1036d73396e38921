"""The outlook of a finding on the page: its drawing, its numbers, what is not known, in three languages."""

import re
from dataclasses import replace
from datetime import date

import altair as alt
import numpy as np
import pytest

from tocsin.cluster.outlook import Estimate, FromNeighbours, Lacking, Outlook, Part, Reproduction, TrackRecord
from tocsin.panel import FAN_LEVELS, Forecast
from tocsin.report import render_report
from tocsin.report.language import LANGUAGES, language
from tocsin.report.outlook import outlook_shown
from tocsin.vocab.periods import Periods


def forecast(panel, first, medians, spread):
    """Quantiles around medians, `spread` wide, from the period `first` steps after the panel's last on."""
    steps = np.array([-1.6, -0.9, -0.45, 0, 0.5, 1.0, 2.1])
    last = panel.periods.first + len(panel.periods) - 1
    return Forecast(
        quantiles=np.maximum(np.array(medians)[None, :, None] + spread * steps, 0),
        levels=np.array(FAN_LEVELS),
        series=panel.series[:1],
        periods=Periods(panel.periods.every, last + first, len(medians)),
        origin=last,
    )


def full_outlook(watch):
    panel = watch.signals.panel
    return Outlook(
        nowcast=forecast(panel, -1, [52.0, 71.4], 9.0),
        forecast=forecast(panel, 1, [80.0, 91, 99, 104.2], 20.0),
        reproduction=Reproduction(
            value=Estimate(median=1.432, low=1.17, high=1.81), start=date(2025, 3, 31), end=date(2025, 4, 13),
            interval=(14.9, 3.92), source="Vink 2014", nowcast=True,
        ),
        neighbours=FromNeighbours(value=Estimate(median=0.234, low=0.101, high=0.39), year=False),
        records=(
            TrackRecord(part=Part.NOWCAST, rounds=8, inside50=0.5, inside95=1.0),
            TrackRecord(part=Part.FORECAST, rounds=1, inside50=0.25, inside95=0.75),
        ),
    )  # fmt: skip


def words(text):
    plain = re.sub(r"<(style|script)[^>]*>.*?</\1>|<[^>]+>", " ", text, flags=re.S)
    return " ".join(plain.replace("\u2011", "-").split())


def page(watch, lang="en", **given):
    return render_report(watch, lang=lang, version="0.1.0", **({"interactive": False} | given))


def test_outlook__every_part__is_said_with_its_interval(small_watch):
    watch = small_watch(findings=1)
    said = words(page(replace(watch, outlooks={1: full_outlook(watch)})))
    for text in (
        "Once all reports are in 71",
        "95% interval 57 to 90",
        "Reproduction number 1.43 95% interval 1.17 to 1.81; 31 March 2025 to 13 April 2025",
        "13 April 2025; serial interval 14.9 ± 3.9 days (Vink 2014)",
        "Expected in 2025-W16 80 95% interval 48 to 122; 2025-W19: 104 (72 to 146)",
        "Share from neighbours 23% of the cases expected in the newest period; 95% interval 10% to 39%",
        "How nowcasts did lately 100% lay inside the 95% interval in the last 8 rounds; 50% inside the 50%",
        "How forecasts did lately 75% lay inside the 95% interval in the last 1 round; 25% inside the 50%",
    ):
        assert text in said
    assert "may be too low" not in said


def test_outlook__share_over_the_year__is_said_to_be_that(small_watch):
    watch = small_watch(findings=1)
    year = FromNeighbours(value=Estimate(median=0.2, low=0.1, high=0.3), year=True)
    said = words(page(replace(watch, outlooks={1: Outlook(neighbours=year)})))
    assert "20% of the cases expected over the last year; 95% interval 10% to 30%" in said


def test_outlook__counts_as_reported__are_said_to_be_that(small_watch):
    watch = small_watch(findings=1)
    outlook = full_outlook(watch)
    asked = replace(outlook, reproduction=replace(outlook.reproduction, nowcast=False))
    assert "counts as reported, so the newest may be too low" in words(
        page(replace(watch, outlooks={1: asked}))
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_outlook__nothing_known__says_why_for_each_part(small_watch, lang):
    watch = small_watch(lang, findings=1)
    seen = set()
    for why in Lacking:
        outlook = Outlook(lacking=dict.fromkeys(Part, why))
        text = page(replace(watch, outlooks={1: outlook}), lang)
        assert 'class="charts outlook"' in text
        shown = outlook_shown(watch.findings[0], replace(watch, outlooks={1: outlook}), language(lang))
        assert len(shown.lacking) == len(Part)
        assert not shown.drawing
        seen.add(shown.lacking)
    assert len(seen) == len(Lacking)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_outlook__any_language_and_period__is_whole_and_drawn(small_watch, lang, every):
    watch = small_watch(lang, findings=1, every=every, weeks=90)
    text = page(replace(watch, outlooks={1: full_outlook(watch)}), lang)
    assert text.count("<svg") == 3
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b(?! seen| above)|undefined|%\(", words(text))


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_outlook__other_languages__leave_no_english_behind(small_watch, lang):
    watch = small_watch(lang, findings=1)
    outlook = replace(full_outlook(watch), lacking=dict.fromkeys(Part, Lacking.NO_DELAYS))
    text = page(replace(watch, outlooks={1: outlook}), lang)
    block = re.search(r'<div class="charts outlook">.*?</article>', text, re.S)[0]
    label = re.search(r'aria-label="([^"]*)"', block)[1]
    left = re.sub(r"Vink|farrington-flexible", "", words(block.split("<details")[0]) + label)
    assert not re.findall(r"[A-Za-z]{3,}", left)


def test_outlook__drawing__is_valid_and_carries_every_uncertain_period(small_watch):
    watch = small_watch(findings=1)
    shown = outlook_shown(
        watch.findings[0], replace(watch, outlooks={1: full_outlook(watch)}), language("en")
    )
    alt.Chart.from_dict(shown.spec).to_dict()
    rows = shown.spec["datasets"]["rows"]
    assert [row["m"] for row in rows if "m" in row] == [52.0, 71.4, 80, 91, 99, 104.2]
    assert [("y" in row) for row in rows[-5:]] == [True, False, False, False, False]
    assert shown.text.startswith("Median and 95% interval of the periods that are not final: 2025-W14: 52")


def test_outlook__completed_counts__are_drawn_and_said_as_they_were_reported(small_watch):
    watch = small_watch(findings=1)
    finding = replace(watch.findings[0], completed=True, reported=44.0, completed_low=57, completed_high=90)
    reported = np.full_like(watch.signals.expected, np.nan)
    reported[finding.lead, -2:] = 30.0, 44.0
    completed = replace(watch, outlooks={1: full_outlook(watch)}, reported=reported)
    shown = outlook_shown(finding, completed, language("en"))
    assert [row["y"] for row in shown.spec["datasets"]["rows"][-6:-4]] == [30.0, 44.0]
    assert "reported so far 44;" in " ".join(shown.numbers[0])


def test_outlook__settled_nowcast__is_not_drawn(small_watch):
    watch = small_watch(findings=1)
    panel = watch.signals.panel
    outlook = Outlook(nowcast=forecast(panel, -1, [52.0, 71.0], 0.1), lacking={})
    shown = outlook_shown(watch.findings[0], replace(watch, outlooks={1: outlook}), language("en"))
    assert not [row for row in shown.spec["datasets"]["rows"] if "m" in row]


def test_outlook__page_with_scripts__holds_a_third_live_drawing(small_watch):
    watch = small_watch(findings=1)
    text = page(replace(watch, outlooks={1: full_outlook(watch)}), interactive=True)
    assert text.count('<div class="live"></div>') == 3


def test_outlook__nobody_asked__leaves_no_trace(small_watch):
    text = page(small_watch(findings=1))
    assert "outlook" not in re.sub(r"<style>.*?</style>", "", text, flags=re.S)
