"""Series for programs: as of any day that the reader may know, and nothing of the others'."""

from dataclasses import replace

import pytest

from tocsin.events.acts import open_event
from tocsin.events.audience import Audience
from tocsin.events.entries import OriginKind
from tocsin.flows.whose import series_id


@pytest.fixture
def parts(parts, reported):
    """The application with reports beside the board."""
    return replace(parts, series=reported)


def named(place, indicator="measles"):
    return series_id({"place": place, "indicator": indicator})


def test_series__as_of_a_day__knows_nothing_that_came_later(program):
    client = program("XA", "reader")
    listed = client.get("/api/series?indicator=measles").json()["items"]
    assert [(s["place"], s["until"]) for s in listed] == [
        ("XA-01", None), ("XA-02", None), ("XB-01", "2026-05-18"),
    ]  # fmt: skip
    assert (listed[2]["newest"], listed[2]["last"], listed[2]["status"]) == (None, None, None)
    now, then = (client.get(f"/api/series/{named('XA-01')}?as_of={day}").json()
                 for day in ("2026-05-18", "2026-05-11"))  # fmt: skip
    assert (now["as_of"], now["numbers"][0]["date"], now["numbers"][0]["observed"]) == (
        "2026-05-18", "2026-05-17", 80,
    )  # fmt: skip
    assert then["numbers"][0]["date"] == "2026-05-10"


def test_series__of_another_member__is_answered_as_one_that_does_not_exist(program):
    client = program("XC", "reader")
    hidden, nothing = (client.get(f"/api/series/{name}") for name in (named("XA-01"), "0" * 16))
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.text.replace(named("XA-01"), "0" * 16) == nothing.text
    assert "XA-01" not in client.get("/api/series").text
    assert client.get("/api/series", params={"cursor": named("XA-01")}).status_code == 400


def test_series__of_an_event_that_is_not_for_tokens__is_for_people_alone(program, browser, play, room):
    (card,) = [c for c in room.board.findings.values() if "XB" in c.audience.members]
    audience = Audience(members=frozenset({"XB", "XC"}), pass_on=False)
    play.do(open_event, "XB", "focal-point", event="event234", title="Measles", pack="infectious",
            origin=OriginKind.FINDING, finding=card.id, audience=audience)  # fmt: skip
    page, machine = browser("XC", "reader"), program("XC", "reader")
    assert page.get(f"/series/{named('XA-01')}").status_code == 200
    assert machine.get(f"/api/series/{named('XA-01')}").status_code == 404
