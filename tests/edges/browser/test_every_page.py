"""Every page in a real browser: accessible in light and dark, on a telephone, without a script, translated.

A Russian or Chinese page holds no English: neither a text of ours, nor any other word that is not data.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import extract_from_ast
from playwright.sync_api import Page

import tocsin.web
from tocsin.detect.registry import method_names
from tocsin.flows.demo_board import REASONS
from tocsin.flows.demo_tales import TALES
from tocsin.flows.packs import load_packs, load_rule_sets
from tocsin.testing.alliance import DISEASES
from tocsin.web.pages import pages

WEB = Path(tocsin.web.__file__).parent
REPORT = WEB.parent / "report"
CALLS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
SAME = {  # written so in every language: names of things and standards, marks, formats
    "tocsin", "TLP", "AMBER", "RED", "GREEN", "CLEAR", "STRICT", "Traffic", "Light", "Protocol", "CSV",
    "JSON", "STIX", "CAP", "SHA", "API", "RFC", "PCR", "TOTP", "UTC", "HTTP", "ISO", "WHO", "IHR", "WHA",
    "SARS", "Vink", "OpenAPI", "English", "Aegis", "FreeOTP", "Google", "Microsoft", "Authenticator",
    "SQLite", "PostgreSQL", "toml", "NIS",
}  # fmt: skip
ENGLISH = {"/api/docs"}  # names and descriptions of fields are in English there, and it says so
PROSE = ("text", "reason", "outcome", "bottleneck")  # of a step of the demo, as people wrote it
SHOWN = ("title", "aria-label", "alt", "placeholder")
SPEAKING = ("abbr", "code", "kbd", "pre", "samp", "script", "style", "svg")
NARROW = {"width": 360, "height": 740}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def open_page(board, look, lang: str = "en") -> Page:
    """The page of somebody, in a language; close it afterwards."""
    page = board.come_in(look.who) if look.who else board.visit()
    page.context.add_cookies([{"name": "lang", "value": lang, "url": board.address}])
    answer = page.goto(board.find(look))
    assert answer is not None
    assert answer.status == 200
    return page


def close(page: Page, look) -> None:
    if look.who:
        page.close()
    else:
        page.context.close()


def test_pages__every_one_of_the_table_of_routes_is_looked_at(every_page, looked_at):
    assert every_page == looked_at


def test_page__is_accessible_in_light_and_dark_and_fits_a_telephone(board, look, violations):
    """In Russian words are longest."""
    page = open_page(board, look)
    found = violations(page)
    page.set_viewport_size(NARROW)
    wider = [page.evaluate(WIDER)]
    page.context.add_cookies([{"name": "lang", "value": "ru", "url": board.address}])
    page.reload()
    wider.append(page.evaluate(WIDER))
    close(page, look)
    assert (found, wider) == ([], [0, 0])


def test_pages__without_a_script__say_the_same(board):
    """Comfort aside: what a page says, and its forms, are there before any script runs."""
    signed_in = board.come_in("focal-point.xa@example.org")
    cookies = signed_in.context.cookies()
    plain = board.visit(java_script_enabled=False)
    plain.context.add_cookies(cookies)
    for path in ("/", "/findings", "/events", "/series", "/members", "/events/new", "/me"):
        signed_in.goto(path)
        plain.goto(path)
        assert plain.locator("h1").inner_text() == signed_in.locator("h1").inner_text()
        assert plain.locator("main form").count() == signed_in.locator("main form").count()
        assert len(plain.locator("main").inner_text()) >= len(signed_in.locator("main").inner_text())
    plain.context.close()


class Texts(HTMLParser):
    """Texts that a reader of a page meets, those of attributes too; not what says that it is in English."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._quiet: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if self._quiet:
            self._quiet += [tag] if tag == self._quiet[0] else []
            return
        self.found += [str(told[name]) for name in SHOWN if told.get(name)]
        if tag in SPEAKING or (tag not in ("html",) and "lang" in told):
            self._quiet = [tag]

    def handle_endtag(self, tag: str) -> None:
        if self._quiet and tag == self._quiet[0]:
            self._quiet.pop()

    def handle_data(self, data: str) -> None:
        if not self._quiet and data.strip():
            self.found.append(" ".join(data.split()))


@cache
def sources() -> frozenset[str]:
    """Every English text of ours: what the pages' code and templates, and the report's, have translated."""
    files = [*WEB.rglob("*.py"), *REPORT.rglob("*.py"), *WEB.rglob("*.j2")]
    return frozenset(text for file in files for text in _sources(file))


def _sources(file: Path) -> Iterator[str]:
    text = file.read_text("utf-8")
    if file.suffix == ".j2":
        for _, _, found in extract_from_ast(pages().parse(text), CALLS):
            yield from (part for part in (found if isinstance(found, tuple) else (found,)) if part)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in CALLS:
            for part in node.args:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


@cache
def unchanged(lang: str) -> frozenset[str]:
    """Texts whose translation is the same, as their catalogue says."""
    files = [f for room in (WEB, REPORT) for f in (room / "locale" / lang / "LC_MESSAGES").glob("*.po")]
    messages = [one for file in files for one in read_po(BytesIO(file.read_bytes()), locale=lang)]
    return frozenset(str(one.id) for one in messages if one.id and one.string == one.id)


@pytest.fixture(scope="module")
def data(board) -> list[str]:
    """What is shown as people and sources wrote it, the longest first."""
    texts = {"Simulated alliance", "tocsin backup", "[board]", "reports", "member:", *method_names()}
    texts |= {disease.name for disease in DISEASES} | {reason for _, reason in REASONS}
    for pack in load_packs().values():
        texts |= {*pack.sources, pack.matrix.source}
    for rules in load_rule_sets().values():
        texts |= {rules.source, *(clock.source for clock in rules.clocks)}
    texts |= {part for tale in TALES for part in (tale.title, tale.summary, tale.hazard, tale.source)}
    wanted = [step.wanted for tale in TALES for step in tale.steps]
    texts |= {said[key] for said in wanted for key in PROSE if key in said}
    texts |= {reason for said in wanted for reason in said.get("reasons", ())}
    texts |= {*board.ask("SELECT name FROM people"), *board.ask("SELECT email FROM people")}
    texts |= set(board.ask("SELECT substr(stream, instr(stream, '/') + 1) FROM facts"))
    return sorted((" ".join(text.split()) for text in texts if len(text) > 2), key=len, reverse=True)


def english(text: str, data: list[str]) -> list[str]:
    """Words of a text that are neither data nor the same everywhere."""
    for known in data:
        text = text.replace(known, " ")
    text = re.sub(r"Mozilla/.*|\S+@\S+|\b[XS][A-Z](-\d+)?\b|\b\w*\d\w*\b", " ", text)
    return [word for word in re.findall("[A-Za-z]{3,}", text) if word not in SAME]


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_page__in_another_language__holds_no_english(board, look, lang, data):
    page = board.come_in(look.who) if look.who else board.visit()
    page.context.add_cookies([{"name": "lang", "value": lang, "url": board.address}])
    told = page.context.request.get(board.find(look)).text()
    page.close()
    assert f'<html lang="{lang}' in told
    read = Texts()
    read.feed(told)
    ours = {" ".join(text.split()) for text in sources() - unchanged(lang) if re.search("[A-Za-z]", text)}
    left = [text for text in read.found if text in ours and text not in data]
    if look.path in ENGLISH:
        assert [text for text in left if " " in text] == []
        return
    assert left == []
    known = [*data, *sorted({word for text in data for word in text.split()}, key=len, reverse=True)]
    kept = known if look.path.startswith("/search") else data  # a search shows pieces of what was written
    assert {text: words for text in read.found if (words := english(text, kept))} == {}


def test_texts__left_in_english__would_be_seen():
    """The same reading of a page that was left so: an attribute, a text, a word among data."""
    read = Texts()
    read.feed('<html lang="ru"><p title="Sign out">Notify <b lang="en">as written</b></p><p>Оценка: late</p>')
    assert read.found == ["Sign out", "Notify", "Оценка: late"]
    assert {"Sign out", "Findings"} <= sources()
    assert [english(text, ["late"]) for text in read.found] == [["Sign", "out"], ["Notify"], []]
    assert english("Оценка: late", []) == ["late"]
