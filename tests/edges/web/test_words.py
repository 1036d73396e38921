"""The vocabularies: every word of every one is said in every language, and none says two things."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tocsin.events.assessment import Said
from tocsin.events.audience import Tlp
from tocsin.events.card import Triage
from tocsin.events.clocks import Clock, ClockState
from tocsin.events.entries import NoticeState, OriginKind, ReplyKind, SightingKind, TaskState
from tocsin.events.event import Stage
from tocsin.events.outcome import Decision
from tocsin.events.people import MemberKind, Role
from tocsin.events.urgency import Level
from tocsin.flows.packs import load_packs, load_rule_sets
from tocsin.vocab.status import Status
from tocsin.web import words
from tocsin.web.language import spoken

VOCABULARIES: dict[str, tuple[Callable[..., str], Iterable[Any]]] = {
    "stage": (words.stage_word, Stage),
    "level": (words.level_word, Level),
    "triage": (words.triage_word, Triage),
    "origin": (words.origin_word, OriginKind),
    "role": (words.role_word, Role),
    "member kind": (words.member_kind_word, MemberKind),
    "tlp": (words.tlp_meaning, Tlp),
    "clock": (words.clock_state_word, ClockState),
    "sighting": (words.sighting_word, SightingKind),
    "reply": (words.reply_word, ReplyKind),
    "task": (words.task_word, TaskState),
    "notice": (words.notice_word, NoticeState),
    "said": (words.said_word, Said),
    "decision": (words.decision_word, Decision),
    "status": (words.status_word, [status.word for status in Status]),
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_vocabulary__each_word_differs_from_the_others_and_between_languages(name):
    say, values = VOCABULARIES[name]
    for value in values:
        said = [say(value, spoken(code)) for code in ("en", "ru", "zh")]
        assert len(set(said)) == 3, said
    for code in ("en", "ru", "zh"):
        assert len({say(value, spoken(code)) for value in values}) == len(list(values))


def test_decision_word__of_a_pack__is_what_the_pack_calls_it():
    pack = load_packs()["infectious"]
    assert words.decision_word(Decision.NOTIFY, spoken("en"), pack) == "Notify WHO"
    assert words.decision_word(Decision.NOTIFY, spoken("en")) == "notify"


def test_titles__come_from_rule_sets_and_packs_and_else_are_the_name_itself():
    rules, packs, ru = load_rule_sets(), load_packs(), spoken("ru")
    clock = Clock(rule_set="ihr-2024", id="notify", state=ClockState.RUNNING)
    gone = Clock(rule_set="ihr-1969", id="notify", state=ClockState.RUNNING)
    assert words.clock_title(clock, rules, ru) == "Уведомить ВОЗ"
    assert words.clock_title(gone, rules, ru) == "notify"
    assert words.milestone_title("detected", rules, ru) == "Выявлено"
    assert words.rule_set_title("ihr-2024", rules, ru) == "ММСП (2005 г.) с поправками 2024 г."
    assert words.pack_title("infectious", packs, ru) == "Инфекционные болезни"
    assert words.risk_title("very-high", packs["infectious"], ru) == "Очень высокий"
    assert words.risk_title(None, packs["infectious"], ru) == "неизвестен"
    assert words.indicator_title("cases", packs["infectious"], ru) == "Случаи"
    assert words.indicator_title("measles", packs["infectious"], ru) == "measles"
