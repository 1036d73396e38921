"""What stands beside events: clocks that run, threat packs, rule sets, and whether the ledger is whole."""

from collections.abc import Sequence

from tocsin.events.packs import Pack
from tocsin.events.rights import require
from tocsin.events.rule_sets import RuleSet
from tocsin.flows.audit_room import verify_chain
from tocsin.vocab.errors import UnknownThingError
from tocsin.web.api.event_told import ClockTold, clock_told
from tocsin.web.api.operation import Answer, Call, Operation


class RunningClock(Answer, frozen=True, kw_only=True):
    """A clock that runs, or has run out, on an open event."""

    event: str
    title: str
    member: str
    clock: ClockTold


class ClocksTold(Answer, frozen=True, kw_only=True):
    """Those of your member; for the secretariat, those of all that see an event. The most urgent first."""

    overdue: int
    soon: int
    clocks: list[RunningClock]


class PacksTold(Answer, frozen=True, kw_only=True):
    """What each kind of threat asks and lists; and the texts that bind members, with their clocks."""

    packs: list[Pack]
    rule_sets: list[RuleSet]


class AuditTold(Answer, frozen=True, kw_only=True):
    """Whether every fact is as it was recorded. Keep `anchor` elsewhere: number and hash of the last fact.

    Only administrators are told numbers, which go up with what one does not see: for others `anchor` is the
    hash alone, and `broken`, the first fact that is not as it was, is null.
    """

    whole: bool
    anchor: str
    broken: int | None


def _clocks(call: Call) -> ClocksTold:
    require(call.actor, "see-event", call.room.board)
    view = call.views.of(call.actor, at=call.at)
    return ClocksTold(
        overdue=view.overdue, soon=view.soon,
        clocks=[
            RunningClock(event=one.event.id, title=one.event.title, member=member, clock=clock_told(clock))
            for one in view.events
            for member, clock in one.clocks
        ],
    )  # fmt: skip


def _packs(call: Call) -> PacksTold:
    require(call.actor, "see-event", call.room.board)
    return PacksTold(packs=list(call.room.packs.values()), rule_sets=list(call.room.rule_sets.values()))


def _pack(call: Call) -> Pack:
    require(call.actor, "see-event", call.room.board)
    if call.path["pack"] not in call.room.packs:
        raise UnknownThingError("pack", call.path["pack"])
    return call.room.packs[call.path["pack"]]


def _audit(call: Call) -> AuditTold:
    found = verify_chain(call.room, call.actor, at=call.at)
    return AuditTold(whole=found.whole, anchor=found.anchor, broken=found.broken)


BOARD: Sequence[Operation] = (
    Operation(
        method="GET", path="/api/clocks", group="board", does="list the clocks that run", action="see-event",
        answer=ClocksTold, run=_clocks,
    ),
    Operation(
        method="GET", path="/api/packs", group="board", does="read all threat packs and rule sets",
        action="see-event", answer=PacksTold, run=_packs,
    ),
    Operation(
        method="GET", path="/api/packs/{pack}", group="board", does="read a threat pack", action="see-event",
        answer=Pack, run=_pack,
    ),
    Operation(
        method="GET", path="/api/audit", group="board", does="have the ledger verified", action="read-audit",
        about="Every fact is read once, which takes some seconds where there are hundreds of thousands; one "
        "verification runs at a time.",
        answer=AuditTold, run=_audit,
    ),
)  # fmt: skip
