"""From the watch to the board: who sees what is found, and what becomes of a finding on the next day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import numpy as np
import polars as pl
import pytest

from tocsin.events.acts import put_finding
from tocsin.events.fact import SYSTEM, Draft
from tocsin.events.people import Actor
from tocsin.flows import board_findings
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_findings import put_up
from tocsin.flows.board_settings import BoardSettings, read_board_settings
from tocsin.flows.watch import watch
from tocsin.flows.whose import Whose, series_id
from tocsin.ledger.books import open_books
from tocsin.ledger.database import sqlite_url
from tocsin.ledger.passwords import Cost
from tocsin.panel.panel import Panel
from tocsin.vocab.errors import EventError, SettingsError, UnknownNameError
from tocsin.vocab.periods import Periods

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
DAY = date(2026, 5, 18)
MEMBERS = ("XA", "XB", "XC", "HUB")
BORDERS = frozenset({("XA-01", "XB-01"), ("XB-01", "XC-01")})


def found(jumps, *, day=DAY, places=("XA-01", "XA-02", "XB-01", "XC-01"), more=None, borders=BORDERS):
    """A watch in which some places count twenty times as much in the newest week."""
    rng = np.random.default_rng(3)
    counts = rng.poisson(6, (len(places), 320)).astype(float)
    for place in jumps:
        counts[places.index(place), -1] = 90
    series = pl.DataFrame({"place": list(places), "indicator": ["measles"] * len(places), **(more or {})})
    last = DAY - timedelta(days=1)
    panel = Panel(
        counts=counts, absence=np.zeros(counts.shape, np.uint8), series=series, as_of=day,
        periods=Periods.spanning(last - timedelta(weeks=319), last, "week"),

    )  # fmt: skip
    return watch(panel, place="place", borders=borders)


def opened(path):
    books = open_books(sqlite_url(path), key=bytes(32), cost=Cost(memory=64, passes=1, lanes=1))
    return BoardRoom(books)


@pytest.fixture
def room(tmp_path):
    made = opened(tmp_path / "ledger.sqlite")
    drafts = [
        Draft(stream=f"member/{code}", kind="member-added", body={"name": {"en": code}, "kind": "full"})
        for code in MEMBERS
    ]
    drafts = [replace(draft, body={**draft.body, "rule_sets": []}) for draft in drafts]
    made.books.ledger.append(drafts, person=SYSTEM, member="", at=AT, seen={})
    yield made
    made.books.close()


def seers(room):
    """Who sees each finding on the board."""
    return [sorted(card.audience.members) for card in room.board.findings.values()]


def cards(room, member):
    return room.cards(Actor(person="somebody", member=member, roles=frozenset()))


def test_put_up__by_default__is_seen_by_members_whose_series_take_part(room):
    put = put_up(room, found(["XA-01", "XB-01"]), BoardSettings(), at=AT)
    assert (put.new, put.renewed, put.known) == (1, 0, 0)
    assert seers(room) == [["XA", "XB"]]
    assert cards(room, "XC") == cards(room, "HUB") == []


def test_put_up__members_apart__each_sees_its_own_alone(room):
    put_up(room, found(["XA-02", "XC-01"]), BoardSettings(), at=AT)
    assert sorted(seers(room)) == [["XA"], ["XC"]]


@pytest.mark.parametrize(
    ("settings", "members"),
    [
        (BoardSettings(watchers=("HUB",)), ["HUB", "XA"]),
        (BoardSettings(findings="all"), ["HUB", "XA", "XB", "XC"]),
    ],
)
def test_put_up__by_settings__is_seen_by_more(room, settings, members):
    put_up(room, found(["XA-02"]), settings, at=AT)
    assert seers(room) == [members]


def test_put_up__the_same_day_again__records_nothing(room):
    seen = found(["XA-01"])
    put_up(room, seen, BoardSettings(), at=AT)
    facts = room.ledger.newest()
    put = put_up(room, seen, BoardSettings(), at=AT)
    assert (put.new, put.renewed, put.known) == (0, 0, 1)
    assert room.ledger.newest() == facts


def test_put_up__the_next_day__renews_the_card_and_keeps_its_first_day(room):
    put_up(room, found(["XA-01"]), BoardSettings(), at=AT)
    (before,) = cards(room, "XA")
    put = put_up(room, found(["XA-01"], day=DAY + timedelta(days=1)), BoardSettings(), at=AT)
    assert (put.new, put.renewed) == (0, 1)
    (after,) = cards(room, "XA")
    assert after.id == before.id
    assert (after.first_as_of, after.as_of) == (DAY, DAY + timedelta(days=1))


def test_put_up__a_neighbour_joins__sees_the_card_from_then_on(room):
    alone = found(["XA-01"])
    put_up(room, alone, BoardSettings(), at=AT)
    assert cards(room, "XB") == []
    later = found(["XA-01"], day=DAY + timedelta(days=1))
    put_up(room, later, BoardSettings(watchers=("XB",)), at=AT)
    assert seers(room) == [["XA", "XB"]]
    put_up(room, found(["XA-01"], day=DAY + timedelta(days=2)), BoardSettings(), at=AT)
    assert seers(room) == [["XA", "XB"]]  # nobody is shut out again


def test_put_up__two_watches_at_once__make_one_card(room, tmp_path, monkeypatch):
    other = opened(tmp_path / "ledger.sqlite")
    assert other.board.number == room.board.number
    seen = found(["XA-01"])
    decide, waiting = put_finding.decide, [True]

    def slow(*args, **more):
        drafts = decide(*args, **more)
        if waiting:  # the other process is quicker by a moment
            waiting.clear()
            put_up(other, seen, BoardSettings(), at=AT)
        return drafts

    monkeypatch.setattr(put_finding, "decide", slow)
    put = put_up(room, seen, BoardSettings(), at=AT)
    other.books.close()
    assert (put.new, put.known) == (0, 1)
    assert len(room.board.findings) == 1


def test_put_up__a_place_of_nobody__is_named_after_the_others_were_put_up(room):
    seen = found(["XA-01", "North"], places=("XA-01", "North"), borders=frozenset())
    with pytest.raises(SettingsError, match=r"1 of 2 findings .* 'North'.*\[board.places\].* 1 new"):
        put_up(room, seen, BoardSettings(), at=AT)
    assert seers(room) == [["XA"]]
    put_up(room, seen, BoardSettings(places={"North": "XB"}), at=AT)
    assert sorted(seers(room)) == [["XA"], ["XB"]]


def test_put_up__watchers_that_are_no_members__are_named_before_anything_is_put_up(room):
    with pytest.raises(SettingsError, match="watchers names HQ; the members are HUB, XA, XB, XC"):
        put_up(room, found(["XA-01"]), BoardSettings(watchers=("HQ",)), at=AT)
    assert seers(room) == []


def test_put_up__without_a_day__is_refused(room):
    with pytest.raises(EventError, match="knows no day"):
        put_up(room, found(["XA-01"], day=None), BoardSettings(), at=AT)


def test_put_up__keeps_what_pages_say_in_every_language(room):
    put_up(room, found(["XA-01", "XB-01"]), BoardSettings(), at=AT)
    (card,) = cards(room, "XA")
    said = card.finding["said"]
    assert said["en"]["sentence"].startswith("90 cases in 2026-W20 where")
    assert said["ru"]["sentence"].startswith("90 случаев за 20-ю неделю 2026\xa0г.")
    assert said["zh"]["sentence"].startswith("2026年第20周")
    assert card.finding["date"] == "2026-05-17"
    assert card.finding["every"] == "week"
    keys = [{"place": place, "indicator": "measles"} for place in ("XA-01", "XB-01")]
    assert card.finding["takes_part"] == sorted(series_id(key) for key in keys)
    assert card.finding["lead"] in card.finding["takes_part"]
    assert (card.indicator, card.pack) == ("measles", "infectious")


def whose(**settings):
    return Whose(settings=BoardSettings(**settings), place="place", members=frozenset({"XA", "XB"}))


@pytest.mark.parametrize(
    ("key", "settings", "member"),
    [
        ({"place": "XA"}, {}, "XA"),
        ({"place": "XA-01"}, {}, "XA"),
        ({"place": "XAB"}, {}, None),
        ({"place": "Northland", "member": "XB"}, {}, "XB"),
        ({"place": "Northland", "member": "Belmark"}, {"places": {"Belmark": "XB"}}, "XB"),
        ({"place": "Northland", "state": "XB"}, {"member_column": "state"}, "XB"),
        ({"place": "XA-01"}, {"places": {"XA-01": "XB"}}, "XB"),
        ({"place": None, "member": "XA"}, {}, "XA"),
        ({"place": None, "member": None, "sex": "f"}, {}, None),
        ({"place": "XZ-01"}, {}, None),
    ],
)
def test_member_of__a_series__is_told_by_column_place_or_setting(key, settings, member):
    assert whose(**settings).member_of(key) == member


def test_concerned__a_sum_over_members__concerns_those_it_sums():
    panel = [{"place": "XA-01", "sex": "f"}, {"place": "XB-01", "sex": "m"}, {"place": None, "sex": "f"}]
    assert whose().concerned([panel[2]], panel) == (frozenset({"XA"}), frozenset())


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"findings": "some"}, "board.findings='some': it must be one of concerned, all"),
        ({"series": 1}, "board.series=1: it must be a text"),
        ({"watchers": "HUB"}, "board.watchers='HUB': it must be a list of texts"),
        ({"places": {"North": 1}}, "board.places=.*a table of texts"),
        ({"upload": 0}, "board.upload=0: it must be 1 or more"),
        ({"upload": True}, "board.upload=True: it must be a whole number"),
    ],
)
def test_board_settings__of_the_wrong_kind__are_refused(table, fault):
    with pytest.raises(SettingsError, match=fault):
        read_board_settings(table)


def test_board_settings__are_read():
    table = {"watchers": ["HUB"], "places": {"North": "XA"}, "series": "all"}
    made = read_board_settings(table)
    assert (made.watchers, made.places, made.series) == (("HUB",), {"North": "XA"}, "all")
    with pytest.raises(UnknownNameError, match=r"board\. 'watcher'"):
        read_board_settings({"watcher": []})


def test_put_up__twice_at_the_same_moment__gives_every_finding_one_card(room, tmp_path, monkeypatch):
    rooms, seen, put = [room, opened(tmp_path / "ledger.sqlite")], found(["XA-02", "XC-01"]), []
    decide, met, decided = put_finding.decide, Barrier(2, timeout=20), set()

    def together(board, *args, **more):
        drafts = decide(board, *args, **more)
        if id(board) not in decided:  # both have decided on the empty board before either records
            decided.add(id(board))
            met.wait()
        return drafts

    monkeypatch.setattr(board_findings.put_finding, "decide", together)
    watches = [
        Thread(target=lambda room=room: put.append(put_up(room, seen, BoardSettings(), at=AT)))
        for room in rooms
    ]
    for one in watches:
        one.start()
    for one in watches:
        one.join(30)
    assert sorted((p.new, p.known) for p in put) == [(0, 2), (2, 0)]
    for one in rooms:
        runs = [card.run for card in one.board.findings.values()]
        assert len(runs) == len(set(runs)) == 2
    rooms[1].books.close()
