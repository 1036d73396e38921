import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tocsin.cluster.finding import ArtefactKind
from tocsin.report import render_report
from tocsin.report.language import language
from tocsin.report.methods_said import SAID, how_it_judges

WHEN = datetime(2025, 4, 16, 8, 30, tzinfo=UTC)


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, text by element, scripts apart."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.words, self.scripts, self._open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if self._open and self._open[-1] == "script":
            self.scripts[-1] += data
        elif not (self._open and self._open[-1] == "style"):
            self.words.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def text(self):
        return " ".join(" ".join(self.words).replace("\u2011", "-").split())


@pytest.fixture(scope="module", params=["en", "ru", "zh"])
def plain(request, small_watch):
    """Language and script-free page."""
    watch = small_watch(request.param)
    return request.param, render_report(
        watch, lang=request.param, made_at=WHEN, version="9.8.7", interactive=False
    )


@pytest.fixture(scope="module")
def live(small_watch):
    return render_report(small_watch(), made_at=WHEN, version="9.8.7", source="a simulation")


def test_render_report__same_input__same_page(small_watch, plain):
    lang, page = plain
    again = render_report(small_watch(lang), lang=lang, made_at=WHEN, version="9.8.7", interactive=False)
    assert page == again


def test_render_report__says_the_language(plain):
    lang, page = plain
    assert Page(page).all("html") == [{"lang": {"zh": "zh-Hans"}.get(lang, lang)}]


def test_render_report__live_or_not__loads_nothing_from_outside(plain, live):
    for text in (plain[1], live):
        page = Page(text)
        loads = [
            a for _, a in page.elements for name in ("src", "srcset", "data", "action", "poster") if name in a
        ]
        assert loads == []
        links = [a["href"] for _, a in page.elements if "href" in a]
        assert links
        assert all(link.startswith("#") for link in links)
        assert not {"link", "iframe", "img", "object", "embed", "base"} & {tag for tag, _ in page.elements}
        styles = "".join(re.findall(r"<style>(.*?)</style>", text, re.S))
        assert not re.search(r"url\(|@import|@font-face|http", styles)


def test_render_report__live__scripts_know_no_address_but_names_of_standards(live):
    hosts = set(re.findall(r"https?://([^/\s\"'`]+)", live))
    assert hosts <= {
        "www.w3.org",
        "vega.github.io",
        "github.com",
    }  # namespaces, schema names, hints in messages


def test_render_report__policy__allows_only_the_script_that_is_there(live):
    page = Page(live)
    (policy,) = [a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    code = [s for s, a in zip(page.scripts, page.all("script"), strict=True) if a["type"] == "module"]
    digest = b64encode(sha256(code[0].encode()).digest()).decode()
    assert len(code) == 1
    assert f"script-src 'sha256-{digest}';" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "\r" not in live


def test_render_report__not_interactive__holds_no_script(plain):
    page = Page(plain[1])
    assert not page.all("script")
    assert any("script-src 'none'" in a.get("content", "") for a in page.all("meta"))


def test_render_report__headings__step_down_one_at_a_time(plain):
    levels = [int(tag[1]) for tag, _ in Page(plain[1]).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_render_report__links__lead_somewhere(plain):
    page = Page(plain[1])
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in page.all("a")} <= set(ids)


def test_render_report__tables__have_captions_and_headers_with_scope(plain):
    page = Page(plain[1])
    assert len(page.all("table")) == len(page.all("caption")) > 4
    assert all(a.get("scope") in {"col", "row"} for a in page.all("th"))


def test_render_report__every_chart__is_an_image_whose_words_hold_its_numbers(small_watch, plain):
    lang, text = plain
    spoken, watch = language(lang), small_watch(lang)
    images = [a["aria-label"] for _, a in Page(text).elements if a.get("role") == "img"]
    assert len(images) == 2 * len(watch.findings)
    for finding, words in zip(watch.findings, images[::2], strict=True):
        recent = watch.signals.panel.counts[finding.lead, -26:]
        assert ", ".join(spoken.number(n) for n in recent) in words
        upper = watch.signals.upper[finding.lead, -1]
        assert spoken.number(float(upper)) in words
    assert all(a.get("aria-hidden") == "true" for a in Page(text).all("svg"))


def test_render_report__finding__has_its_key_numbers(small_watch, plain):
    lang, text = plain
    spoken, words = language(lang), Page(text).text
    for finding in small_watch(lang).findings:
        for number in (
            finding.observed,
            round(finding.excess),
            round(finding.excess_low),
            round(finding.excess_high),
        ):
            assert spoken.number(number) in words
        assert spoken.one_in(finding.p_value) in words
        assert spoken.probability("q", finding.q_value).replace("\u00a0", " ") in words


def test_render_report__says_where_it_comes_from(live):
    words = Page(live).text
    for part in (
        "Source of the data a simulation",
        "Data as of 13 April 2025",
        "Newest period 2025-W15, to 13 April 2025",
        "Series and periods 24 series × 520 weeks, 4.1% without a report",
        "False discovery rate 5%",
        "trend = True, alpha = 0.01",
        "Report made 16 April 2025, 08:30 UTC",
        "tocsin 9.8.7",
        "farrington-flexible (24 series). Compares each count with the same season",
    ):
        assert part in words


def test_render_report__artefacts__each_kind_is_explained(small_watch, plain):
    lang, text = plain
    assert {a.kind for a in small_watch(lang).artefacts} == set(ArtefactKind)
    assert (
        Page(text).text.count(
            {"en": "before that typically", "ru": "до этого обычно", "zh": "此前通常"}[lang]
        )
        == 5
    )


def test_render_report__artefacts__a_revision_says_both_numbers_and_the_day(small_watch, plain):
    lang, text = plain
    words = Page(text).text
    for part in {
        "en": ("2025-W15: 3,860 until 13 April 2025, 62,675 from then on.", "changed on 13 April 2025"),
        "ru": ("3 860, а с 13 апреля 2025 г. – 62 675.", "изменено 13 апреля 2025 г."),
        "zh": ("2025年4月13日之前为3,860，此后为62,675。", "2025年4月13日更改"),
    }[lang]:
        assert part in words


def test_render_report__nothing_known_of_the_data__says_so(small_watch):
    watch = small_watch()
    watch = replace(watch, signals=replace(watch.signals, panel=watch.signals.panel.replace(as_of=None)))
    words = Page(render_report(watch, version="0.1.0", interactive=False)).text
    assert "Source of the data not stated Data as of not stated" in words
    assert "Report made" not in words


HOSTILE = (
    (
        "<script>alert(1)</script>",
        "\"'><img src=x onerror=alert(1)>",
        "</style></script><!-- &",
    ),
    tuple(
        f"{bad}{i}"
        for i in range(2)
        for bad in ("'\"--></script>", "Приморье — «край»", "広島県 北京", "x" * 300)
    ),
)


def test_render_report__hostile_names__stay_text(small_watch, live):
    watch = small_watch(HOSTILE)
    text = render_report(watch, made_at=WHEN, version="9.8.7", source="<b onclick=x>&</b>")
    page = Page(text)
    assert len(watch.findings) == 3
    assert [tag for tag, _ in page.elements if tag in {"img", "b"} and _.get("onclick")] == []
    assert not page.all("img")
    assert not [a for _, a in page.elements if any(name.startswith("on") for name in a)]
    assert len(page.all("script")) == len(Page(live).all("script")) == 5
    for script, attrs in zip(page.scripts, page.all("script"), strict=True):
        if attrs["type"] == "application/json":
            json.loads(script)
    assert HOSTILE[0][0] in page.text
    assert "<b onclick=x>&</b>" in page.text


@pytest.mark.parametrize("name", sorted(SAID))
def test_how_it_judges__every_method__is_said_in_three_languages(name):
    assert len({how_it_judges(name, language(code)) for code in ("en", "ru", "zh")}) == 3


def test_how_it_judges__unknown_method__says_nothing():
    assert how_it_judges("somebody's own", language("en")) == ""


def test_render_report__report_of_another_day__takes_the_clock_from_its_argument(small_watch):
    page = render_report(small_watch(), made_at=datetime(1999, 12, 31), version="1", interactive=False)  # noqa: DTZ001
    assert "31 December 1999, 00:00" in page
