"""Who may see a thing. Chosen when it is made, never widened by anything but a decision of its owner."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tocsin.events.people import Actor


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0 (FIRST, 2022): how far what one sees may be passed on."""

    RED = "red"  # to the people who see it here and nobody else
    AMBER_STRICT = "amber+strict"  # inside one's own organisation
    AMBER = "amber"  # also to its clients who need it
    GREEN = "green"  # inside the community
    CLEAR = "clear"  # to anybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """An explicit set of members. An empty set means nobody, not even the owner.

    members  codes of those whose people may see it
    tlp      label it carries wherever it goes
    pass_on  False: "do not pass on"; it is left out of exports, API answers to tokens and e-mail texts
    """

    members: frozenset[str]
    tlp: Tlp = Tlp.AMBER
    pass_on: bool = True

    def includes(self, member: str) -> bool:
        """Whether people of a member may see it."""
        return member in self.members

    def shows_to(self, actor: Actor) -> bool:
        """Whether a reader may know of it: somebody of a member in it; no token if it is not passed on."""
        return actor.member in self.members and (self.pass_on or actor.scopes is None)


def only(member: str, tlp: Tlp = Tlp.AMBER) -> Audience:
    """The default: the owner alone."""
    return Audience(members=frozenset({member}), tlp=tlp)


def audience_body(audience: Audience) -> dict[str, Any]:
    """An audience as a fact holds it."""
    return {
        "members": sorted(audience.members), "tlp": audience.tlp.value, "pass_on": audience.pass_on
    }  # fmt: skip


def audience_of(body: Mapping[str, Any]) -> Audience:
    """An audience out of a fact."""
    return Audience(
        members=frozenset(body["members"]), tlp=Tlp(body["tlp"]), pass_on=body["pass_on"]
    )  # fmt: skip
