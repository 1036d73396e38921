import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import stix2

from tocsin.events.audience import Tlp
from tocsin.events.outcome import Decision
from tocsin.events.shared import SharedEvent, SharedMeasure, SharedOpinion, SharedSighting
from tocsin.sources.stix import TLP_IDS, write_stix
from tocsin.sources.stix_read import read_stix
from tocsin.vocab.errors import ExchangeError

D = datetime(2026, 5, 18, 8, 0, 0, 1500, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVENT = SharedEvent(
    id="7kq2m9xd", title="Холера на реке", summary="Three towns\nin two weeks.", pack="infectious",
    hazard="cholera", places=("XA", "XB-05"), owner="XA", tlp=Tlp.AMBER, opened=D, changed=D + HOUR,
    sightings=(
        SharedSighting(member="XB", seen=True, text="Two cases", at=D + HOUR),
        SharedSighting(member="XC", seen=False, text="", at=D + 2 * HOUR),
    ),
    opinions=(
        SharedOpinion(member="XA", decision=Decision.NOTIFY, risk="high", text="serious: yes: 12 deaths",
                      late=False, at=D + 3 * HOUR),
        SharedOpinion(member="XB", decision=Decision.UNDECIDED, risk="", text="", late=True, at=D + 4 * HOUR),
        SharedOpinion(member="XC", decision=Decision.NOT_NOW, risk="low", text="x", late=False, at=D + HOUR),
    ),
    measures=(SharedMeasure(id="t1", member="XB", text="Chlorinate 水井 " * 20, state="done", at=D),),
)  # fmt: skip
BARE = SharedEvent(
    id="aaaaaaaa", title="Rumour", summary="", pack="", hazard="", places=(), owner="XA", tlp=Tlp.CLEAR,
    opened=D, changed=D,
)  # fmt: skip


@pytest.mark.parametrize("event", [EVENT, BARE], ids=["whole", "bare"])
@pytest.mark.parametrize("tlp", Tlp)
def test_stix__comes_back_as_it_went(event, tlp):
    event = replace(event, tlp=tlp)
    assert read_stix(write_stix(event)) == event


def test_stix__every_object_is_valid_and_marked_with_the_published_label():
    bundle = stix2.parse(write_stix(EVENT), allow_custom=False, version="2.1")
    kinds = [part.type for part in bundle.objects]
    assert kinds == [
        "marking-definition", "identity", "identity", "identity", "location", "location", "course-of-action",
        "grouping", "sighting", "sighting", "opinion", "opinion", "opinion",
    ]  # fmt: skip
    marks = {ref for part in bundle.objects[1:] for ref in part.object_marking_refs}
    assert marks == {TLP_IDS[Tlp.AMBER], bundle.objects[0].id}
    assert [s.count for s in bundle.objects if s.type == "sighting"] == [1, 0]
    assert [o.opinion for o in bundle.objects if o.type == "opinion"] == ["agree", "neutral", "disagree"]


def test_stix__exported_again_names_the_same_things():
    again = replace(EVENT, title="Another title", changed=D + 9 * HOUR)
    ids = [[part["id"] for part in json.loads(write_stix(e))["objects"]] for e in (EVENT, again)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


def changed(kind, key, value, number=0):
    """The bundle with a key of one object changed; None takes it out."""
    bundle = json.loads(write_stix(EVENT))
    part = [part for part in bundle["objects"] if part["type"] == kind][number]
    if value is None:
        del part[key]
    else:
        part[key] = value
    return bundle


AMBER, RED = TLP_IDS[Tlp.AMBER], TLP_IDS[Tlp.RED]
SECOND, LOCATION = (json.loads(write_stix(EVENT))["objects"][number]["id"] for number in (2, 4))
NOWHERE = "identity--4cd605e7-afa2-4360-b5b9-c5e9fb5c76f4"


@pytest.mark.parametrize(
    ("bundle", "fault"),
    [
        (changed("grouping", "type", "indicator"), "object 8 is of type 'indicator'; taken in are"),
        (changed("grouping", "spec_version", "2.0"), r"\(grouping\) has spec_version '2.0'; it must be 2.1"),
        (changed("grouping", "context", None), r"object 8 \(grouping\) is no valid STIX 2.1: .*context"),
        (changed("grouping", "created", "yesterday"), r"object 8 \(grouping\) is no valid STIX 2.1"),
        (changed("opinion", "opinion", "great"), r"object 11 \(opinion\) is no valid STIX 2.1"),
        (changed("sighting", "count", -1), r"object 9 \(sighting\) is no valid STIX 2.1"),
        (changed("identity", "x_odd", "y"), r"object 2 \(identity\) is no valid STIX 2.1"),
        (changed("sighting", "object_marking_refs", None), "has the markings none; it must have one"),
        (changed("sighting", "object_marking_refs", [AMBER, RED]), "it must have one of TLP 2.0"),
        (changed("sighting", "object_marking_refs", [RED]), "marked amber, red; they must all"),
        (changed("sighting", "created_by_ref", NOWHERE), f"names {NOWHERE} as created_by_ref"),
        (changed("sighting", "created_by_ref", None), "has no created_by_ref; it must say whose it is"),
        (changed("opinion", "object_refs", [LOCATION]), "it must be about the grouping"),
        (changed("opinion", "labels", ["decision=not-now"]), "says agree and decision=not-now"),
        (changed("identity", "id", SECOND), "is there more than once"),
    ],
)  # fmt: skip
def test_stix__what_is_wrong_is_named(bundle, fault):
    with pytest.raises(ExchangeError, match=f"^The bundle cannot be taken in: .*{fault}"):
        read_stix(json.dumps(bundle))


def test_stix__all_faults_are_named_at_once():
    bundle = changed("grouping", "context", None)
    bundle["objects"][0]["type"] = "malware"
    with pytest.raises(ExchangeError, match=r"object 1 is of type 'malware'.*object 8"):
        read_stix(json.dumps(bundle))


@pytest.mark.parametrize("number", [0, 2])
def test_stix__an_event_is_exactly_one_grouping(number):
    bundle = json.loads(write_stix(BARE))
    grouping = bundle["objects"].pop()
    twin = grouping | {"id": "grouping--4cd605e7-afa2-4360-b5b9-c5e9fb5c76f4"}
    bundle["objects"] += [grouping, twin][:number]
    with pytest.raises(ExchangeError, match=f"it has {number} groupings; an event is exactly one"):
        read_stix(json.dumps(bundle))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "This is no JSON, so no STIX bundle"),
        ("[" * 100_000, "This is no JSON"),
        ('{"type": "bundle", "objects": [NaN]}', "This is no JSON"),
        ('{"type": "bundle", "objects": [%s]}' % ("1" * 5000), "This is no JSON|object 1 is of type None"),
        ('{"type": "bundle", "objects": [{"type": "\\ud800 "}]}', "This is no JSON"),
        ('{"type": "bundle", "objects": [{"type": []}]}', r"object 1 is of type \[\]"),
        (
            '{"type": "bundle", "objects": [{"type": "grouping", "spec_version": "2.1", "extensions": 3}]}',
            r"object 1 \(grouping\) is no valid STIX 2\.1",
        ),
        ("[]", 'its "type" must be "bundle"'),
        ('{"type": "grouping", "objects": []}', 'its "type" must be "bundle"'),
        ('{"type": "bundle"}', '"objects" must be a list of 1 to 10000 objects'),
        ('{"type": "bundle", "objects": []}', '"objects" must be a list of 1 to 10000 objects'),
        ('{"type": "bundle", "objects": [3]}', "object 1 is of type None"),
    ],
    ids=[
        "cut",
        "deep",
        "nan",
        "long",
        "surrogate",
        "kind",
        "extensions",
        "list",
        "other",
        "nothing",
        "empty",
        "number",
    ],
)
def test_stix__what_is_no_bundle_is_refused(text, fault):
    with pytest.raises(ExchangeError, match=fault):
        read_stix(text)


def test_stix__one_from_elsewhere_without_our_labels_is_taken_in():
    bundle = changed("grouping", "labels", None)
    for part in bundle["objects"]:
        part.pop("external_references", None)
        if part["type"] == "opinion":
            part["opinion"] = part["opinion"].replace("disagree", "strongly-disagree")
            part["labels"] = ["seen-before"]
    found = read_stix(json.dumps(bundle))
    assert (found.pack, found.hazard) == ("", "")
    assert found.id.startswith("grouping--")
    assert [o.decision for o in found.opinions] == ["notify", "undecided", "not-now"]
