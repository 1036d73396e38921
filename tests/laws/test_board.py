"""Laws of the board: whatever people do, in whatever order, these hold after every act.

A closed, discarded or merged event takes no change but reopening; nobody outside an audience gets anything;
what a member keeps inside reaches nobody else; a sealed answer does not show before the reveal; the board is
the fold of its facts, and every refusal has its reason.
"""

import json
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tocsin.events.acts import (
    answer_late,
    answer_verification,
    ask_verification,
    attach_file,
    cancel_round,
    change_audience,
    close_event,
    confirm_event,
    discard_event,
    edit_event,
    end_task,
    give_sighting,
    merge_events,
    open_event,
    record_notice,
    reopen_event,
    reveal_round,
    seal_answer,
    set_task,
    split_event,
    start_response,
    start_round,
    withdraw_answer,
    write_message,
    write_note,
)
from tocsin.events.after import after
from tocsin.events.audience import Audience
from tocsin.events.entries import NoticeState, OriginKind, ReplyKind, SightingKind, TaskState
from tocsin.events.event import ENDED, lines, newest, seen_by
from tocsin.events.people import Role
from tocsin.events.rights import may
from tocsin.flows.packs import find_pack
from tocsin.testing.rehearsal import CHAIR, STATES, SYSTEM_ACTOR, Rehearsal, folded
from tocsin.vocab.errors import EventError, UnknownThingError

PACK = find_pack("infectious")
MEMBERS = (CHAIR, *STATES)
EVENTS = [f"event{n:03d}" for n in range(4)]
ALL = Audience(members=frozenset(MEMBERS))
FOCAL = ("secretariat", "focal-point")  # the first of them in the secretariat alone
members = st.sampled_from(MEMBERS)
leads = st.sampled_from([None, None, None, *MEMBERS])  # None = whoever owns the event
events = st.sampled_from([EVENTS[0], *EVENTS])
groups = st.sampled_from([FOCAL, FOCAL, FOCAL, ("analyst",), ("reader",), ("administrator",)])
audiences = st.one_of(st.just(ALL), st.frozensets(members).map(lambda codes: Audience(members=codes)))
asked = st.one_of(st.just(frozenset(STATES)), st.frozensets(members))
numbers = st.sampled_from([1, 1, 1, 2])
PATHS = [
    (confirm_event,), (start_response,), (confirm_event, start_response, close_event),
    (confirm_event, close_event), (confirm_event, close_event, reopen_event), (discard_event,),
    (reopen_event,), (discard_event, reopen_event),
]  # fmt: skip
ENDS = ["reveal", "wait", "itself", "off"]
seens = st.sampled_from([0, 10**9, 10**9])


def secret(member, text="secret"):
    """A word that only this member may ever read."""
    return f"{text} of {member}"


def answers(member, said):
    return {
        "answers": {
            q.id: {"said": said, "reason": secret(member, "answer"), "evidence": ""} for q in PACK.questions
        },
        "likelihood": "not-known", "impact": "not-known",
    }  # fmt: skip


class Life(RuleBasedStateMachine):
    """Everybody does anything to a few events."""

    def __init__(self):
        super().__init__()
        self.play = Rehearsal()
        self.sealed = {}  # (event, round, member) to what lies in the table of sealed answers
        self.drawn = 0
        for name, member in zip(EVENTS[:2], STATES, strict=False):
            self.open(name, member, FOCAL, ALL)
        self.ask_round(EVENTS[0], None, frozenset(STATES), 24)
        self.checked = 0
        self.ended = {}  # closed, discarded and merged events as they were after the act before

    def attempt(self, act, who, **wanted):
        """Do it if it is let through; who does not see an event is told that there is none."""
        event = self.play.board.events.get(wanted["event"])
        hidden = event is not None and who is not SYSTEM_ACTOR and not event.audience.includes(who.member)
        expected = UnknownThingError if hidden and act is not open_event else EventError
        try:
            return self.play.do(act, who, **wanted)
        except expected:
            return []

    def draw_id(self, word):
        self.drawn += 1
        return f"{word}{self.drawn:04d}"

    def lead(self, event, member, group=FOCAL):
        known = self.play.board.events.get(event)
        owner = STATES[0] if known is None else known.owner
        return self.who(owner if member is None else member, group)

    def who(self, member, group):
        roles = [role for role in group if role != "secretariat" or member == CHAIR]
        return self.play.person(member, roles[0], *roles[1:])

    @rule(event=events, member=members, group=groups, audience=audiences)
    def open(self, event, member, group, audience):
        self.attempt(
            open_event, self.who(member, group), event=event, title="Measles", audience=audience,
            pack="infectious", origin=OriginKind.MEDIA,
        )  # fmt: skip

    @rule(event=events, member=leads, group=groups, seen=seens, audience=audiences,
          title=st.sampled_from(["Measles", "Rubella"]))  # fmt: skip
    def rewrite(self, event, member, group, seen, audience, title):
        who = self.lead(event, member, group)
        self.attempt(edit_event, who, event=event, title=title, seen=seen)
        self.attempt(change_audience, who, event=event, audience=audience, seen=seen)

    @rule(event=events, member=leads, group=groups, path=st.sampled_from(PATHS))
    def move(self, event, member, group, path):
        for act in path:
            more = {} if act in (confirm_event, start_response) else {"reason": "so it is"}
            self.attempt(act, self.lead(event, member, group), event=event, **more)

    @rule(event=events, member=leads, other=events)
    def merge(self, event, member, other):
        self.attempt(merge_events, self.lead(event, member), event=event, into=other)

    @rule(event=events, member=leads, new=events)
    def split(self, event, member, new):
        self.attempt(split_event, self.lead(event, member), event=event, new=new, title="Another")

    @rule(event=events, member=members, group=groups)
    def speak(self, event, member, group):
        who = self.who(member, group)
        self.attempt(write_message, who, event=event, text="for all")
        self.attempt(write_note, who, event=event, text=secret(member))
        self.attempt(give_sighting, who, event=event, said=SightingKind.SEEN)
        self.attempt(record_notice, who, event=event, state=NoticeState.PREPARED, text="for all")

    @rule(event=events, member=members, doer=members, internal=st.booleans())
    def work(self, event, member, doer, internal):
        who, text = self.who(member, FOCAL), secret(member) if internal else "for all"
        task = self.draw_id("task")
        self.attempt(set_task, who, event=event, task=task, text=text, member=doer, internal=internal)
        for state in (TaskState.DONE, TaskState.DROPPED):
            ending = self.who(doer, FOCAL)
            self.attempt(end_task, ending, event=event, task=task, state=state, outcome=text)
        name = secret(member) if internal else "for all"
        self.attempt(
            attach_file, who, event=event, file=self.draw_id("file"), name=name, media_type="text/csv",
            size=1, sha256="0" * 64, internal=internal,
        )  # fmt: skip

    @rule(event=events, member=leads, asked=asked, reply=st.sampled_from(ReplyKind))
    def verify(self, event, member, asked, reply):
        self.attempt(ask_verification, self.lead(event, member), event=event, members=asked, text="so?")
        for code in sorted(asked):
            self.attempt(answer_verification, self.who(code, FOCAL), event=event, reply=reply, text="so")

    @rule(event=events, member=leads, asked=asked, hours=st.integers(1, 48))
    def ask_round(self, event, member, asked, hours):
        due = self.play.at + timedelta(hours=hours)
        self.attempt(start_round, self.lead(event, member), event=event, members=asked, due=due, pack=PACK)

    @rule(event=events, asked=asked, number=numbers, said=st.sampled_from(["yes", "no", "not-known"]))
    def seal(self, event, asked, number, said):
        for member in sorted(asked):
            self.drawn += 1
            raw, nonce, who = answers(member, said), f"{self.drawn:064x}", self.who(member, FOCAL)
            given = {"event": event, "number": number, "answers": raw, "pack": PACK}
            if self.attempt(seal_answer, who, **given, nonce=nonce):
                self.sealed[event, number, member] = (raw, nonce)
            self.attempt(answer_late, who, **given)

    @rule(event=events, member=members, number=numbers)
    def withdraw(self, event, member, number):
        if self.attempt(withdraw_answer, self.who(member, FOCAL), event=event, number=number):
            del self.sealed[event, number, member]

    @rule(event=events, member=leads, number=numbers, end=st.sampled_from(ENDS))
    def end_round(self, event, member, number, end):
        who = SYSTEM_ACTOR if end == "itself" else self.lead(event, member)
        if end == "off":
            self.attempt(cancel_round, who, event=event, number=number, reason="so it is")
            return
        if end != "reveal":
            self.play.wait(hours=49)
        kept = {code: told for (e, n, code), told in self.sealed.items() if (e, n) == (event, number)}
        self.attempt(reveal_round, who, event=event, number=number, opened=kept, pack=PACK)

    @rule(hours=st.integers(1, 72))
    def wait(self, hours):
        self.play.wait(hours=hours)

    @invariant()
    def nobody_gets_what_is_not_theirs(self):
        touched = {fact.stream.partition("/")[2] for fact in self.play.facts[self.checked :]}
        self.checked = len(self.play.facts)
        for event in (self.play.board.events[name] for name in touched & set(self.play.board.events)):
            sealed = {member for r in event.rounds for member in r.sealed}
            open_answers = {member for r in event.rounds for member in r.opened}
            for member in MEMBERS:
                seen = seen_by(event, self.play.person(member, "reader"))
                assert (seen is not None) == event.audience.includes(member)
                if seen is None:
                    continue
                told = everything(seen)
                for other in MEMBERS:
                    assert other == member or secret(other) not in told
                    if other in sealed - open_answers:
                        assert secret(other, "answer") not in told
                assert newest(seen) == max(fact.number for fact, _ in lines(seen))

    @invariant()
    def an_ended_event_only_reopens(self):
        for name, before in self.ended.items():
            since = list(self.play.board.events[name].timeline)[len(before.timeline) :]
            if since:
                assert since[0].kind == "event-reopened"
                assert not before.merged_into
            else:
                assert self.play.board.events[name] == before
        self.ended = {name: event for name, event in self.play.board.events.items() if not event.is_open}

    @invariant()
    def the_parts_of_an_event_fit(self):
        for event in self.play.board.events.values():
            assert event.audience.includes(event.owner)
            assert sum(r.is_running for r in event.rounds) <= 1
            assert (event.stage in ENDED) == bool(event.reason)
            for told in event.rounds:
                assert told.sealed.keys() | told.opened.keys() <= told.asked
                assert not told.is_running or told.asked <= event.audience.members
                assert told.revealed is not None or not told.opened
                assert all(told.opened[m].late for m in told.opened.keys() - told.sealed.keys())
            if not event.is_open:
                assert event.running_round is None
                assert all(task.ended is not None for task in event.tasks.values())
            if event.merged_into:
                assert event.id in self.play.board.events[event.merged_into].merged_from
        assert self.play.board.unread == []

    def teardown(self):
        again = folded(self.play.facts)
        assert dict(again.events) == dict(self.play.board.events) == one_by_one(self.play.facts)
        assert again.versions == self.play.board.versions
        for event in again.events.values():
            for member in set(MEMBERS) - event.audience.members:
                for role in set(Role) - {Role.SECRETARIAT}:
                    actor = self.play.person(member, role.value)
                    assert not may(actor, "see-event", self.play.board, event)


def one_by_one(facts):
    """Events folded the slow way: a record for every fact."""
    events = {}
    for fact in facts:
        room, _, name = fact.stream.partition("/")
        if room == "event":
            events[name] = after(events.get(name), fact)
    return events


def everything(seen):
    """All that a reader gets, as text."""
    shared = [json.dumps(fact.body) for fact, _ in lines(seen)]
    return repr(seen) + "".join(shared)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
