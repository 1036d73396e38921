"""An alliance with one open event of XA, which XB and the secretariat see and XC does not."""

import pytest

from tocsin.events.acts import open_event
from tocsin.events.audience import Audience
from tocsin.events.entries import OriginKind
from tocsin.testing.rehearsal import Rehearsal

EVENT = "event001"
SEEN_BY = frozenset({"XA", "XB", "HUB"})


@pytest.fixture
def play():
    play = Rehearsal(rule_sets=["ihr-2024", "7-1-7"])
    play.do(
        open_event, play.person("XA", "focal-point"), event=EVENT, title="Measles in the north",
        audience=Audience(members=SEEN_BY), pack="infectious", origin=OriginKind.RUMOUR,
        source="a radio station",
    )  # fmt: skip
    return play


@pytest.fixture
def xa(play):
    return play.person("XA", "focal-point")


@pytest.fixture
def xb(play):
    return play.person("XB", "focal-point")


@pytest.fixture
def chair(play):
    return play.person("HUB", "secretariat")


@pytest.fixture
def event(play):
    """The event as it stands now."""
    return lambda: play.board.events[EVENT]
