import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tocsin.report.language import language

REPORT = Path(str(files("tocsin.report")))
PLACE = re.compile(r"%\((\w+)\)s|(%%)")
FORMS = {"ru": 3, "zh": 1}


def texts():
    """(context, text) of every text in the sources and templates of the report."""
    found = set()
    for _, _, message, _, context in extract_from_dir(
        REPORT, method_map=[("**.py", "python"), ("templates/**.j2", "jinja2")]
    ):
        found.add((context, message))
    return found


def entries(lang):
    """The entries of a catalogue; fuzzy ones are none."""
    raw = (REPORT / "locale" / lang / "LC_MESSAGES" / "tocsin.po").read_bytes()
    return [m for m in read_po(BytesIO(raw), locale=lang) if m.id and not m.fuzzy]


def forms(text):
    return list(text) if isinstance(text, tuple) else [text]


@pytest.mark.parametrize("lang", FORMS)
def test_catalogue__has_every_text_and_no_other(lang):
    there = {(m.context, m.id) for m in entries(lang)}
    assert len(texts()) > 100
    assert there == texts()


@pytest.mark.parametrize("lang", FORMS)
def test_catalogue__translates_every_text_in_every_form(lang):
    for m in entries(lang):
        expected = FORMS[lang] if isinstance(m.id, tuple) else 1
        assert len([form for form in forms(m.string) if form.strip()]) == expected, m.id


@pytest.mark.parametrize("lang", FORMS)
def test_catalogue__keeps_the_values_of_a_text(lang):
    for m in entries(lang):
        asked = set(PLACE.findall(forms(m.id)[-1]))
        for form in forms(m.string):
            assert set(PLACE.findall(form)) == asked, m.id
            form % {name: "x" for name, _ in asked if name}  # a stray % would raise


@pytest.mark.parametrize(("lang", "letters"), [("ru", "[а-яё]"), ("zh", "[\u4e00-\u9fff]")])
def test_catalogue__speaks_its_language(lang, letters):
    for m in entries(lang):
        words = re.search("[a-z]{3}", PLACE.sub("", forms(m.id)[0]).lower())
        if words:
            assert re.search(letters, "".join(forms(m.string)).lower()), m.id


@pytest.mark.parametrize("lang", FORMS)
def test_catalogue__is_read_without_being_compiled(lang):
    assert not list(REPORT.rglob("*.mo"))
    assert language(lang).gettext("Findings") != "Findings"
