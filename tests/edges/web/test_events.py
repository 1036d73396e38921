"""The list of events and the page of one: what a reader sees, and what no reader ever sees of others."""

import re
from datetime import UTC, date, datetime

import pytest

from tocsin.events.acts import (
    ask_verification,
    give_sighting,
    put_finding,
    set_task,
    stamp_milestone,
    write_message,
    write_note,
)
from tocsin.events.after import INTERNAL, SHARED
from tocsin.events.audience import Audience, Tlp
from tocsin.events.entries import OriginKind, SightingKind
from tocsin.events.fact import Draft, chained
from tocsin.flows.assess import BY_ITSELF, bound
from tocsin.web.fact_said import SAID, fact_said, shortened
from tocsin.web.language import spoken
from tocsin.web.telling import telling

ALL = "XA XB XC SX"
EVIL = """<script>alert(1)</script>"'{{7*7}}"""


@pytest.fixture
def told(play):
    """An event of XA and XB with something of everything on it, and one of XC alone."""
    play.open("mine2345")
    play.open("theirs23", owner="XB", members="XB")
    play.do(ask_verification, "XA", "focal-point", event="mine2345", members=["XB"], text="Seen there?")
    said = SightingKind.SEEN
    play.do(give_sighting, "XB", "analyst", event="mine2345", said=said, text="Two clusters")
    play.do(write_message, "XB", "delegate", event="mine2345", text="First line\nSecond line")
    play.do(write_note, "XA", "analyst", event="mine2345", text="A note of Alpha")
    play.do(write_note, "XB", "analyst", event="mine2345", text="A note of Beta")
    play.do(set_task, "XB", "analyst", event="mine2345", task="task2345", text="A task of Beta",
            internal=True)  # fmt: skip
    return play


def test_list__shows_what_the_audience_sees_and_no_more(browser, told):
    mine, theirs = browser("XA", "reader").get("/events").text, browser("XB", "reader").get("/events").text
    assert "Cholera, mine2345" in mine
    assert "Cholera, theirs23" not in mine
    assert "1 line" in mine
    assert "2 lines" in theirs
    none = browser("XC", "reader")
    assert "No event that you may see." in none.get("/events").text
    assert len(none.get("/events?format=csv").content.splitlines()) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=open", {"mine2345", "theirs23"}),
        ("stage=verification", {"mine2345"}),
        ("owner=XB", {"theirs23"}),
        ("pack=infectious", {"mine2345", "theirs23"}),
        ("q=theirs23", {"theirs23"}),
        ("stage=closed", set()),
    ],
)
def test_list__filters_and_leaves_as_csv(browser, told, query, found):
    client = browser("XB", "reader")
    assert set(re.findall("/events/([a-z0-9]{8})", client.get(f"/events?{query}").text)) == found
    assert len(client.get(f"/events?{query}&format=csv").text.splitlines()) == 1 + len(found)


def test_list__sorts_by_every_column_also_where_nothing_runs(browser, told):
    client = browser("XB", "reader")
    for column in ("title", "stage", "clock", "hazard", "owner", "label", "opened", "last"):
        assert client.get(f"/events?sort={column}&down=1").status_code == 200


def test_list__a_title_that_is_a_formula__is_none_in_the_csv(browser, play):
    play.open("form2345", title="=1+1", members="XA")
    assert "'=1+1" in browser("XA", "reader").get("/events?format=csv").text


PAGES = ("", "/edit", "/audience", "/milestones", "/notification", "/rounds/1", "/files/file2345")


@pytest.mark.parametrize("page", PAGES)
def test_an_event_that_one_may_not_see__is_like_one_that_is_not_there(browser, told, page):
    client = browser("XA", "focal-point", "analyst", "head")
    hidden, nothing = (client.get(f"/events/{name}{page}") for name in ("theirs23", "none2345"))
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.text.replace("theirs23", "none2345") == nothing.text
    assert hidden.headers.items() ^ nothing.headers.items() <= {
        pair for pair in (*hidden.headers.items(), *nothing.headers.items()) if pair[0] == "set-cookie"
    }


def test_page__shows_what_is_shared_and_ones_own(browser, told):
    text = browser("XA", "reader").get("/events/mine2345").text
    shared = "Cholera, mine2345", "TLP:AMBER", "Two clusters", "First line<br>Second line", "Seen there?"
    for words in (*shared, "verification", "A note of Alpha", "Member XB"):
        assert words in text
    for words in ("A note of Beta", "A task of Beta", "task2345", "theirs23", "@example.org"):
        assert words not in text


def test_page__shows_each_clock_of_others_only_as_far_as_it_is_shared(browser, told, room):
    rules = bound(room, "XB", "infectious")
    told.do(stamp_milestone, "XB", "analyst", event="mine2345", milestone="emerged", rule_sets=rules,
            seen=10**9, happened=date(2026, 5, 1), bottleneck="The roads were flooded")  # fmt: skip
    text = browser("XA", "reader").get("/events/mine2345").text
    assert "The roads were flooded" in text
    assert re.search("overdue|late", text)


def test_page__of_an_event_from_a_finding__names_its_day(browser, play, room):
    finding = {"key": {"place": "XA-05"}, "start": "2026-05-10", "sentence": "Cholera in XA-05 is above."}
    room.act(BY_ITSELF, lambda board: put_finding.decide(
        board, BY_ITSELF, at=datetime(2026, 5, 18, tzinfo=UTC), card="card2345", finding=finding,
        as_of=date(2026, 5, 17), audience=Audience(members=frozenset({"XA"})), pack="infectious",
        indicator="cholera"), at=datetime(2026, 5, 18, tzinfo=UTC))  # fmt: skip
    play.open("find2345", origin=OriginKind.FINDING, finding="card2345", source="")
    mine, theirs = (browser(m, "reader").get("/events/find2345").text for m in ("XA", "XB"))
    assert "17 May 2026" in mine
    assert "/findings/card2345" in mine
    assert "Cholera in XA-05 is above." in theirs
    assert "/findings/card2345" not in theirs


def test_page__shows_every_text_as_text(browser, play):
    audience = Audience(members=frozenset({"XA", "XB"}), tlp=Tlp.RED, pass_on=False)
    play.open("evil2345", title=EVIL, summary=EVIL, hazard=EVIL, source=EVIL, audience=audience,
              places=[EVIL])  # fmt: skip
    for act, more in (
        (write_message, {}), (write_note, {}), (set_task, {"task": "task2345"}),
        (give_sighting, {"said": SightingKind.SEEN}), (ask_verification, {"members": ["XB"]}),
    ):  # fmt: skip
        play.do(act, "XA", "focal-point", event="evil2345", text=EVIL, **more)
    client = browser("XA", "focal-point")
    for page in ("/events", "/events/evil2345", "/events/evil2345/edit", "/events/evil2345/notification"):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;{{7*7}}" in text


def fact(kind, **body):
    draft = Draft(stream="event/mine2345", kind=kind, body=body)
    at = datetime(2026, 5, 18, tzinfo=UTC)
    return chained(draft, number=1, at=at, person="p", member="XA", previous="")


@pytest.mark.parametrize("lang", ["en", "ru", "zh"])
def test_fact_said__of_a_kind_of_a_later_version__says_so(room, lang):
    draft = Draft(stream="event/mine2345", kind="from-the-future", body={})
    fact = chained(
        draft, number=1, at=datetime(2026, 5, 18, tzinfo=UTC), person="p", member="XA", previous=""
    )
    assert "from-the-future" in fact_said(fact, telling(room, spoken(lang)))


def test_fact_said__of_a_body_that_cannot_be_read__names_the_kind(room):
    draft = Draft(stream="event/mine2345", kind="round-started", body={"due": 3})
    fact = chained(
        draft, number=1, at=datetime(2026, 5, 18, tzinfo=UTC), person="p", member="XA", previous=""
    )
    assert fact_said(fact, telling(room, spoken("en"))) == (
        "Something that this version cannot read (round-started)."
    )


def test_fact_said__knows_every_kind_that_changes_an_event():
    assert SHARED.keys() | INTERNAL.keys() | {"event-opened"} <= SAID.keys()


def test_shortened__keeps_the_beginning():
    assert shortened("a\nb") == "a b"
    assert shortened("x" * 500) == "x" * 159 + "…"
