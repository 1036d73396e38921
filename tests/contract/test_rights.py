"""The whole table of rights: action x role x audience, as asked and as every act asks it.

GIVEN says the same as the table in its own words, so that a right cannot move without being moved twice.
"""

import importlib
import pkgutil
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from tocsin.events import acts
from tocsin.events.acts import (
    ask_verification,
    close_event,
    confirm_event,
    open_event,
    put_finding,
    reveal_round,
    seal_answer,
    set_task,
    start_round,
)
from tocsin.events.audience import Audience
from tocsin.events.card import Triage
from tocsin.events.entries import NoticeState, OriginKind, ReplyKind, SightingKind
from tocsin.events.fact import Draft
from tocsin.events.people import MemberKind, Role
from tocsin.events.rights import ACTIONS, SCOPES, Where, may, require
from tocsin.flows.packs import find_pack
from tocsin.testing.rehearsal import SYSTEM_ACTOR, Rehearsal
from tocsin.vocab.errors import DeniedError, EventError, UnknownNameError, UnknownThingError

# Reader Analyst Focal point Delegate Head Secretariat adMinistrator; then where
GIVEN = """
see-event            RAFDHSM  audience
see-finding          RAFDHSM  audience
see-members          RAFDHSM  anywhere
read-audit           HSM      anywhere
see-settings         M        chair
put-finding          -        anywhere
triage-finding       AFS      audience
open-event           AFS      anywhere
edit-event           AFS      owner
change-audience      FS       owner
ask-verification     FS       owner-or-chair
answer-verification  F        audience
confirm-event        FS       owner
start-response       FS       owner
close-event          FS       owner
discard-event        FS       owner
reopen-event         FS       owner
merge-events         FS       owner
split-event          FS       owner
give-sighting        AFS      audience
write-message        AFDHS    audience
write-note           AFDHS    audience
set-task             AFDHS    audience
end-task             AFDHS    audience
attach-file          AFDHS    audience
stamp-milestone      AFS      audience
start-round          FS       owner-or-chair
cancel-round         FS       owner-or-chair
seal-answer          F        audience
withdraw-answer      F        audience
reveal-round         FS       owner-or-chair
answer-late          F        audience
record-notice        F        audience
add-member           M        chair
change-member        M        own-or-chair
end-membership       M        chair
add-person           M        own-or-chair
give-role            M        own
take-role            M        own
close-account        M        own
"""
LINES = map(str.split, GIVEN.strip().split("\n"))
ROWS = {name: SimpleNamespace(roles=roles, where=where) for name, roles, where in LINES}
LETTERS = dict(zip("RAFDHSM", Role, strict=True))
READING = {"see-event", "see-finding", "see-members", "read-audit", "see-settings"}
BY_ITSELF = {"put-finding", "reveal-round", "add-member", "add-person"}
MEMBERS = {"owner": "XA", "audience": "XB", "chair": "HUB", "outside": "XC"}
WHO = [
    (relation, role) for relation in MEMBERS for role in Role
    if role is not Role.SECRETARIAT or relation == "chair"
]  # fmt: skip
ALL = Audience(members=frozenset({"XA", "XB", "HUB"}))
PACK = find_pack("infectious")
ANSWERS = {
    "answers": {q.id: {"said": "no", "reason": "looked", "evidence": ""} for q in PACK.questions},
    "likelihood": "not-known", "impact": "not-known",
}  # fmt: skip
EVENT, OTHER, CARD = "event001", "event002", "card0001"


def opened(play, name=EVENT):
    return play.do(
        open_event, play.person("XA", "focal-point"), event=name, title="Measles", audience=ALL,
        pack="infectious", origin=OriginKind.RUMOUR,
    )  # fmt: skip


def stage():
    """One event of XA, seen by XB and the secretariat and not by XC, and a finding for the same."""
    play = Rehearsal()
    opened(play)
    play.do(
        put_finding, SYSTEM_ACTOR, card=CARD, finding={"key": {"place": "XA"}, "start": "2026-05-03"},
        as_of=date(2026, 5, 17), audience=ALL, pack="infectious",
    )  # fmt: skip
    return play


def running(play, *, sealed=()):
    focal = play.person("XA", "focal-point")
    play.do(
        start_round, focal, event=EVENT, members=["XA", "XB"], due=play.at + timedelta(hours=9), pack=PACK
    )
    for member in sealed:
        play.do(
            seal_answer, play.person(member, "focal-point"), event=EVENT, number=1, answers=ANSWERS,
            nonce="ab" * 32, pack=PACK,
        )  # fmt: skip


def revealed(play):
    running(play)
    play.wait(hours=10)
    play.do(reveal_round, play.person("XA", "focal-point"), event=EVENT, number=1, opened={}, pack=PACK)


def confirmed(play):
    play.do(confirm_event, play.person("XA", "focal-point"), event=EVENT)


def closed(play):
    confirmed(play)
    play.do(close_event, play.person("XA", "focal-point"), event=EVENT, reason="over")


def asked(play):
    play.do(ask_verification, play.person("XA", "focal-point"), event=EVENT, members=["XB"], text="Is it so?")


def with_task(play):
    chair = play.person("HUB", "secretariat")
    play.do(set_task, chair, event=EVENT, task="task0001", text="Count", member="XB")


ON_EVENT = {"event": EVENT}
NUMBER = ON_EVENT | {"number": 1}
# what each act is asked for, what has to be there before, and who of those let through it then works for
CASES = {
    "put-finding": (None, lambda play: {
        "card": "card0002", "finding": {"key": {"place": "XB"}, "start": "2026-05-03"},
        "as_of": date(2026, 5, 17), "audience": ALL, "pack": "infectious"}),
    "triage-finding": (None, lambda play: {"finding": CARD, "status": Triage.WATCHED, "seen": 10**6}),
    "open-event": (None, lambda play: {
        "event": OTHER, "title": "Measles", "pack": "infectious", "origin": OriginKind.MEDIA,
        "audience": Audience(members=frozenset(MEMBERS.values()))}),
    "edit-event": (None, lambda play: ON_EVENT | {"title": "Rubella", "seen": 10**6}),
    "change-audience": (None, lambda play: ON_EVENT | {
        "audience": Audience(members=frozenset({"XA"})), "seen": 10**6}),
    "ask-verification": (None, lambda play: ON_EVENT | {"members": ["XB"], "text": "Is it so?"}),
    "answer-verification": (asked, lambda play: ON_EVENT | {"reply": ReplyKind.LOOKING, "text": "We look."}),
    "confirm-event": (None, lambda play: ON_EVENT),
    "start-response": (confirmed, lambda play: ON_EVENT),
    "close-event": (confirmed, lambda play: ON_EVENT | {"reason": "over"}),
    "discard-event": (None, lambda play: ON_EVENT | {"reason": "nothing"}),
    "reopen-event": (closed, lambda play: ON_EVENT | {"reason": "again"}),
    "merge-events": (lambda play: opened(play, OTHER), lambda play: ON_EVENT | {"into": OTHER}),
    "split-event": (None, lambda play: ON_EVENT | {"new": OTHER, "title": "Rubella"}),
    "give-sighting": (None, lambda play: ON_EVENT | {"said": SightingKind.SEEN}),
    "write-message": (None, lambda play: ON_EVENT | {"text": "Hello"}),
    "write-note": (None, lambda play: ON_EVENT | {"text": "Hello"}),
    "set-task": (None, lambda play: ON_EVENT | {"task": "task0001", "text": "Count"}),
    "end-task": (with_task, lambda play: ON_EVENT | {"task": "task0001"}),
    "attach-file": (None, lambda play: ON_EVENT | {
        "file": "file0001", "name": "a.csv", "media_type": "text/csv", "size": 9, "sha256": "0" * 64}),
    "stamp-milestone": (None, lambda play: ON_EVENT | {
        "milestone": "detected", "happened": date(2026, 5, 1), "seen": 10**6,
        "rule_sets": [SimpleNamespace(milestones={"detected": {}}, clocks=())]}),
    "start-round": (None, lambda play: ON_EVENT | {
        "members": ["XB"], "due": play.at + timedelta(hours=9), "pack": PACK}),
    "cancel-round": (running, lambda play: NUMBER | {"reason": "by mistake"}),
    "seal-answer": (running, lambda play: NUMBER | {"answers": ANSWERS, "nonce": "ab" * 32, "pack": PACK}),
    "withdraw-answer": (lambda play: running(play, sealed=["XA", "XB"]), lambda play: NUMBER),
    "reveal-round": (lambda play: running(play, sealed=["XA", "XB"]), lambda play: NUMBER | {
        "opened": {"XA": (ANSWERS, "ab" * 32), "XB": (ANSWERS, "ab" * 32)}, "pack": PACK}),
    "answer-late": (revealed, lambda play: NUMBER | {"answers": ANSWERS, "pack": PACK}),
    "record-notice": (None, lambda play: ON_EVENT | {"state": NoticeState.PREPARED, "text": "To WHO"}),
    "add-member": (None, lambda play: {"member": "XD", "name": {"en": "D"}, "kind": MemberKind.FULL}),
    "change-member": (None, lambda play: {
        "member": "XA", "name": {"en": "A"}, "kind": MemberKind.FULL, "rule_sets": [], "seen": 10**6}),
    "end-membership": (None, lambda play: {"member": "XA"}),
    "add-person": (None, lambda play: {"person": "person01", "member": "XA", "roles": [Role.ANALYST]}),
    "give-role": (None, lambda play: {
        "person": play.id_of("XA", "reader"), "role": Role.ANALYST, "seen": 10**6}),
    "take-role": (None, lambda play: {
        "person": play.id_of("XA", "reader"), "role": Role.READER, "seen": 10**6}),
    "close-account": (None, lambda play: {"person": play.id_of("XA", "reader")}),
}  # fmt: skip
# who of the secretariat adds people elsewhere adds the first administrator alone: tests/unit/events
NARROWER = {("add-person", "chair")}


def prepared(action):
    play = stage()
    before, wanted = CASES.get(action, (None, None))
    if before is not None:
        before(play)
    return play, {} if wanted is None else wanted(play)


def thing_of(play, action):
    """What an action is asked about."""
    if action in ("put-finding", "open-event", "add-member", "see-members", "read-audit", "see-settings"):
        return None
    if action in ("triage-finding", "see-finding"):
        return play.board.findings[CARD]
    if action in ("change-member", "end-membership", "add-person"):
        return play.board.members["XA"]
    if action in ("give-role", "take-role", "close-account"):
        return play.board.people[play.id_of("XA", "reader")]
    return play.board.events[EVENT]


def expected(action, relation, role):
    """What GIVEN says: through, denied or missing."""
    row, on_the_board = ROWS[action], action not in ("see-members", "read-audit")
    seen_by_audience = on_the_board and row.where in ("audience", "owner", "owner-or-chair")
    if relation == "outside" and seen_by_audience:
        return "missing"
    reached = {
        "anywhere": True, "audience": True, "owner": relation == "owner", "own": relation == "owner",
        "owner-or-chair": relation in ("owner", "chair"), "own-or-chair": relation in ("owner", "chair"),
        "chair": relation == "chair",
    }[row.where]  # fmt: skip
    has_role = role in [LETTERS[letter] for letter in row.roles.strip("-")]
    return "through" if reached and has_role else "denied"


def outcome(call):
    try:
        call()
    except UnknownThingError:
        return "missing"
    except DeniedError:
        return "denied"
    except EventError:
        return "through"  # rights let it through; something else stood against it
    return "through"


def test_table__is_what_was_given():
    words = {
        "anywhere": Where.ANYWHERE, "audience": Where.AUDIENCE, "owner": Where.OWNER, "own": Where.OWN_MEMBER,
        "owner-or-chair": Where.OWNER_OR_SECRETARIAT, "own-or-chair": Where.OWN_OR_SECRETARIAT,
        "chair": Where.SECRETARIAT,
    }  # fmt: skip
    given = {
        name: (frozenset(LETTERS[letter] for letter in row.roles.strip("-")), words[row.where])
        for name, row in ROWS.items()
    }
    assert {name: (action.roles, action.where) for name, action in ACTIONS.items()} == given
    assert {name for name, action in ACTIONS.items() if action.system} == BY_ITSELF
    assert {name for name, action in ACTIONS.items() if action.on_ended} == READING | {"reopen-event"}


def test_table__has_an_act_for_every_action_but_reading():
    files = {module.name.replace("_", "-") for module in pkgutil.iter_modules(acts.__path__)}
    assert files == ACTIONS.keys() - READING == CASES.keys()


def test_table__an_action_that_is_not_there_is_named():
    play = Rehearsal()
    with pytest.raises(UnknownNameError, match=r"No action 'edit-evnt'\. Did you mean edit-event"):
        may(play.person("XA", "reader"), "edit-evnt", play.board)


@pytest.mark.parametrize("action", ACTIONS)
def test_rights__every_role_and_relation_gets_what_the_table_says(action):
    play, _ = prepared(action)
    thing = thing_of(play, action)
    for relation, role in WHO:
        actor = play.person(MEMBERS[relation], role.value)
        told = outcome(lambda actor=actor: require(actor, action, play.board, thing))
        assert told == expected(action, relation, role), (relation, role)
        assert may(actor, action, play.board, thing) == (told == "through"), (relation, role)


@pytest.mark.parametrize("action", CASES)
def test_acts__every_act_asks_the_table_for_its_own_row(action):
    play, wanted = prepared(action)
    act = importlib.import_module(f"tocsin.events.acts.{action.replace('-', '_')}")
    worked = 0
    for relation, role in WHO:
        actor = play.person(MEMBERS[relation], role.value)
        told = outcome(lambda actor=actor: act.decide(play.board, actor, at=play.at, **wanted))
        narrower = (action, relation) in NARROWER
        assert told == ("denied" if narrower else expected(action, relation, role)), (relation, role)
    for actor in (*(play.person(MEMBERS[r], role.value) for r, role in WHO), SYSTEM_ACTOR):
        try:
            worked += bool(act.decide(play.board, actor, at=play.at, **wanted))
        except EventError:
            continue
    assert worked, "it works for nobody, so that being let through proves nothing"


@pytest.mark.parametrize("action", ACTIONS)
def test_rights__a_token_does_what_it_was_made_for_and_no_more(action):
    play, _ = prepared(action)
    thing, scope = thing_of(play, action), ACTIONS[action].scope.value
    for relation, role in WHO:
        person = MEMBERS[relation], role.value
        own = play.person(*person, scopes=frozenset({scope}))
        others = play.person(*person, scopes=SCOPES - {scope})
        assert may(own, action, play.board, thing) == may(play.person(*person), action, play.board, thing)
        assert not may(others, action, play.board, thing)


@pytest.mark.parametrize("action", ACTIONS)
def test_rights__nothing_happens_by_itself_that_the_table_does_not_say(action):
    play, _ = prepared(action)
    told = outcome(lambda: require(SYSTEM_ACTOR, action, play.board, thing_of(play, action)))
    assert told == ("through" if action in BY_ITSELF else "denied")


ENDS = {
    "closed": ("event-closed", {"reason": "over"}), "discarded": ("event-discarded", {"reason": "nothing"}),
    "merged": ("event-merged", {"into": OTHER}),
}  # fmt: skip
ON_AN_EVENT = sorted(
    name for name, action in ACTIONS.items()
    if action.where in (Where.AUDIENCE, Where.OWNER, Where.OWNER_OR_SECRETARIAT)
    and name not in {*READING, "triage-finding"}
)  # fmt: skip


@pytest.mark.parametrize("ended", ENDS)
@pytest.mark.parametrize("action", ON_AN_EVENT)
def test_acts__an_event_that_has_ended_takes_no_change_but_reopening(action, ended):
    play, wanted = prepared(action)
    kind, body = ENDS[ended]
    play.record([Draft(stream=f"event/{EVENT}", kind=kind, body=body)], play.person("XA", "focal-point"))
    act = importlib.import_module(f"tocsin.events.acts.{action.replace('-', '_')}")
    actor = play.person("XA", "focal-point", "analyst")
    if action == "reopen-event" and ended != "merged":
        assert act.decide(play.board, actor, at=play.at, **wanted)
        return
    text = "goes on in 'event002'" if ended == "merged" else f"is {ended}; it takes no change before"
    with pytest.raises(EventError, match=text):
        act.decide(play.board, actor, at=play.at, **wanted)
    assert not may(actor, action, play.board, play.board.events[EVENT])
