"""Series: which a reader may open, as of which days, and that nothing of the others shows anywhere."""

import re
from datetime import date

import pytest

from tocsin.events.people import Actor
from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.series_book import SeriesBook
from tocsin.flows.series_room import SeriesRoom
from tocsin.flows.whose import series_id
from tocsin.vocab.errors import UnknownThingError

DAY = date(2026, 5, 18)


def named(place, indicator="measles"):
    return series_id({"place": place, "indicator": indicator})


def actor(member):
    return Actor(person="somebody", member=member, roles=frozenset())


def opens(series, member):
    return {(o.line.place, o.line.indicator): o.until for o in series.series(actor(member))}


def test_series__by_default__are_those_of_ones_member_and_of_findings_up_to_their_day(reported):
    assert opens(reported, "XA") == {
        ("XA-01", "measles"): None, ("XA-02", "measles"): None, ("XA-01", "pertussis"): None,
        ("XA-02", "pertussis"): None, ("XB-01", "measles"): DAY,
    }  # fmt: skip
    assert set(opens(reported, "XC")) == {("XC-01", "measles"), ("XC-01", "pertussis")}
    assert opens(reported, "SX") == {}


@pytest.mark.parametrize("settings", [BoardSettings(series="all"), BoardSettings(watchers=("SX",))])
def test_series__by_settings__are_all_of_them(room, reports, reported, settings):
    assert len(opens(SeriesRoom(room, str(reports), settings), "SX")) == 8


def test_the_list__says_newest_counts_and_leaves_no_trace_of_others(with_reports):
    text = with_reports("XC", "reader").get("/series").text
    assert "2 lines" in text
    assert "2026-W20" in text
    for address in ("/series", "/series?q=XA", "/series?format=csv", "/series?indicator=measles"):
        assert "XA-01" not in with_reports("XC", "reader").get(address).text


def test_the_list__of_a_neighbours_series__tells_no_number(with_reports):
    lines = with_reports("XA", "reader").get("/series?format=csv").text.splitlines()
    (neighbour,) = [line for line in lines if line.startswith("XB-01")]
    assert neighbour == "XB-01,measles,,–,–,–,as of 18 May 2026"
    assert "XB-01" not in with_reports("XA", "reader").get("/series?status=above&format=csv").text


def test_one__of_another_member__is_the_page_of_one_that_does_not_exist(with_reports):
    client = with_reports("XC", "reader")
    hidden, nothing = client.get(f"/series/{named('XA-01')}"), client.get(f"/series/{'0' * 16}")
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.text.replace(named("XA-01"), "0" * 16) == nothing.text
    assert client.get(f"/series/{named('XA-01')}?format=csv").status_code == 404


def test_one__as_of_a_day__knows_nothing_that_came_later(with_reports):
    client = with_reports("XA", "reader")
    page = f"/series/{named('XA-01')}"
    now, then = (client.get(f"{page}?as_of={day}&format=csv").text for day in ("2026-05-18", "2026-05-11"))
    assert now.splitlines()[1].startswith("2026-05-17,80,")
    assert now.splitlines()[1].endswith(",above")
    assert then.splitlines()[1].startswith("2026-05-10,")
    assert len(now.splitlines()) == 301
    text = client.get(f"{page}?as_of=2026-05-11").text
    assert '<option value="2026-05-11" selected>' in text
    cell = '<td class="n">80</td>'
    assert cell not in text
    assert cell in client.get(page).text


def test_one__through_a_finding__has_no_day_after_it(with_reports, room, reports, reported):
    client = with_reports("XA", "reader")
    page = f"/series/{named('XB-01')}"
    assert "through a finding" in client.get(page).text
    early = SeriesRoom(room, str(reports), BoardSettings())
    early._reaches.get((room.board.number, "XA", True), lambda: {named("XB-01"): date(2026, 5, 11)})
    found = early.one(actor("XA"), named("XB-01"))
    assert early.days(found) == [date(2026, 5, 4), date(2026, 5, 11)]
    assert early.day(found, DAY) == date(2026, 5, 11)


def test_one__asked_for_before_anything_was_published__is_not_there(with_reports, reported):
    found = reported.one(actor("XA"), named("XA-01"))
    with pytest.raises(UnknownThingError, match="There is no series"):
        reported.day(found, date(2026, 5, 1))
    answer = with_reports("XA", "reader").get(f"/series/{named('XA-01')}?as_of=2020-01-01")
    assert answer.status_code == 404


def test_one__as_of_what_is_no_day__is_refused(with_reports):
    answer = with_reports("XA", "reader").get(f"/series/{named('XA-01')}?as_of=Monday")
    assert answer.status_code == 400


@pytest.mark.parametrize("lang", ["en", "ru", "zh"])
def test_one__is_drawn_on_the_server_and_told_in_numbers(with_reports, lang):
    text = with_reports("XA", "reader", lang=lang).get(f"/series/{named('XA-01')}").text
    assert text.count("<svg viewBox") >= 2
    assert "style=" not in text
    assert text.count('<th scope="row">') > 26
    assert 'data-slide="as_of" hidden' in text
    numbers = re.findall(r'role="img" aria-label="[^"]*80[^"]*"', text)
    assert numbers


def test_a_board_without_a_workspace__has_no_series(browser):
    client = browser("XA", "analyst")
    assert "No series that you may open." in client.get("/series").text
    assert client.get(f"/series/{named('XA-01')}").status_code == 404


def test_the_book__looks_for_a_new_version_every_ten_seconds_and_computes_once(reports, monkeypatch):
    now, made = [0.0], []
    book = SeriesBook(str(reports), clock=lambda: now[0])
    judge = book._judge
    monkeypatch.setattr(book, "_judge", lambda *which: made.append(which) or judge(*which))
    assert len(book.lines()) == 8
    assert sorted(made) == [("measles", DAY), ("pertussis", DAY)]
    book.lines()
    now[0] = 25.0
    book.lines()
    assert len(made) == 2
    settings = reports / "tocsin.toml"
    before = settings.read_text("utf-8")
    try:
        settings.write_text(f"{before}fdr = 0.1\n", "utf-8")
        book.lines()
        assert len(made) == 2
        now[0] = 36.0
        book.lines()
        assert len(made) == 4
    finally:
        settings.write_text(before, "utf-8")
