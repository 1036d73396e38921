"""Every act on an event, as operations: POST /api/events/{event}/ACTION. One row of a table each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from inspect import signature
from types import ModuleType
from typing import Any

from tocsin.events import acts
from tocsin.events.acts import (
    answer_late,
    answer_verification,
    ask_verification,
    cancel_round,
    change_audience,
    close_event,
    confirm_event,
    discard_event,
    edit_event,
    end_task,
    give_sighting,
    merge_events,
    record_notice,
    reopen_event,
    reveal_round,
    seal_answer,
    set_task,
    split_event,
    stamp_milestone,
    start_response,
    start_round,
    withdraw_answer,
    write_message,
    write_note,
)
from tocsin.events.board import Board
from tocsin.events.event import lines, seen_by
from tocsin.events.fact import Draft
from tocsin.events.rights import ACTIONS, event_for
from tocsin.flows.assess import answer_after, bound, reveal, seal, withdraw
from tocsin.ledger.chance import new_id
from tocsin.vocab.errors import UnknownThingError
from tocsin.web.api.act_bodies import body_of, wanted
from tocsin.web.api.operation import Answer, Call, Operation


class Recorded(Answer, frozen=True, kw_only=True):
    """What was recorded. `made`: the identifier that was drawn for something new; null for nothing new.

    `mark` is that of the newest fact of the event that you see: send it as `seen` next time.
    """

    event: str
    mark: str
    made: str | None = None


Run = Callable[[Call, str], str | None]  # the call and the event; gives what was made


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An act.

    draws   parameter that is a new identifier, drawn here; "" = none
    run     how it is done where more than facts belong to it; None = by `decide` alone
    """

    act: ModuleType
    example: Mapping[str, Any] = field(hash=False)
    draws: str = ""
    run: Run | None = None


def _by_flow(flow: Callable[..., None]) -> Run:
    """An act that a flow does, since more than facts belong to it."""

    def run(call: Call, event: str) -> None:
        flow(call.room, call.actor, event=event, at=call.at, **wanted(call.body))

    return run


ANSWER = {"said": "yes", "reason": "Two deaths in a week", "evidence": ""}
ANSWERS = {
    "answers": dict.fromkeys(("serious", "unusual", "spread", "restrictions"), ANSWER),
    "likelihood": "not-known", "impact": "not-known",
}  # fmt: skip
TEXT = {"text": "The laboratory has confirmed it."}
REASON = {"reason": "No new case for two incubation periods."}
SEEN = {"seen": "0123456789abcdef"}

ROWS: Sequence[Row] = (
    Row(act=edit_event, example={"title": "Cholera in two provinces", "places": ["XA-05"], **SEEN}),
    Row(act=change_audience, example={"audience": {"members": ["XA", "XB"], "tlp": "amber"}, **SEEN}),
    Row(act=ask_verification, example={"members": ["XB"], "text": "Do you see the same?"}),
    Row(act=answer_verification, example={"reply": "looking", **TEXT}),
    Row(act=confirm_event, example=TEXT),
    Row(act=start_response, example=TEXT),
    Row(act=close_event, example=REASON),
    Row(act=discard_event, example=REASON),
    Row(act=reopen_event, example=REASON),
    Row(act=merge_events, example={"into": "7kq2m9xd"}),
    Row(act=split_event, example={"title": "Cholera in the camp"}, draws="new"),
    Row(act=give_sighting, example={"said": "seen", "text": "Four cases in XB-02."}),
    Row(act=write_message, example=TEXT),
    Row(act=write_note, example=TEXT),
    Row(act=set_task, example={"text": "Send samples", "member": "XB", "due": "2026-12-24"}, draws="task"),
    Row(act=end_task, example={"task": "7kq2m9xd", "state": "done"}),
    Row(act=stamp_milestone, example={"milestone": "detected", "happened": "2026-05-18", **SEEN}),
    Row(act=start_round, example={"members": ["XA", "XB"], "due": "2026-12-24T12:00:00Z"}),
    Row(act=cancel_round, example={"number": 1, **REASON}),
    Row(act=seal_answer, example={"number": 1, "answers": ANSWERS}, run=_by_flow(seal)),
    Row(act=withdraw_answer, example={"number": 1}, run=_by_flow(withdraw)),
    Row(act=reveal_round, example={"number": 1}, run=_by_flow(reveal)),
    Row(act=answer_late, example={"number": 1, "answers": ANSWERS}, run=_by_flow(answer_after)),
    Row(act=record_notice, example={"state": "prepared", "text": "For the ministry to check."}),
)


def action_of(act: ModuleType) -> str:
    """The row of the table of rights of an act."""
    return act.__name__.removeprefix(f"{acts.__name__}.").replace("_", "-")


def operation_of(row: Row) -> Operation:
    """An act as an operation."""
    action = action_of(row.act)
    decided = (row.act.decide.__doc__ or "").strip().split("\n\n")[0]
    return Operation(
        method="POST", path=f"/api/events/{{event}}/{action}", group="events" if action not in ASSESSING
        else "assessments", does=ACTIONS[action].does, about=" ".join(decided.split()), action=action,
        body=body_of(row.act, leave_out=[row.draws] if row.draws else []), answer=Recorded, acts=True,
        example=row.example, run=lambda call: _do(call, row, action),
    )  # fmt: skip


ASSESSING = frozenset(name for name, action in ACTIONS.items() if action.scope.value == "assess")


def _do(call: Call, row: Row, action: str) -> Recorded:
    event = call.path["event"]
    event_for(call.room.board, call.actor, action, event)
    made = _decided(call, row, action, event) if row.run is None else row.run(call, event)
    return Recorded(event=event, mark=mark_after(call, event), made=made)


def _decided(call: Call, row: Row, action: str, event: str) -> str | None:
    """Decide on the board as it is, and record."""
    made = new_id() if row.draws else None
    given = wanted(call.body) | ({row.draws: made} if made else {})
    decide = row.act.decide
    known, names = call.room.board.events[event], signature(decide).parameters
    if "rule_sets" in names:
        given["rule_sets"] = bound(call.room, call.actor.member, known.pack)
    if "pack" in names:
        if known.pack not in call.room.packs:
            raise UnknownThingError("pack", known.pack)
        given["pack"] = call.room.packs[known.pack]
    if "seen" in names:
        given["seen"] = call.room.number_of(call.actor, event, call.body.seen)

    def decided(board: Board) -> list[Draft]:
        drafts: list[Draft] = decide(board, call.actor, at=call.at, event=event, **given)
        return drafts

    call.room.act(call.actor, decided, at=call.at)
    return made


def mark_after(call: Call, event: str) -> str:
    """Mark of the newest fact that whoever acted sees, also where they just shut their token out."""
    known = call.room.board.events[event]
    seen = seen_by(known, replace(call.actor, scopes=None))
    return known.last.mark if seen is None else list(lines(seen))[-1][0].mark


ACTS: Sequence[Operation] = tuple(operation_of(row) for row in ROWS)
