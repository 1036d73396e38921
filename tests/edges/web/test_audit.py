"""The audit: facts that one may see and no others, and a verification that tells no more than it should."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tocsin.events.acts import set_task, triage_finding, write_message, write_note
from tocsin.events.audience import Audience
from tocsin.events.card import Triage
from tocsin.events.fact import SYSTEM, Draft
from tocsin.web.fact_said import SAID
from tocsin.web.kind_word import kind_words
from tocsin.web.language import spoken

AT = datetime(2026, 5, 18, 8, 0, tzinfo=UTC)
NUMBERED = re.compile(r"<code>(\d+):([0-9a-f]{64})</code>")
HASH = re.compile(r"<code>([0-9a-f]{64})</code>")


def harm(room, number):
    """Change a fact, as whoever owns the database can."""
    with room.books.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER facts_update")
        connection.execute(sa.text("UPDATE facts SET body = '{}' WHERE number = :n"), {"n": number})


@pytest.fixture
def head(browser):
    return browser("XA", "head")


@pytest.mark.parametrize("role", ["reader", "analyst", "focal-point", "delegate"])
def test_audit__is_for_those_whom_the_table_names(browser, role):
    client = browser("XA", role)
    assert client.get("/audit").status_code == 403
    assert client.submit("/audit/verify").status_code == 403
    assert 'href="/audit"' not in client.get("/").text


@pytest.mark.parametrize("who", [("XA", "head"), ("XA", "administrator"), ("SX", "secretariat")])
def test_audit__lists_members_people_and_events_in_sight(browser, play, who):
    play.open("event001", "XA", "XA XB SX")
    client = browser(*who)
    page = client.get("/audit").text
    assert "Added the member Member XB." in page
    assert "Opened the event (rumour: A call)." in page
    assert "Cholera, event001" in page
    assert 'href="/audit"' in page
    assert client.get("/audit?stream=event/event001&until=2026-05-17").status_code == 200


def test_audit__shows_nothing_of_an_event_out_of_sight(browser, play, head):
    play.open("event001", "XA", "XA XB")
    play.open("event002", "XB", "XB")
    play.do(write_message, "XB", "analyst", event="event002", text="Not for XA")
    for address in ("/audit", "/audit?format=csv", "/audit?q=event002", "/audit?stream=event/event002",
                    "/audit?stream=event/event002&format=csv", "/audit?about=event"):  # fmt: skip
        page = head.get(address).text
        assert "Not for XA" not in page
        assert "Cholera, event002" not in page
    there = head.get("/audit?stream=event/event002").text
    absent = head.get("/audit?stream=event/event999").text
    assert there.replace("event002", "event999") == absent


def test_audit__shows_what_a_member_keeps_inside_to_its_own_people_alone(browser, play, head):
    play.open("event001", "XA", "XA XB SX")
    play.do(write_note, "XB", "analyst", event="event001", text="Inside XB")
    play.do(set_task, "XB", "analyst", event="event001", task="task0001", text="Inside XB", internal=True)
    play.do(write_message, "XB", "analyst", event="event001", text="For all")
    for client in (head, browser("SX", "secretariat")):
        page = client.get("/audit?size=200").text
        assert "For all" in page
        assert "Inside XB" not in page
    assert "Inside XB" in browser("XB", "head").get("/audit?size=200").text


def test_audit__shows_triage_to_the_own_member_alone(browser, room, play, head):
    body = {
        "run": "r", "pack": "infectious", "indicator": "cases", "finding": {"key": {}}, "as_of": "2026-05-17",
        "audience": {"members": ["XA", "XB"], "tlp": "amber", "pass_on": True},
    }  # fmt: skip
    draft = Draft(stream="finding/card0001", kind="finding-put", body=body)
    room.ledger.append([draft], person=SYSTEM, member="", at=AT, seen={})
    play.do(triage_finding, "XB", "analyst", finding="card0001", status=Triage.DISMISSED, reason="A double",
            seen=99)  # fmt: skip
    page = head.get("/audit").text
    assert "Put a finding of the watch on the board" in page
    assert "A double" not in page
    assert "A double" in browser("XB", "head").get("/audit").text


def test_audit__filters_by_thing_member_and_person_and_keeps_them_in_links(browser, play):
    play.open("event001", "XA", "XA XB")
    client = browser("XA", "head")
    rows = client.get("/audit?about=event&member=XA&format=csv").text.splitlines()
    assert rows[0].endswith("thing,when,who,for,what,mark")
    assert len(rows) == 2
    assert '"Cholera, event001"' in rows[1]
    who = play.actors[("XA", "focal-point")].person
    assert client.get(f"/audit?person={who}&format=csv").text.count("\r\n") == 2
    page = client.get("/audit?stream=member/XB").text
    assert "Facts about: Member XB" in page
    assert '<input type="hidden" name="stream" value="member/XB">' in page
    assert "Member XC" not in page.split("Facts about")[1].split("</table>")[0]


def test_audit__filters_by_what_happened(browser, play):
    play.open("event001", "XA", "XA XB")
    client = browser("XA", "head")
    rows = client.get("/audit?kind=event-opened&format=csv").text.splitlines()
    assert len(rows) == 2
    page = client.get("/audit").text
    assert '<option value="event-opened">event opened</option>' in page
    assert "round-revealed" not in page  # nothing is offered that is not there


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_kind_words__there_is_one_for_every_kind_of_fact_in_every_language(lang):
    assert kind_words(spoken("en")).keys() == SAID.keys()
    said, english = kind_words(spoken(lang)), kind_words(spoken("en"))
    assert [kind for kind in SAID if said[kind] == english[kind]] == []
    assert len(set(said.values())) == len(said)


def test_audit__shows_no_number_of_a_fact(browser, play):
    for name in ("event001", "event002", "event003"):
        play.open(name, "XB", "XB")
    play.open("event004", "XA", "XA")
    client = browser("XA", "administrator")
    fact = client.get("/audit?about=event&format=csv").text.splitlines()[1]
    number = str(play.room.ledger.read(stream="event/event004")[0].number)
    assert number not in re.sub(r"[0-9a-f]{16}|2026|8:00|08:00|18", "", fact).replace("event004", "")


def test_verify__says_that_all_is_whole_and_gives_administrators_the_anchor(room, browser, play):
    play.open("event001")
    client = browser("XA", "administrator")
    page = client.submit("/audit/verify").text
    assert "The record is whole" in page
    assert NUMBERED.search(page).groups() == (str(room.ledger.anchor()[0]), room.ledger.anchor()[1])
    anchor = ":".join(NUMBERED.search(page).groups())
    play.open("event002")
    page = client.submit("/audit/verify", {"anchor": anchor}).text
    assert "It agrees with the anchor" in page
    assert client.submit("/audit/verify", {"anchor": "12"}).status_code == 422
    wrong = f"{anchor.partition(':')[0]}:{'0' * 64}"
    assert "The record is not whole" in client.submit("/audit/verify", {"anchor": wrong}).text


def test_verify__tells_others_than_administrators_no_number(room, head, play):
    play.open("event002", "XB", "XB")
    page = head.submit("/audit/verify").text
    assert HASH.search(page)[1] == room.ledger.anchor()[1]
    assert not NUMBERED.search(page)
    assert 'name="anchor"' not in head.get("/audit").text
    long = f"{10**6}:{'0' * 64}"
    assert "The record is whole" in head.submit("/audit/verify", {"anchor": long}).text  # it is not looked at


@pytest.mark.parametrize(("role", "told"), [("administrator", True), ("head", False)])
def test_verify__of_a_harmed_chain_names_no_event_out_of_sight(room, browser, play, role, told):
    play.open("event002", "XB", "XB")
    number = room.ledger.read(stream="event/event002")[0].number
    client = browser("XA", role)
    harm(room, number)
    page = client.submit("/audit/verify").text
    assert "The record is not whole" in page
    assert (f"number {number};" in page) is told
    assert "event002" not in page


def test_audit__of_many_facts_gives_the_newest_and_says_that_there_are_more(room, browser, monkeypatch, play):
    from tocsin.flows import audit_room

    monkeypatch.setattr(audit_room, "MOST", 3)
    monkeypatch.setattr(audit_room, "_BLOCK", 2)
    for n in range(4):
        play.open(f"event00{n}", "XA", "XA")
        play.open(f"hidden0{n}", "XB", "XB")
    client = browser("XA", "head")
    page = client.get("/audit?format=csv").text
    assert page.count("\r\n") == 4
    assert "Cholera, event003" in page
    assert "hidden" not in page
    assert "These are the newest" in client.get("/audit").text
    assert "These are the newest" not in client.get("/audit?stream=member/XA").text
    assert audit_room.roll(room, play.actor("XA", "head"), stream="member/XA").more is False


def test_audit__a_formula_in_a_title_stays_text(browser, play):
    play.open("event001", "XA", "XA", title='=HYPERLINK("x")', audience=Audience(members=frozenset({"XA"})))
    table = browser("XA", "head").get("/audit?about=event&format=csv").text
    assert "\"'=HYPERLINK" in table
