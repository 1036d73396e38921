"""Urgency: three levels, each for a reason that can be said, and one order within them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.events.acts import open_event
from tocsin.events.audience import only
from tocsin.events.clocks import Clock, ClockState
from tocsin.events.entries import OriginKind
from tocsin.events.event import Stage
from tocsin.events.round import Opened, Round
from tocsin.events.urgency import Level, last_risk, pressing, urgency
from tocsin.flows.packs import load_packs
from tocsin.testing.rehearsal import Rehearsal

PACK = load_packs()["infectious"]
HOUR = timedelta(hours=1)
DUE = datetime(2026, 5, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def event():
    play = Rehearsal()
    play.do(
        open_event, play.person("XA", "analyst"), event="aaaaaaaa", title="x", audience=only("XA"),
        pack="infectious", origin=OriginKind.RUMOUR,
    )  # fmt: skip
    return play.board.events["aaaaaaaa"]


def running(hours, name="assess"):
    """A clock with so many hours left; below zero it is overdue."""
    if hours < 0:
        return Clock(rule_set="r", id=name, state=ClockState.OVERDUE, due=DUE, overrun=-hours * HOUR)
    return Clock(rule_set="r", id=name, state=ClockState.RUNNING, due=DUE, remaining=hours * HOUR)


def assessed(event, *cells, revealed=True, pack="infectious"):
    """The event with one more round, in which members answered these likelihoods and impacts."""
    opened = {
        f"X{i}": Opened(
            answers={"likelihood": cell[0], "impact": cell[1]}, nonce="", late=False, by=event.opened
        )
        for i, cell in enumerate(cells)
    }
    last = Round(
        number=len(event.rounds) + 1, pack=pack, version=1, asked=frozenset(opened), due=DUE, by=event.opened,
        opened=opened, revealed=event.opened if revealed else None,
    )  # fmt: skip
    return replace(event, rounds=(*event.rounds, last))


@pytest.mark.parametrize(
    ("hours", "level"),
    [(-0.1, Level.URGENT), (0.1, Level.SOON), (24, Level.SOON), (24.1, Level.CALM), (None, Level.CALM)],
)
def test_urgency__by_clock__is_told_by_the_time_that_is_left(event, hours, level):
    assert urgency(event, [] if hours is None else [running(hours)], PACK).level is level


@pytest.mark.parametrize(
    ("cell", "risk", "level"),
    [
        (("almost-certain", "severe"), "very-high", Level.URGENT),
        (("likely", "moderate"), "high", Level.SOON),
        (("likely", "minor"), "moderate", Level.CALM),
        (("not-known", "severe"), None, Level.CALM),
        (("likely", "not-known"), None, Level.CALM),
        (("sometimes", "severe"), None, Level.CALM),
    ],
)
def test_urgency__by_risk__is_that_of_the_matrix(event, cell, risk, level):
    found = urgency(assessed(event, cell), [], PACK)
    assert (found.risk, found.level) == (risk, level)


def test_last_risk__is_the_highest_of_the_last_revealed_round(event):
    calm, grave = ("very-unlikely", "minimal"), ("almost-certain", "severe")
    assert last_risk(assessed(event, calm, grave), PACK)[:2] == ("very-high", 4)
    later = assessed(assessed(event, grave), calm)
    assert last_risk(later, PACK)[:2] == ("low", 1)
    assert last_risk(assessed(later, grave, revealed=False), PACK)[:2] == ("low", 1)
    assert last_risk(assessed(event, grave, pack="drugs"), PACK)[:2] == (None, 0)
    assert last_risk(assessed(event, grave), None) == (None, 0, 0)


def test_order__within_a_level__goes_by_time_then_risk_then_stage_then_newest(event):
    grave = assessed(event, ("likely", "minor"))
    later = replace(event, opened=replace(event.opened, at=event.opened.at + HOUR))
    lines = [
        urgency(event, [running(-30)], PACK), urgency(event, [running(-2), running(3)], PACK),
        urgency(event, [running(3)], PACK), urgency(event, [running(20)], PACK),
        urgency(grave, [running(90)], PACK),
        urgency(replace(event, stage=Stage.RESPONSE), [running(90)], PACK),
        urgency(replace(event, stage=Stage.EVENT), [running(90)], PACK), urgency(later, [running(90)], PACK),
        urgency(event, [running(90)], PACK), urgency(event, [running(99)], PACK), urgency(event, [], PACK),
    ]  # fmt: skip
    assert [line.order for line in lines] == sorted((line.order for line in lines), reverse=True)
    assert len({line.order for line in lines}) == len(lines)


def test_pressing__only_clocks_that_run(event):
    met = Clock(rule_set="r", id="met", state=ClockState.MET, due=DUE)
    late = Clock(rule_set="r", id="late", state=ClockState.LATE, due=DUE, overrun=HOUR)
    assert pressing([met, late]) is None
    assert pressing([met, running(5), late, running(2, "notify")]).id == "notify"
