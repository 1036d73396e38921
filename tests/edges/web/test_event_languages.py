"""Pages of events in Russian and Chinese: no text of ours is left in English, refusals included."""

import ast
import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import tocsin
from tocsin.events.acts import (
    ask_verification,
    confirm_event,
    give_sighting,
    set_task,
    start_round,
    write_message,
    write_note,
)
from tocsin.events.entries import SightingKind
from tocsin.flows.assess import reveal_what_is_due, seal
from tocsin.web.language import spoken

EVENT = "word2345"
OURS = {"tocsin", "TLP", "AMBER", "RED", "GREEN", "CLEAR", "STRICT", "UTC", "SHA", "CSV", "English", "Member",
        "Alliance", "focal", "point", "WHO", "HSE", "GAR", "ARO", "Traffic", "Light", "Protocol", "docs",
        "assessment", "Levels", "and", "probabilities", "after", "for", "the", "cells", "see"}  # fmt: skip
# the last row: the source of the matrix is a citation, and stays as it is in every language


def left_in_english(text: str) -> set[str]:
    """Words of Latin letters that a reader sees or hears on a page."""
    spoken_of = re.findall('(?:aria-label|placeholder|title|alt)="([^"]*)"', text)
    seen = re.sub("(?s)<(script|style|title).*?</\\1>|<option.*?</option>|<[^>]*>", " ", text)
    plain = html.unescape(" ".join([seen, *spoken_of]))
    return set(re.findall("[A-Za-z]{3,}", re.sub("[0-9a-f]{8,}", "", plain))) - OURS


@pytest.fixture
def lived(play, room):
    """An event on which everything happened, told in figures, so that every Latin letter is ours."""
    play.open(EVENT, title="1", source="2", hazard="3", members="XA XB SX")
    for act, more in (
        (ask_verification, {"members": ["XA", "XB"]}), (give_sighting, {"said": SightingKind.SEEN}),
        (write_message, {}), (write_note, {}), (set_task, {"task": "task2345"}), (confirm_event, {}),
    ):  # fmt: skip
        play.do(act, "XA", "focal-point", event=EVENT, text="4", **more)
    at = datetime.now(UTC)
    for due in (timedelta(hours=1), timedelta(days=1)):
        number = len(room.board.events[EVENT].rounds) + 1
        past = at - timedelta(hours=2) if number == 1 else at
        play.do(start_round, "XA", "focal-point", event=EVENT, members=["XA", "XB"], due=past + due, at=past,
                pack=room.packs["infectious"])  # fmt: skip
        said = {q: {"said": "yes", "reason": "5", "evidence": "6"} for q in
                ("serious", "unusual", "spread", "restrictions")}  # fmt: skip
        seal(room, play.actor("XA", "focal-point"), event=EVENT, number=number, at=at, bottleneck="7",
             answers={"answers": said, "likelihood": "likely", "impact": "major"})  # fmt: skip
        if number == 1:
            reveal_what_is_due(room, EVENT, at=at)
    return play


PAGES = ("", "/edit", "/audience", "/milestones", "/notification", "/rounds/1", "/rounds/2")


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_pages_of_events__are_whole_in_the_readers_language(browser, lived, lang):
    client = browser("XA", "focal-point", lang=lang)
    for address in ("/events", "/events/new", *(f"/events/{EVENT}{page}" for page in PAGES)):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert left_in_english(answer.text) == set(), address


@pytest.mark.parametrize(("lang", "word"), [("ru", "«событие» нельзя отклонить"), ("zh", "不能排除")])
def test_refusal__is_said_in_the_readers_language(browser, lived, lang, word):
    client = browser("XA", "focal-point", lang=lang)
    answer = client.submit(f"/events/{EVENT}/do/discard-event", {"reason": "1"})
    assert answer.status_code == 422
    assert word in answer.text
    assert left_in_english(answer.text) == set()


def sentences() -> set[str]:
    """Sentences of every error that an act can refuse with."""
    folder = Path(tocsin.__file__).parent
    found = set()
    for path in (*folder.glob("events/**/*.py"), folder / "flows/assess.py", folder / "flows/attach.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if name in ("EventError", "DeniedError", "ChangedError") and isinstance(
                node.args[0], ast.Constant
            ):
                found.add(node.args[0].value)
    return found


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_sentences_of_refusals__have_a_translation_with_the_same_names(lang):
    known = spoken(lang).translations
    assert {said for said in sentences() if known.gettext(said) == said} == set()
    for said in sentences():
        names = set(re.findall(r"\{(\w+)\}", known.gettext(said)))
        assert names <= set(re.findall(r"\{(\w+)\}", said)), said
