"""The report at its edges: nothing found, nothing judged, hardly any data, very much of it."""

import re
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tocsin.cluster.finding import ArtefactKind
from tocsin.report import render_report
from tocsin.vocab.status import Reason, Status

MAKE = Path(__file__).parents[1] / "unit" / "report" / "small_watch.py"
small_watch = runpy.run_path(str(MAKE))["small_watch"]
LANGUAGES = ("en", "ru", "zh")


def page(watch, lang="en", *, interactive=False):
    return render_report(watch, lang=lang, version="0.1.0", interactive=interactive)


def words(text):
    plain = re.sub(r"<(style|script)[^>]*>.*?</\1>|<[^>]+>", " ", text, flags=re.S)
    return " ".join(plain.replace("\u2011", "-").split())


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "22 series were looked at and nothing unusual was found at a false discovery rate of 5%."),
        ("ru", "Рассмотрены 22 ряда; при доле ложных обнаружений 5 % ничего необычного не выявлено."),
        ("zh", "共检查22个序列，在错误发现率5%的水平下未发现异常。"),
    ],
)
def test_report__no_findings__says_calmly_what_was_looked_at(lang, said):
    text = page(small_watch(lang, findings=0), lang, interactive=True)
    assert said in words(text)
    assert "<article" not in text
    assert "<script" not in text  # no chart, so no drawing libraries


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report__nothing_judged__does_not_sound_calm(lang):
    watch = small_watch(lang, findings=0)
    watch.signals.status[:] = Status.UNJUDGED
    watch.signals.reason[:] = Reason.SHORT_HISTORY
    said = words(page(watch, lang))
    assert {
        "en": "Nothing could be judged, so nothing is known",
        "ru": "Оценить не удалось ничего, поэтому об этом периоде ничего не известно",
        "zh": "本期无法作出任何判定，因此情况不明",
    }[lang] in said
    assert {"en": "nothing unusual was found", "ru": "ничего необычного не", "zh": "未发现异常"}[
        lang
    ] not in said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "asked",
    [
        {"names": (["A"], ["B"]), "findings": 1},
        {"names": (["A"], ["B"]), "findings": 1, "keys": False},
        {"place": None},
        {"judged": 1},
        {"weeks": 6, "judged": 6},
        {"weeks": 1, "judged": 1},
        {"every": "day", "weeks": 90},
        {"every": "month", "weeks": 40},
        {"every": "month", "weeks": 8, "judged": 5},
    ],
    ids=str,
)
def test_report__little_data__still_has_every_part(lang, asked):
    text = page(small_watch(**asked), lang)
    assert all(f'id="{part}"' in text for part in ("findings", "unjudged", "artefacts", "method"))
    assert ('id="places"' in text) == (asked.get("place", "place") is not None and asked.get("keys", True))
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b(?! seen| above)|undefined|%\(", words(text))


def test_report__series_without_key_columns__has_a_name():
    watch = small_watch((["A"], ["B"]), findings=1, keys=False)
    assert "the series: " in words(page(watch))
    assert "вместе" not in words(page(watch, "ru"))


def test_report__method_without_bound_and_chance__shows_a_dash():
    watch = small_watch()
    nothing = np.full_like(watch.signals.upper, np.nan)
    watch = replace(watch, signals=replace(watch.signals, upper=nothing, p_value=nothing))
    watch = replace(watch, findings=(replace(watch.findings[0], p_value=np.nan, q_value=np.nan),))
    said = words(page(watch))
    assert "p = –, q = –" in said
    assert "nan" not in said


def test_report__twenty_findings__stay_light():
    watch = small_watch()
    many = tuple(replace(watch.findings[i % 3], rank=i + 1) for i in range(20))
    text = page(replace(watch, findings=many), interactive=True)
    assert text.count("<article") == 20
    without_libraries = re.sub(r'<script type="module">.*?</script>', "", text, flags=re.S)
    assert len(without_libraries.encode()) < 20 * 60_000
    assert len(text.encode()) < 2_200_000


def test_report__list_cut_on_request__says_how_many_are_left_out():
    assert "7 further findings are not shown" in words(page(replace(small_watch(), more=7)))
    assert "1 further finding is not shown" in words(page(replace(small_watch(), more=1)))


def test_report__very_many_artefacts__are_counted_beyond_the_shown():
    watch = small_watch()
    text = page(replace(watch, artefacts=watch.artefacts * 27))
    assert text.count('class="odd"') == len(ArtefactKind)
    assert words(text).count("and 2 more artefacts") == len(ArtefactKind) - 1
    assert words(text).count("and 29 more artefacts") == 1  # of the kind that the report shows twice


def test_report__long_names__can_break():
    style = re.search(
        r"<style>(.*?)</style>", page(small_watch((["A" * 400], ["B" * 400]), findings=1)), re.S
    )
    assert "overflow-wrap:anywhere" in style[1]
