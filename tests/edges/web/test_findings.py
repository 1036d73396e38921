"""Findings: the list, one of them as of its day, and what each member makes of it for itself."""

import re

import pytest

from tocsin.events.card import Triage
from tocsin.events.people import Actor


@pytest.fixture
def card(room, reported):
    """The one finding on the board: measles in XA-01 and XB-01."""
    (found,) = room.board.findings.values()
    return found


def form_of(text, status):
    """The fields of the form that sets a status."""
    seen = re.search(r'name="seen" value="([0-9a-f]{16})"', text)
    assert seen is not None
    return {"seen": seen[1], "status": status}


def decided(room, card, member):
    return room.board.findings[card.id].of(member)


def test_findings__are_listed_with_what_a_duty_officer_needs(with_reports, card):
    text = with_reports("XA", "analyst").get("/findings").text
    assert f'href="/findings/{card.id}">measles, XA-01' in text
    for part in (
        "18 May 2026",
        '<td class="n">80</td>',
        "waiting for triage",
        f'"/events/new?finding={card.id}"',
    ):
        assert part in text
    assert 'data-key="w"' in text
    assert "data-keys" in text


def test_findings__of_other_members__are_in_no_list_count_filter_or_csv(with_reports, card):
    client = with_reports("XC", "analyst")
    for address in ("/findings", "/findings?indicator=measles", "/findings?q=measles", "/"):
        text = client.get(address).text
        assert card.id not in text
        assert "XA-01" not in text
    assert 'value="measles"' not in client.get("/findings").text
    assert "0 lines" in client.get("/findings").text
    assert client.get("/findings?format=csv").text.splitlines()[1:] == []


def test_a_finding__of_other_members__is_the_page_of_one_that_does_not_exist(with_reports, card):
    client = with_reports("XC", "analyst")
    hidden, nothing = client.get(f"/findings/{card.id}"), client.get("/findings/aaaaaaaa")
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.text.replace(card.id, "aaaaaaaa") == nothing.text
    for status in ("watched", "dismissed"):
        form = {"seen": card.last.mark, "status": status, "reason": "x"}
        assert client.submit(f"/findings/{card.id}/triage", form).status_code == 404


@pytest.mark.parametrize(
    ("lang", "sentence", "label"),
    [
        ("en", "80 cases in 2026-W20 where", "Once all reports are in"),
        ("ru", "80 случаев за 20-ю неделю", "Когда поступят все сообщения"),
        ("zh", "2026年第20周报告80例", "全部报告到齐后"),
    ],
)
def test_a_finding__reads_in_the_readers_language_with_drawings_and_outlook(
    with_reports, card, lang, sentence, label
):
    text = with_reports("XB", "analyst", lang=lang).get(f"/findings/{card.id}").text
    assert sentence in text
    assert label in text
    assert text.count("<svg viewBox") == 3
    assert "style=" not in text


def test_a_finding__leads_to_its_series_with_the_data_of_that_day(with_reports, card):
    client = with_reports("XA", "analyst")
    link = re.search(
        r'href="(/series/[0-9a-f]{16}\?as_of=2026-05-18)"', client.get(f"/findings/{card.id}").text
    )
    assert link is not None
    assert "measles, XA-01" in client.get(link[1]).text


def test_a_finding__put_up_without_words_or_reports__is_shown_as_far_as_it_goes(browser, room, card):
    body = {key: card.finding[key] for key in ("key", "start", "sentence", "observed", "rank")}
    object.__setattr__(card, "finding", body)
    text = browser("XA", "analyst").get(f"/findings/{card.id}").text
    assert card.finding["sentence"] in text
    assert "cannot be drawn here" in text


def test_triage__watched__is_that_members_alone_and_leaves_the_list_of_those_that_wait(
    with_reports, room, card
):
    client = with_reports("XA", "analyst")
    answer = client.submit(
        f"/findings/{card.id}/triage",
        {**form_of(client.get("/findings").text, "watched"), "back": "/findings?status=waiting"},
    )
    assert answer.headers["location"] == "/findings?status=waiting&said=watched"
    assert "The finding is being watched." in client.get(answer.headers["location"]).text
    assert card.id not in client.get("/findings?status=waiting").text
    assert card.id in with_reports("XB", "analyst").get("/findings?status=waiting").text
    assert decided(room, card, "XA").status is Triage.WATCHED
    assert decided(room, card, "XB").status is Triage.WAITING


def test_triage__dismissed__asks_for_a_reason_that_others_never_read(with_reports, room, card):
    client, address = with_reports("XA", "analyst"), f"/findings/{card.id}"
    form = form_of(client.get(address).text, "dismissed")
    assert client.submit(f"{address}/triage", form).status_code == 422
    assert decided(room, card, "XA").status is Triage.WAITING
    answer = client.submit(f"{address}/triage", {**form, "reason": "a mass campaign of testing"})
    assert answer.headers["location"] == f"{address}?said=dismissed"
    assert "a mass campaign of testing" in client.get(address).text
    assert "mass campaign" not in with_reports("XB", "focal-point").get(address).text
    form = form_of(client.get(address).text, "waiting")
    assert client.submit(f"{address}/triage", form).status_code == 303
    assert decided(room, card, "XA").status is Triage.WAITING


def test_triage__by_two_at_once__the_second_is_told(with_reports, room, card):
    one, other = with_reports("XA", "analyst"), with_reports("XA", "focal-point")
    first, second = (form_of(c.get(f"/findings/{card.id}").text, "watched") for c in (one, other))
    assert one.submit(f"/findings/{card.id}/triage", first).status_code == 303
    late = other.submit(f"/findings/{card.id}/triage", {**second, "status": "dismissed", "reason": "x"})
    assert late.status_code == 409
    assert decided(room, card, "XA").status is Triage.WATCHED


def test_triage__by_a_reader__has_no_buttons_and_is_refused(with_reports, room, card):
    client = with_reports("XA", "reader")
    assert "data-key=" not in client.get("/findings").text
    assert 'name="status"' not in client.get(f"/findings/{card.id}").text
    form = {"seen": card.last.mark, "status": "watched"}
    assert client.submit(f"/findings/{card.id}/triage", form).status_code == 403
    assert decided(room, card, "XA").status is Triage.WAITING


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_triage__goes_back_nowhere_else(with_reports, card, back):
    client = with_reports("XA", "analyst")
    form = {**form_of(client.get("/findings").text, "watched"), "back": back}
    answer = client.submit(f"/findings/{card.id}/triage", form)
    assert answer.headers["location"] == f"/findings/{card.id}?said=watched"


@pytest.mark.parametrize("status", ["event", "gone", ""])
def test_triage__to_what_is_no_decision_of_this_form__is_refused(with_reports, room, card, status):
    client = with_reports("XA", "analyst")
    form = form_of(client.get("/findings").text, status)
    assert client.submit(f"/findings/{card.id}/triage", form).status_code == 422
    assert decided(room, card, "XA").status is Triage.WAITING


def test_findings__not_to_be_passed_on__are_for_people_alone(room, card):
    token = Actor(person="somebody", member="XA", roles=frozenset(), scopes=frozenset({"read"}))
    assert [one.id for one in room.cards(token)] == [card.id]
