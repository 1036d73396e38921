"""Exchange by page: out as JSON, STIX and CAP, in from STIX, and the page for those who write programs."""

import json
import re

import pytest

from tocsin.sources.cap_check import check_cap
from tocsin.web.api.table import OPERATIONS
from tocsin.web.language import spoken

EVENT = "event234"
ALERT = {
    "sender": "alerts@health.example", "event": "Cholera", "headline": "Cholera", "area": "XA-05",
    "description": "Fourteen cases", "category": "Health", "urgency": "Expected", "severity": "Severe",
    "certainty": "Observed", "status": "Draft", "addresses": "focal@b.example",
}  # fmt: skip


@pytest.fixture
def begun(play):
    play.open(EVENT, title="Cholera in two provinces", places=["XA-05"])
    return play


def bundle_of(client):
    return client.get(f"/events/{EVENT}/export/stix").content


def send(client, content, name="bundle.json"):
    return client.submit("/events/import", files={"file": (name, content, "application/json")})


def test_export__leaves_as_files_of_their_kind(browser, begun):
    client = browser("XA", "reader")
    for form, kind in (("json", "application/json"), ("stix", "application/stix+json;version=2.1")):
        answer = client.get(f"/events/{EVENT}/export/{form}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="{EVENT}.')
        json.loads(answer.content)
    alert = client.submit(f"/events/{EVENT}/export/cap", ALERT)
    assert alert.status_code == 200
    check_cap(alert.content)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"headline": ""}, "is empty"), ({"urgency": "Soon"}, "urgency"),
        ({"sender": "a b"}, "without blanks"),
        ({"addresses": ""}, "addresses"), ({"expires": "2020-01-01T00:00"}, "is past"),
        ({"description": "a\x01"}, "character that XML cannot carry"),
    ],
)  # fmt: skip
def test_export__of_an_alert_that_is_none__is_refused(browser, begun, wrong, told):
    answer = browser("XA", "reader").submit(f"/events/{EVENT}/export/cap", ALERT | wrong)
    assert answer.status_code in (400, 422)
    assert told in answer.text


def test_import__is_looked_at_first_and_is_for_ones_own_member_alone(browser, begun, room):
    begun.open("event567", title="Plague")
    other = browser("XB", "analyst")
    page = send(other, bundle_of(browser("XA", "reader"))).text
    assert "Cholera in two provinces" in page
    assert re.findall('name="member" value="(..)" checked', page) == ["XB"]
    assert len(room.board.events) == 2
    names = ("event", "source", "summary", "title", "hazard", "places")
    form = {name: re.search(f'name="{name}"[^>]*value="([^"]*)"', page) for name in names}
    sent = {name: hit.group(1) if hit else "" for name, hit in form.items()}
    more = {"pack": "infectious", "origin": "other", "member": "XB", "tlp": "amber", "pass_on": "1"}
    assert other.submit("/events/new", {**sent, **more}).status_code == 303
    (made,) = [event for event in room.board.events.values() if event.owner == "XB"]
    assert made.audience.members == {"XB"}
    assert made.origin.source.startswith("STIX 2.1: XA, event234")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no JSON",
        b"[" * 50_000,
        b"{}",
        b"\xff\xfe",
        b'{"type": "bundle", "objects": [{"type": "malware"}]}',
    ],
)  # fmt: skip
def test_import__of_what_is_no_bundle__is_refused(browser, begun, room, content):
    answer = send(browser("XA", "analyst"), content)
    assert answer.status_code in (400, 422)
    assert len(room.board.events) == 1


def test_import__by_who_opens_no_events__is_refused(browser, begun):
    client = browser("XA", "reader")
    assert client.get("/events/import").status_code == 403
    assert send(client, b"{}").status_code == 403
    assert "/events/import" not in client.get("/events").text


@pytest.mark.parametrize("lang", ["en", "ru", "zh"])
def test_docs__show_every_operation_with_a_call_that_does_it(browser, lang):
    page = browser("XA", "reader", lang=lang).get("/api/docs").text
    for operation in OPERATIONS:
        assert f'id="{operation.name}"' in page
        assert f"<code>{operation.method} {operation.path}</code>" in page
    assert page.count("curl -H") == len(OPERATIONS)
    assert "<script>" not in page


def test_docs__are_for_the_signed_in_and_the_document_for_anybody(browser):
    client = browser()
    assert client.get("/api/docs", follow_redirects=False).status_code == 303
    assert client.get("/api/openapi").json()["openapi"] == "3.1.0"


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_docs__say_what_operations_do_in_every_language(lang):
    told = spoken(lang).translations
    assert [o.does for o in OPERATIONS if told.gettext(o.does) == o.does] == []


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)"])
def test_csv__of_a_title_that_a_spreadsheet_would_compute__begins_with_an_apostrophe(browser, play, title):
    play.open(EVENT, title=title)
    text = browser("XA", "reader").get("/events?format=csv").text
    assert f"'{title}" in text
    assert f",{title}" not in text
    assert not any(line.startswith(title) for line in text.splitlines())
