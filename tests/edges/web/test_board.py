"""The board: what is open by urgency, what waits, who is silent; each reader counts what they see."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.events.acts import open_event
from tocsin.events.audience import Audience
from tocsin.events.card import Triage
from tocsin.events.entries import OriginKind
from tocsin.events.fact import SYSTEM, Draft
from tocsin.events.people import Actor, Role
from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.board_view import BoardViews
from tocsin.flows.series_room import SeriesRoom
from tocsin.flows.triage import triage
from tocsin.ledger.chance import new_id

AT = datetime(2026, 5, 18, 8, 0, tzinfo=UTC)


@pytest.fixture
def opens(room, person):
    """Let a member open an event for some, so many hours ago, the oldest first: it is detected then."""
    for member in ("XA", "XB"):  # their clocks are those of the IHR alone: to assess takes 48 hours
        body = {"name": {"en": f"Member {member}"}, "kind": "full", "rule_sets": ["ihr-2005"]}
        change = Draft(stream=f"member/{member}", kind="member-changed", body=body)
        room.books.ledger.append([change], person=SYSTEM, member="", at=AT, seen={})

    def open_one(owner, members, title, *, hours=1, places=()):
        roles = frozenset({Role.ANALYST, Role.FOCAL_POINT})
        actor = Actor(person=person(owner, *(role.value for role in roles)), member=owner, roles=roles)
        at, name = datetime.now(UTC) - timedelta(hours=hours), new_id()
        room.act(
            actor,
            lambda board: open_event.decide(
                board, actor, at=at, event=name, title=title, audience=Audience(members=frozenset(members)),
                pack="infectious", origin=OriginKind.RUMOUR, places=places,
            ),
            at=at,
        )  # fmt: skip
        return name

    return open_one


def tiles(text):
    """The numbers at the top of the page, by their words."""
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text))


def order(text):
    """Titles of the open events as they stand on the page."""
    return re.findall(r'<a href="/events/[0-9a-z]{8}">([^<]+)</a>', text)


def test_board__open_events__stand_by_urgency_with_their_clocks(browser, opens):
    opens("XA", {"XA"}, "overdue one", hours=60)
    opens("XA", {"XA"}, "soon due", hours=40)
    opens("XA", {"XA"}, "calm one", hours=2)
    text = browser("XA", "analyst").get("/").text
    assert order(text) == ["overdue one", "soon due", "calm one"]
    assert re.findall(r'class="mark (urgent|soon|calm)"', text) == ["urgent", "soon", "calm"]
    assert "Assess an urgent event" in text
    numbers = tiles(text)
    assert numbers["Open events"] == "3"
    assert numbers["Clocks overdue"] == "1"
    assert numbers["Clocks due within 24 hours"] == "1"


def test_board__events_of_others__are_in_no_tile_list_or_member(browser, opens):
    opens("XA", {"XA"}, "kept inside", hours=60, places=["XB-01"])
    opens("XA", {"XA", "XB"}, "shown to XB", places=["XB-01"])
    mine, theirs = browser("XA", "analyst").get("/").text, browser("XB", "analyst").get("/").text
    assert tiles(mine)["Open events"] == "2"
    assert tiles(theirs)["Open events"] == "1"
    assert tiles(theirs)["Clocks overdue"] == "0"
    assert "kept inside" not in theirs
    assert "urgent" not in theirs.partition("<h2>Members")[2]
    nobody = browser("XC", "analyst").get("/").text
    assert tiles(nobody)["Open events"] == "0"
    assert "shown to XB" not in nobody


def member_in_grid(text, name):
    grid = text.partition('<ul class="grid">')[2].partition("</ul>")[0]
    return next(part for part in grid.split("<li") if name in part)


def test_board__members__count_what_they_own_and_what_lies_in_their_places(browser, opens):
    opens("XA", {"XA", "XB"}, "at the border", places=["XB-01"])
    opens("XB", {"XA", "XB"}, "at XB alone")
    text = browser("XA", "analyst").get("/").text
    assert "calm: 1" in member_in_grid(text, "Member XA")
    assert "calm: 2" in member_in_grid(text, "Member XB")
    assert "no open event" in member_in_grid(text, "Member XC")
    assert "Member SX" not in text.partition('<ul class="grid">')[2].partition("</ul>")[0]


def test_board__the_secretariat__sees_the_clocks_of_all_that_share_the_event(browser, opens):
    opens("XA", {"XA", "SX"}, "with the chair", hours=60)
    text = browser("SX", "secretariat").get("/").text
    assert tiles(text)["Clocks overdue"] != "0"
    assert "Member XA: Assess an urgent event" in text


def test_board__findings_that_wait__leave_when_the_member_has_decided(with_reports, room, person):
    (card,) = room.board.findings.values()
    client = with_reports("XA", "analyst")
    text = client.get("/").text
    assert tiles(text)["Findings waiting for triage"] == "1"
    assert card.finding["said"]["en"]["sentence"] in text
    actor = Actor(person=person("XA", "analyst"), member="XA", roles=frozenset({Role.ANALYST}))
    triage(room, actor, finding=card.id, status=Triage.WATCHED, reason="", mark=card.last.mark,
           at=datetime.now(UTC))  # fmt: skip
    assert tiles(client.get("/").text)["Findings waiting for triage"] == "0"
    assert tiles(with_reports("XB", "analyst").get("/").text)["Findings waiting for triage"] == "1"
    assert tiles(with_reports("XC", "analyst").get("/").text)["Findings waiting for triage"] == "0"


def test_board__silent_sources__are_told_to_whom_they_belong(with_reports, room, reports):
    text = with_reports("XA", "analyst").get("/").text
    assert tiles(text)["Silent sources"] == "1"
    assert "2 of 4" in text
    assert "<td>XA-02</td>" in text
    other = with_reports("XB", "analyst").get("/").text
    assert tiles(other)["Silent sources"] == "0"
    assert "XA-02" not in other
    chair = SeriesRoom(room, str(reports), BoardSettings(watchers=("SX",)))
    assert "2 of 8" in with_reports("SX", "secretariat", series=chair).get("/").text


def test_board__reports_that_cannot_be_read__do_not_take_it_down(with_reports, room, tmp_path):
    (tmp_path / "tocsin.toml").write_text("format = 1\n[watch]\nfdr = 7\n", "utf-8")
    series = SeriesRoom(room, str(tmp_path), BoardSettings())
    text = with_reports("XA", "analyst", series=series).get("/").text
    assert tiles(text)["Silent sources"] == "–"
    assert "cannot be read at the moment" in text


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_board__in_another_language__has_no_english_left_of_ours(with_reports, opens, lang):
    opens("XA", {"XA"}, "Событие 1", hours=60)
    text = with_reports("XA", "analyst", lang=lang).get("/").text
    for words in ("Open events", "Findings waiting", "Silent", "urgent", "overdue", "Clocks", "Newest"):
        assert words not in re.sub(r'<[^>]*class="[^"]*"[^>]*>|TLP:\w+', "", text)


def test_board__is_asked_for_again_while_it_is_looked_at(browser):
    assert (
        '<main id="main" class="page" tabindex="-1" data-fresh="60">' in browser("XA", "reader").get("/").text
    )


def test_views__a_look_at_an_event__holds_for_a_minute_and_until_it_changes(room, opens):
    name = opens("XA", {"XA"}, "calm one")
    views, actor = BoardViews(room, BoardSettings()), Actor(person="x", member="XA", roles=frozenset())
    now = datetime.now(UTC)
    first = views.of(actor, at=now).events[0]
    assert views.of(actor, at=now + timedelta(seconds=59)).events[0] is first
    assert views.of(actor, at=now + timedelta(seconds=121)).events[0] is not first
    later = views.of(actor, at=now + timedelta(hours=60))
    assert later.overdue == 1
    body = {"text": "a word"}
    room.books.ledger.append(
        [Draft(stream=f"event/{name}", kind="message-written", body=body)], person=SYSTEM, member="XA",
        at=now, seen={},
    )  # fmt: skip
    assert views.of(actor, at=now + timedelta(hours=60)).events[0] is not later.events[0]
