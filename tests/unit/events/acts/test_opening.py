"""Findings on the board, their triage, and events opened from them or by hand."""

from datetime import date

import pytest

from tocsin.events.acts import open_event, put_finding, triage_finding
from tocsin.events.audience import Audience
from tocsin.events.card import Triage, card_seen_by
from tocsin.events.entries import OriginKind
from tocsin.events.event import Stage
from tocsin.testing.rehearsal import SYSTEM_ACTOR
from tocsin.vocab.errors import ChangedError, EventError, UnknownThingError

FINDING = {"key": {"place": "XA-05", "indicator": "measles"}, "start": "2026-05-03", "observed": 12}
DAY = date(2026, 5, 17)
FOR = Audience(members=frozenset({"XA", "XB"}))


def put(play, card="card0001", finding=FINDING, as_of=DAY, audience=FOR):
    return play.do(
        put_finding, SYSTEM_ACTOR, card=card, finding=finding, as_of=as_of, audience=audience,
        pack="infectious", indicator="cases",
    )  # fmt: skip


def opening(**changes):
    told = {
        "event": "event002", "title": "Measles", "audience": FOR, "pack": "infectious",
        "origin": OriginKind.LABORATORY,
    }  # fmt: skip
    return told | changes


FROM_CARD = {"origin": OriginKind.FINDING, "finding": "card0001"}


def test_put_finding__the_same_run_on_a_later_day_renews_its_card(play):
    put(play)
    more = FINDING | {"observed": 20}
    assert [fact.kind for fact in put(play, "card0002", more, date(2026, 5, 24))] == ["finding-seen-again"]
    assert list(play.board.findings) == ["card0001"]
    card = play.board.findings["card0001"]
    assert (card.finding, card.as_of, card.first_as_of) == (more, date(2026, 5, 24), DAY)


def test_put_finding__seen_again_for_more_members__they_join_and_nobody_leaves(play):
    put(play, audience=Audience(members=frozenset({"XA"}), pass_on=False))
    put(play, as_of=date(2026, 5, 24), audience=Audience(members=frozenset({"XB"})))
    assert play.board.findings["card0001"].audience == Audience(
        members=frozenset({"XA", "XB"}), pass_on=False
    )


@pytest.mark.parametrize("as_of", [DAY, date(2026, 5, 10)])
def test_put_finding__a_run_that_is_no_newer_records_nothing(play, as_of):
    put(play)
    assert put(play, "card0002", FINDING | {"observed": 20}, as_of) == []


@pytest.mark.parametrize(
    "other", [{"start": "2026-05-10"}, {"key": {"place": "XA-06", "indicator": "measles"}}]
)
def test_put_finding__another_series_or_run_has_a_card_of_its_own(play, other):
    put(play)
    put(play, "card0002", FINDING | other)
    assert list(play.board.findings) == ["card0001", "card0002"]


def test_put_finding__refuses_what_is_no_finding(play):
    with pytest.raises(EventError, match=r"The finding has no 'start'; docs/findings\.md says what it holds"):
        put(play, finding={"key": {}})
    put(play)
    with pytest.raises(EventError, match="There is a card 'card0001' already"):
        put(play, finding=FINDING | {"start": "2026-05-10"})


def test_put_finding__an_empty_audience_means_nobody(play, xa):
    put(play, audience=Audience(members=frozenset()))
    assert all(
        card_seen_by(play.board.findings["card0001"], who) is None for who in (xa, play.person("HUB", "head"))
    )
    with pytest.raises(UnknownThingError, match="no finding 'card0001' that you may see"):
        play.do(triage_finding, xa, finding="card0001", status=Triage.WATCHED, seen=99)


def test_triage__each_member_decides_for_itself_and_shows_it_to_nobody_else(play, xa, xb):
    put(play)
    play.do(triage_finding, xa, finding="card0001", status=Triage.DISMISSED, reason="holiday", seen=0)
    card = play.board.findings["card0001"]
    assert (card.of("XA").status, card.of("XA").reason, card.of("XB").status) == (
        "dismissed",
        "holiday",
        "waiting",
    )
    assert card_seen_by(card, xb).decided == {}
    assert card_seen_by(card, xa).decided == card.decided
    play.do(triage_finding, xa, finding="card0001", status=Triage.WAITING, seen=play.board.number)
    assert play.board.findings["card0001"].of("XA").status is Triage.WAITING


def test_triage__a_colleague_who_was_quicker_is_named(play, xa):
    put(play)
    seen = play.board.number
    play.do(triage_finding, xa, finding="card0001", status=Triage.WATCHED, seen=seen)
    other = play.person("XA", "analyst")
    text = r"this was changed: triage by xafocalp of XA at 2026-05-18 08:\d\d UTC\. Look at it"
    with pytest.raises(ChangedError, match=text) as caught:
        play.do(triage_finding, other, finding="card0001", status=Triage.WAITING, seen=seen)
    assert [(name, fact.person) for name, fact in caught.value.values["changes"]] == [("triage", xa.person)]
    with pytest.raises(ChangedError, match="this was changed"):
        play.do(open_event, other, **opening(**FROM_CARD), seen=seen)


def test_triage__what_it_cannot_be(play, xa):
    put(play)
    with pytest.raises(EventError, match=r"reason is empty; write something\."):
        play.do(triage_finding, xa, finding="card0001", status=Triage.DISMISSED, reason="  ", seen=0)
    with pytest.raises(EventError, match="opened from a finding by opening it"):
        play.do(triage_finding, xa, finding="card0001", status=Triage.EVENT, seen=0)


def test_open_event__by_hand_is_a_signal_of_its_owner_detected_now(play, xa):
    (fact,) = play.do(
        open_event, xa, **opening(title=" Measles ", places=["XA-05", "XA-05"], source="a laboratory")
    )
    event = play.board.events["event002"]
    assert (event.title, event.owner, event.stage, event.places) == (
        "Measles",
        "XA",
        Stage.SIGNAL,
        ("XA-05",),
    )
    assert (event.origin.kind, event.origin.source, event.origin.as_of) == (
        "laboratory",
        "a laboratory",
        None,
    )
    assert event.stamps["XA"]["detected"].happened == fact.at
    assert event.audience == FOR


def test_open_event__from_a_finding_carries_its_day_and_numbers(play, xa, xb):
    put(play)
    facts = play.do(open_event, xa, **opening(**FROM_CARD))
    assert [fact.stream for fact in facts] == ["event/event002", "finding/card0001"]
    put(play, finding=FINDING | {"observed": 99}, as_of=date(2026, 5, 24))
    origin = play.board.events["event002"].origin
    assert (origin.card, origin.as_of, origin.finding) == ("card0001", DAY, FINDING)
    assert (origin.pack, origin.indicator) == ("infectious", "cases")
    card = play.board.findings["card0001"]
    assert (card.of("XA").status, card.of("XA").event) == ("event", "event002")
    assert card_seen_by(card, xb).of("XB").event == ""


def test_open_event__a_member_opens_one_from_a_finding(play, xa):
    put(play)
    play.do(open_event, xa, **opening(**FROM_CARD))
    with pytest.raises(EventError, match="XA opened event 'event002' from this finding already"):
        play.do(open_event, xa, **opening(**FROM_CARD, event="event003"), seen=play.board.number)
    with pytest.raises(EventError, match="XA opened event 'event002' from this finding; discard that event"):
        play.do(triage_finding, xa, finding="card0001", status=Triage.WATCHED, seen=play.board.number)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"event": "event001"}, "There is an event 'event001' already; draw another"),
        ({"event": "1"}, r"event '1' is no identifier: it must be 8 letters a-z or digits\."),
        ({"title": " "}, "title is empty"),
        ({"title": "x" * 201}, r"title has 201 characters; at most 200 fit\. Shorten it"),
        ({"title": "a\nb"}, r"title holds the control character U\+000A at place 2"),
        ({"summary": "a\x00b"}, r"summary holds the control character U\+0000 at place 2"),
        ({"summary": "safe\u202etxt.exe"}, r"U\+202E at place 5"),
        ({"pack": "Infectious!"}, "pack 'Infectious!' is not usable"),
        ({"places": ["XA"] * 201}, "201 places are too many; at most 200 fit"),
        ({"audience": Audience(members=frozenset())}, "leaves out XA, which owns the event; nobody"),
        ({"audience": Audience(members=frozenset({"XB"}))}, "Keep XA in"),
        ({"audience": Audience(members=frozenset({"XA", "XQ"}))}, r"XQ is no member\. Members: HUB, XA"),
        ({"origin": OriginKind.FINDING}, "An event from a finding names the finding, and no other does"),
        ({"finding": "card0001"}, "An event from a finding names the finding, and no other does"),
    ],
)  # fmt: skip
def test_open_event__refuses(play, xa, changes, text):
    with pytest.raises(EventError, match=text):
        play.do(open_event, xa, **opening(**changes))
