"""A round of assessment after its answers were opened: side by side, with what they come to, and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.events.agreement import Agreement, agreement
from tocsin.events.assessment import Assessment, check, verify
from tocsin.events.event import Event
from tocsin.events.outcome import Change, Outcome, outcome, what_would_change
from tocsin.events.packs import Pack
from tocsin.events.round import Round
from tocsin.flows.assess import round_pack
from tocsin.flows.board import BoardRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What an opened round shows; members in the order of their codes.

    assessments  one of each member that answered
    outcomes     by member;  changes  the least that would change each
    agreement    None where nobody answered
    seals        by member: the commitment, and whether answers and nonce are those committed to; an answer
                 given in the open has none
    """

    pack: Pack
    assessments: Sequence[Assessment]
    outcomes: Mapping[str, Outcome] = field(hash=False)
    changes: Mapping[str, Sequence[Change]] = field(hash=False)
    agreement: Agreement | None
    seals: Mapping[str, tuple[str, bool]] = field(hash=False)


def opening(room: BoardRoom, event: Event, told: Round) -> Opening | None:
    """The opened round; None while it is sealed, or where its questions are not on this server any more."""
    pack, hazard = round_pack(room, told), event.hazard or None
    if told.revealed is None or pack is None:
        return None
    given = [
        Assessment(member=member, answers=check(pack, o.answers), at=o.by.at, late=o.late)
        for member, o in sorted(told.opened.items())
    ]
    seals = {
        one.member: (sealed.commitment, _matches(event, told, one))
        for one in given
        if told.opened[one.member].nonce and (sealed := told.sealed.get(one.member)) is not None
    }
    return Opening(
        pack=pack, assessments=given, seals=seals,
        outcomes={one.member: outcome(pack, one.answers, hazard) for one in given},
        changes={one.member: what_would_change(pack, one.answers, hazard) for one in given},
        agreement=agreement(pack, given, hazard) if given else None,
    )  # fmt: skip


def _matches(event: Event, told: Round, given: Assessment) -> bool:
    member = given.member
    nonce, committed = told.opened[member].nonce, told.sealed[member].commitment
    return verify(committed, given.answers, nonce, event=event.id, member=member)
