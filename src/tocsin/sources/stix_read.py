"""Read an event out of a STIX 2.1 bundle; strict, every fault named. What is written is in `sources.stix`."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from tocsin.events.audience import Tlp
from tocsin.events.outcome import Decision
from tocsin.events.shared import SharedEvent, SharedMeasure, SharedOpinion, SharedSighting
from tocsin.sources.stix import OPINIONS, SOURCE, TLP_IDS, stix_package
from tocsin.vocab.errors import ExchangeError

KINDS = frozenset(
    {"grouping", "identity", "location", "sighting", "opinion", "course-of-action", "marking-definition"}
)
MOST = 10_000  # objects of one bundle
_BY_ID = {name: tlp for tlp, name in TLP_IDS.items()}
_BY_OPINION = {opinion: decision for decision, opinion in OPINIONS.items()}


def read_stix(text: str) -> SharedEvent:
    """The event of a bundle.

    Raises ExchangeError that names every object that is not as it should be: of another kind or not valid
    STIX 2.1, without a TLP 2.0 marking or with different ones, pointing at what is not there.
    """
    objects = _objects(text)
    faults: list[str] = []
    parsed = {kind: [] for kind in KINDS}  # type: dict[str, list[Any]]
    for number, found in enumerate(objects, start=1):
        part = _parsed(found, number, faults)
        if part is not None:
            parsed[part.type].append(part)
    groupings = parsed["grouping"]
    if len(groupings) != 1 and not faults:
        faults.append(f"it has {len(groupings)} groupings; an event is exactly one")
    tlp = _marking(parsed, faults)
    _references(parsed, faults)
    if faults:
        raise ExchangeError(f"The bundle cannot be taken in: {'; '.join(faults)}.")
    event = _event(groupings[0], parsed, tlp, faults)
    if faults:
        raise ExchangeError(f"The bundle cannot be taken in: {'; '.join(faults)}.")
    return event


def _objects(text: str) -> list[Any]:
    try:
        found = msgspec.json.decode(text)  # strict: no NaN, no half of a pair of surrogates
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ExchangeError(f"This is no JSON, so no STIX bundle: {error}.") from None
    if not isinstance(found, Mapping) or found.get("type") != "bundle":
        raise ExchangeError('This is no STIX bundle: its "type" must be "bundle".')
    objects = found.get("objects")
    if not isinstance(objects, list) or not 0 < len(objects) <= MOST:
        raise ExchangeError(f'This is no STIX bundle: "objects" must be a list of 1 to {MOST} objects.')
    return objects


def _parsed(found: Any, number: int, faults: list[str]) -> Any:
    stix = stix_package()
    kind = found.get("type") if isinstance(found, Mapping) else None
    if not isinstance(kind, str) or kind not in KINDS:
        faults.append(f"object {number} is of type {kind!r}; taken in are {', '.join(sorted(KINDS))}")
        return None
    assert isinstance(found, Mapping)
    if found.get("spec_version") != "2.1":
        faults.append(
            f"object {number} ({kind}) has spec_version {found.get('spec_version')!r}; it must be 2.1"
        )
        return None
    try:
        return stix.parse(dict(found), allow_custom=False, version="2.1")
    except (stix.exceptions.STIXError, ValueError, TypeError, AttributeError) as error:
        faults.append(
            f"object {number} ({kind}) is no valid STIX 2.1: {str(error).splitlines()[0].rstrip('.')}"
        )
        return None


def _marking(parsed: Mapping[str, list[Any]], faults: list[str]) -> Tlp:
    """The one TLP 2.0 label that every object carries."""
    found: set[Tlp] = set()
    for part in (part for kind, parts in parsed.items() if kind != "marking-definition" for part in parts):
        refs = list(part.get("object_marking_refs", []))
        labels = [_BY_ID[ref] for ref in refs if ref in _BY_ID]
        if len(refs) != 1 or len(labels) != 1:
            faults.append(
                f"{part.id} has the markings {', '.join(refs) or 'none'}; it must have one of TLP 2.0"
            )
        found |= set(labels)
    if len(found) > 1:
        faults.append(f"its objects are marked {', '.join(sorted(found))}; they must all carry one label")
    return min(found, default=Tlp.RED)


def _references(parsed: Mapping[str, list[Any]], faults: list[str]) -> None:
    """Note what points at nothing."""
    parts = [part for kind in parsed.values() for part in kind]
    known = Counter(part.id for part in parts)
    faults += [f"{name} is there more than once" for name, times in sorted(known.items()) if times > 1]
    for part in parts:
        for key in ("created_by_ref", "sighting_of_ref", "object_refs", "where_sighted_refs"):
            value = part.get(key, [])
            for ref in [value] if isinstance(value, str) else value:
                if ref not in known:
                    faults.append(f"{part.id} names {ref} as {key}, which is not in the bundle")


def _event(grouping: Any, parsed: Mapping[str, list[Any]], tlp: Tlp, faults: list[str]) -> SharedEvent:
    member = {part.id: str(part.name) for part in parsed["identity"]}
    labels = _labels(grouping)
    ids = [r.external_id for r in grouping.get("external_references", []) if r.source_name == SOURCE]
    held = set(grouping.object_refs)
    for part in (*parsed["sighting"], *parsed["opinion"]):
        about = [part.sighting_of_ref] if part.type == "sighting" else list(part.object_refs)
        if about != [grouping.id]:
            faults.append(f"{part.id} is about {', '.join(about)}; it must be about the grouping")

    def by(part: Any) -> str:
        if "created_by_ref" not in part:
            faults.append(f"{part.id} has no created_by_ref; it must say whose it is")
        return member.get(part.get("created_by_ref", ""), "")

    return SharedEvent(
        id=str(ids[0]) if ids else str(grouping.id),
        title=str(grouping.get("name", "")), summary=str(grouping.get("description", "")),
        pack=labels.get("pack", ""), hazard=labels.get("hazard", ""),
        places=tuple(_place(part) for part in parsed["location"] if part.id in held),
        owner=by(grouping), tlp=tlp, opened=_utc(grouping.created), changed=_utc(grouping.modified),
        sightings=tuple(
            SharedSighting(
                member=by(s), seen=int(s.get("count", 1)) > 0, text=str(s.get("description", "")),
                at=_utc(s.created),
            )
            for s in parsed["sighting"]
        ),
        opinions=tuple(_opinion(part, by(part), faults) for part in parsed["opinion"]),
        measures=tuple(
            SharedMeasure(
                id=_labels(m).get("id", str(m.id)), member=by(m), text=str(m.get("description", m.name)),
                state=_labels(m).get("state", "open"), at=_utc(m.created),
            )
            for m in parsed["course-of-action"]
        ),
    )  # fmt: skip


def _opinion(part: Any, member: str, faults: list[str]) -> SharedOpinion:
    labels, opinion = _labels(part), str(part.opinion)
    plain = _BY_OPINION.get(opinion.removeprefix("strongly-"), Decision.UNDECIDED)
    if labels.get("decision", plain.value) != plain.value:
        faults.append(f"{part.id} says {opinion} and decision={labels['decision']}; they must agree")
    return SharedOpinion(
        member=member, decision=plain, risk=labels.get("risk", ""), text=str(part.get("explanation", "")),
        late="late" in part.get("labels", []), at=_utc(part.created),
    )  # fmt: skip


def _place(part: Any) -> str:
    return str(part.get("administrative_area", part.get("country", part.get("name", part.id))))


def _labels(part: Any) -> dict[str, str]:
    """Labels of the form name=value."""
    pairs = (label.partition("=") for label in part.get("labels", []))
    return {name: value for name, sign, value in pairs if sign}


def _utc(when: Any) -> datetime:
    found: datetime = when
    return datetime.fromtimestamp(found.timestamp(), UTC)
