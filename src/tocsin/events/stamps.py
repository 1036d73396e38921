"""Stamps of milestones, put and taken off."""

from collections.abc import Mapping
from datetime import date, datetime

from tocsin.events.entries import Stamp
from tocsin.events.fact import Fact

Stamps = Mapping[str, Mapping[str, Stamp]]  # member to milestone to stamp


def stamp_of(fact: Fact) -> Stamp:
    """What a fact says of a milestone."""
    body = fact.body
    return Stamp(
        happened=_when(body["happened"]), unknown=body["unknown"], applicable=body["applicable"],
        bottleneck=body["bottleneck"], by=fact,
    )  # fmt: skip


def stamped(stamps: Stamps, member: str, milestone: str, stamp: Stamp, *, again: bool = False) -> Stamps:
    """The stamps with one more; one that is there already stays, unless it happened again."""
    own = stamps.get(member, {})
    if milestone in own and not again:
        return stamps
    return {**stamps, member: {**own, milestone: stamp}}


def without(stamps: Stamps, member: str, milestone: str) -> Stamps:
    """The stamps without one."""
    own = stamps.get(member, {})
    if milestone not in own:
        return stamps
    return {**stamps, member: {name: stamp for name, stamp in own.items() if name != milestone}}


def _when(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
