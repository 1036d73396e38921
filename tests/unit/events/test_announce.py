"""What is told to whom: the table, the rights behind it, and what has become of a thing meanwhile."""

from datetime import timedelta

import pytest

from tocsin.events.acts import (
    ask_verification,
    change_audience,
    close_account,
    close_event,
    confirm_event,
    open_event,
    reveal_round,
    set_task,
    start_round,
    write_message,
)
from tocsin.events.after import SHARED
from tocsin.events.announce import ASKED, TABLE, News, announced, as_it_is_now, due_soon, may_be_named
from tocsin.events.audience import Audience, Tlp
from tocsin.events.entries import OriginKind
from tocsin.flows.packs import find_pack, load_rule_sets
from tocsin.testing.rehearsal import Rehearsal

EVENT = "event001"
BOTH = Audience(members=frozenset({"XA", "XB"}))
PACK = find_pack("infectious")
IHR = load_rule_sets()["ihr-2005"]


@pytest.fixture
def play():
    return Rehearsal()


def opened(play, audience=BOTH):
    return play.do(
        open_event, play.person("XA", "focal-point"), event=EVENT, title="Measles", audience=audience,
        pack="infectious", origin=OriginKind.RUMOUR,
    )  # fmt: skip


def told(play, facts):
    """Who is told what by facts, as member and role."""
    ids = {person.id: (person.member, *sorted(person.roles)) for person in play.board.people.values()}
    return {(one.news, *ids[one.person]) for fact in facts for one in announced(play.board, fact)}


def of(news, member, *roles):
    return {(news, member, role) for role in roles}


EVERYBODY = ("reader", "analyst", "focal-point", "delegate", "head", "administrator")


def test_opened__tells_the_others_who_see_it_and_not_the_member_that_opened(play):
    assert told(play, opened(play)) == of("shared", "XB", *EVERYBODY)
    assert told(Rehearsal(), []) == set()


def test_opened__for_its_owner_alone_tells_nobody(play):
    assert told(play, opened(play, Audience(members=frozenset({"XA"})))) == set()


def test_audience__that_grew_tells_whoever_came_in(play):
    opened(play)
    wider = Audience(members=frozenset({"XA", "XB", "XC"}))
    facts = play.do(
        change_audience, play.person("XA", "focal-point"), event=EVENT, audience=wider, seen=play.board.number
    )
    assert told(play, facts) == of("shared", "XC", *EVERYBODY)


def test_asked__tells_whoever_may_answer(play):
    opened(play)
    focal = play.person("XA", "focal-point")
    facts = play.do(ask_verification, focal, event=EVENT, members=["XB"], text="Is it so?")
    assert told(play, facts) == of("verify", "XB", "focal-point")
    due = play.at + timedelta(days=1)
    facts = play.do(start_round, focal, event=EVENT, members=["XA", "XB"], due=due, pack=PACK)
    assert told(play, facts) == of("assess", "XB", "focal-point")  # who asked knows
    play.wait(days=2)
    facts = play.do(reveal_round, focal, event=EVENT, number=1, opened={}, pack=PACK)
    others = of("revealed", "XA", *EVERYBODY) - of("revealed", "XA", "focal-point")
    assert told(play, facts) == of("revealed", "XB", *EVERYBODY) | others


def test_task__tells_those_who_may_end_it_and_an_internal_one_nobody_elsewhere(play):
    opened(play)
    writers = ("analyst", "focal-point", "delegate", "head")
    analyst = play.person("XA", "analyst")
    facts = play.do(set_task, analyst, event=EVENT, task="task0001", text="Count", member="XB")
    assert told(play, facts) == of("task", "XB", *writers)
    facts = play.do(set_task, analyst, event=EVENT, task="task0002", text="Count", internal=True)
    assert told(play, facts) == of("task", "XA", *writers) - of("task", "XA", "analyst")


def test_message__tells_nobody_by_mail(play):
    opened(play)
    facts = play.do(write_message, play.person("XA", "analyst"), event=EVENT, text="Hello")
    assert told(play, facts) == set()


def test_announced__once_an_event_has_ended_nobody_is_asked_for_anything(play):
    opened(play)
    focal = play.person("XA", "focal-point")
    facts = play.do(ask_verification, focal, event=EVENT, members=["XB"], text="Is it so?")
    play.do(confirm_event, focal, event=EVENT)
    play.do(close_event, focal, event=EVENT, reason="over")
    assert told(play, facts) == set()


def test_announced__goes_by_the_audience_as_it_is_now(play):
    facts, focal = opened(play), play.person("XA", "focal-point")
    one = announced(play.board, facts[0])[0]
    assert as_it_is_now(play.board, one).title == "Measles"
    alone = Audience(members=frozenset({"XA"}))
    play.do(change_audience, focal, event=EVENT, audience=alone, seen=play.board.number)
    assert told(play, facts) == set()
    assert as_it_is_now(play.board, one) is None


def test_as_it_is_now__is_nothing_for_a_closed_account_and_hides_what_others_keep_inside(play):
    facts = opened(play)
    play.do(set_task, play.person("XA", "analyst"), event=EVENT, task="task0002", text="Own", internal=True)
    one = next(one for one in announced(play.board, facts[0]) if one.person == play.id_of("XB", "reader"))
    assert as_it_is_now(play.board, one).inside == {}
    play.do(close_account, play.person("XB", "administrator"), person=one.person)
    assert as_it_is_now(play.board, one) is None


def test_keys__are_the_same_whenever_they_are_worked_out_and_differ_by_person(play):
    facts = opened(play)
    first, again = (announced(play.board, facts[0]) for _ in range(2))
    assert [one.key for one in first] == [one.key for one in again]
    assert len({one.key for one in first}) == len(first) == 6
    assert all(one.key.startswith(facts[0].hash) for one in first)


def test_due_soon__names_clocks_that_end_within_six_hours_once(play):
    opened(play)
    play.do(ask_verification, play.person("XA", "focal-point"), event=EVENT, members=["XB"], text="So?")

    def due(**wait):
        play.wait(**wait)
        return list(due_soon(play.board, play.at, lambda member, pack: [IHR]))

    assert due(hours=17) == []
    soon = due(hours=2)
    assert [one.person for one in soon] == [play.id_of("XB", "focal-point")]
    assert soon[0].detail.startswith("ihr-2005/")
    assert [one.key for one in due(hours=1)] == [soon[0].key]
    assert due(hours=5) == []  # the time is up


def test_due_soon__of_an_event_that_has_ended_is_nothing(play):
    opened(play)
    focal = play.person("XA", "focal-point")
    play.do(ask_verification, focal, event=EVENT, members=["XB"], text="So?")
    play.do(confirm_event, focal, event=EVENT)
    play.do(close_event, focal, event=EVENT, reason="over")
    play.wait(hours=20)
    assert list(due_soon(play.board, play.at, lambda member, pack: [IHR])) == []


@pytest.mark.parametrize(
    ("tlp", "pass_on", "named"),
    [
        (Tlp.RED, True, False),
        (Tlp.AMBER_STRICT, True, False),
        (Tlp.AMBER, True, True),
        (Tlp.GREEN, True, True),
        (Tlp.CLEAR, False, False),
    ],
)
def test_may_be_named__goes_by_label_and_passing_on(play, tlp, pass_on, named):
    opened(play, Audience(members=frozenset({"XA", "XB"}), tlp=tlp, pass_on=pass_on))
    assert may_be_named(play.board.events[EVENT]) is named


def test_table__names_facts_that_there_are_and_each_kind_of_news_once():
    assert TABLE.keys() <= {*SHARED, "event-opened"}
    assert {row.news for row in TABLE.values()} | {News.DUE} == set(News)
    assert set(News) > ASKED
