"""STIX 2.1: an event as a bundle, and back.

    event        grouping; pack, hazard and owner as labels, its id as an external reference
    members      identity, class organization; places  location
    seen / not   sighting of the grouping, count 1 / 0
    assessment   opinion on the grouping: notify = agree, undecided = neutral, not now = disagree
    measure      course of action
    TLP          the marking definitions of TLP 2.0 with their published ids, on every object

Ids are made of the event's own (UUID version 5), so that exporting again names the same things. Nothing else
comes in or goes out: a bundle with objects of other kinds is refused, with every fault named.

Source    OASIS STIX 2.1 (2021); ids of TLP 2.0: OASIS CTI, as in CACAO's data markings.
Needs     the package stix2: pip install 'tocsin[exchange]'
"""

from collections.abc import Sequence
from datetime import datetime
from types import ModuleType
from typing import Any
from uuid import UUID, uuid5

from tocsin.events.audience import Tlp
from tocsin.events.fact import moment
from tocsin.events.outcome import Decision
from tocsin.events.shared import SharedEvent, SharedMeasure, SharedOpinion, SharedSighting
from tocsin.vocab.errors import InputError

SPACE = UUID("6f1c4b5e-4d0e-5f0a-9d0f-2f6f3c1b7a10")  # of tocsin's ids; any fixed one does
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_IDS = {
    Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
OPINIONS = {Decision.NOTIFY: "agree", Decision.UNDECIDED: "neutral", Decision.NOT_NOW: "disagree"}
CLASSES = {"course-of-action": "CourseOfAction"}  # others are spelt as their kind
SOURCE = "tocsin"  # name of the external reference that holds the event's id


def stix_package() -> ModuleType:
    """The package stix2; a missing one is said with the command that brings it."""
    try:
        import stix2
    except ModuleNotFoundError:
        raise InputError("STIX needs a package that is not there: pip install 'tocsin[exchange]'.") from None
    module: ModuleType = stix2
    return module


def write_stix(event: SharedEvent) -> str:
    """An event as the JSON of a STIX 2.1 bundle."""
    make = _Maker(stix_package().v21, event)
    members = {event.owner, *(s.member for s in event.sightings), *(o.member for o in event.opinions)}
    members |= {m.member for m in event.measures}
    held = [*map(make.location, event.places), *map(make.measure, event.measures)]
    objects = [
        make.marking(),
        *map(make.identity, sorted(members)),
        *held,
        make.grouping([part.id for part in held]),
        *map(make.sighting, event.sightings),
        *map(make.opinion, event.opinions),
    ]
    bundle = make.stix.Bundle(id=make.id("bundle", moment(event.changed)), objects=objects)
    return str(bundle.serialize(pretty=True, ensure_ascii=False))


class _Maker:
    """Makes the objects of one event, all with its marking and with ids that stay."""

    def __init__(self, stix: Any, event: SharedEvent) -> None:
        self.stix, self.event = stix, event

    def id(self, kind: str, name: str = "") -> str:
        """The id of a thing of the event; members and places are the same in every event."""
        event = "" if kind in ("identity", "location") else self.event.id
        return f"{kind}--{uuid5(SPACE, f'{kind}/{event}/{name}')}"

    def make(self, kind: str, key: str, at: datetime, **about: Any) -> Any:
        """One object; what is None is left out."""
        given = {name: value for name, value in about.items() if value is not None}
        given["modified"] = moment(given.get("modified", at))
        maker = getattr(self.stix, CLASSES.get(kind, kind.capitalize()))
        marking = [TLP_IDS[self.event.tlp]]
        return maker(id=self.id(kind, key), created=moment(at), object_marking_refs=marking, **given)

    def marking(self) -> Any:
        """The label of TLP 2.0, as it is published."""
        tlp = self.event.tlp
        return self.stix.MarkingDefinition(
            id=TLP_IDS[tlp], created="2022-10-01T00:00:00.000Z", name=f"TLP:{tlp.value.upper()}",
            extensions={TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp.value}},
        )  # fmt: skip

    def identity(self, member: str) -> Any:
        """A member."""
        return self.make(
            "identity", member, self.event.opened, name=member, identity_class="organization"
        )  # fmt: skip

    def location(self, place: str) -> Any:
        """A place: a country, or a part of one."""
        country, _, part = place.partition("-")
        return self.make(
            "location", place, self.event.opened, name=place, country=country,
            administrative_area=place if part else None,
        )  # fmt: skip

    def measure(self, measure: SharedMeasure) -> Any:
        """A measure as a course of action."""
        return self.make(
            "course-of-action", measure.id, measure.at, name=measure.text[:80], description=measure.text,
            created_by_ref=self.id("identity", measure.member),
            labels=[f"id={measure.id}", f"state={measure.state}"],
        )  # fmt: skip

    def grouping(self, held: Sequence[str]) -> Any:
        """The event itself."""
        event, owner = self.event, self.id("identity", self.event.owner)
        labels = [
            f"{name}={value}" for name, value in (("pack", event.pack), ("hazard", event.hazard)) if value
        ]
        return self.make(
            "grouping", "", event.opened, modified=event.changed, name=event.title,
            description=event.summary or None, context="unspecified", object_refs=list(held) or [owner],
            labels=labels or None, created_by_ref=owner,
            external_references=[{"source_name": SOURCE, "external_id": event.id}],
        )  # fmt: skip

    def sighting(self, sighting: SharedSighting) -> Any:
        """Seen, or looked for and not seen."""
        member = self.id("identity", sighting.member)
        return self.make(
            "sighting", sighting.member, sighting.at, sighting_of_ref=self.id("grouping"),
            count=int(sighting.seen), where_sighted_refs=[member], created_by_ref=member,
            description=sighting.text or None,
        )  # fmt: skip

    def opinion(self, opinion: SharedOpinion) -> Any:
        """What a member's answers came to."""
        labels = [f"decision={opinion.decision}"]
        labels += [f"risk={opinion.risk}"] if opinion.risk else []
        labels += ["late"] if opinion.late else []
        return self.make(
            "opinion", opinion.member, opinion.at, opinion=OPINIONS[opinion.decision],
            explanation=opinion.text or None, authors=[opinion.member], object_refs=[self.id("grouping")],
            created_by_ref=self.id("identity", opinion.member), labels=labels,
        )  # fmt: skip
