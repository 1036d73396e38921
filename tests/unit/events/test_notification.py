from dataclasses import replace
from datetime import timedelta

from tocsin.events.assessment import Assessment
from tocsin.events.entries import Origin, OriginKind
from tocsin.events.notification import Field, prepare
from tocsin.events.outcome import Decision

from .events_for_tests import D, event
from .packs_for_tests import INFECTIOUS, answers

OWN = Assessment(member="XA", answers=answers("yyn?"), at=D)
OTHER = Assessment(member="XB", answers=answers("nnnn"), at=D)


def prepared(of=None, assessments=(OWN, OTHER), member="XA"):
    return prepare(of or event(), INFECTIOUS, assessments, member=member, at=D + timedelta(days=1))


def told(notification):
    return {
        field.id: [(entry.code, dict(entry.about), entry.source) for entry in field.entries]
        for field in notification.fields
    }


def test_notification__fills_every_field_that_the_records_know_and_says_from_where():
    found = told(prepared())
    assert found["what"] == [
        ("text", {"text": "Cholera on the river"}, "event"),
        ("text", {"text": "Three towns\nin two weeks."}, "event"),
        ("hazard", {"name": "cholera", "id": "cholera"}, "event"),
    ]
    assert found["where"] == [("place", {"code": "XA"}, "event"), ("place", {"code": "XB-05"}, "event")]
    assert found["when"] == [
        ("milestone", {"name": "emerged", "when": ""}, "milestones"),
        ("milestone", {"name": "detected", "when": "2026-05-16T08:00:00+00:00"}, "milestones"),
        ("milestone", {"name": "notified", "when": "2026-05-18"}, "milestones"),
    ]
    sentence = {"sentence": "Cholera in XA is above.", "as_of": "2026-05-17"}
    assert found["cases-and-deaths"] == [("finding", sentence, "finding")]
    laboratory = {"name": "laboratory", "when": "2026-05-18T08:00:00+00:00"}
    assert found["laboratory"] == [("milestone", laboratory, "milestones")]
    assert found["risk"] == [("origin", {"kind": "finding", "source": ""}, "event")]
    spread = {"question": "spread", "said": "no", "reason": "because n", "evidence": ""}
    assert found["spread"] == [("answer", spread, "assessment")]
    assert [about["name"] for _, about, _ in found["measures"]] == ["investigation", "case-management"]
    assert [about["text"] for _, about, _ in found["difficulties"]] == ["No beds.", "The line was down."]
    assert [about["question"] for _, about, _ in found["assessment"]] == [
        "serious", "unusual", "spread", "restrictions"
    ]  # fmt: skip


def test_notification__what_nobody_recorded_is_for_a_person_to_fill():
    notification = prepared()
    assert [field.id for field in notification.fields if field.to_fill] == [
        "case-definition", "support", "contact"
    ]  # fmt: skip
    assert Field(id="contact", entries=()) in notification.fields


def test_notification__holds_one_members_outcome_and_nothing_another_said():
    own = prepared()
    assert (own.event, own.member, own.prepared) == ("7kq2m9xd", "XA", D + timedelta(days=1))
    assert (own.outcome.decision, own.outcome.yes) == (Decision.NOTIFY, 2)
    assert [because.code for because in own.outcome.reasons] == ["must-assess", "enough-yes"]
    assert "Theirs." not in str(own)
    assert "because n" in str(prepared(member="XB"))
    assert prepared(member="XB").outcome.decision is Decision.NOT_NOW


def test_notification__without_an_assessment_or_a_finding_nothing_is_made_up():
    by_hand = replace(event(), origin=Origin(kind=OriginKind.RUMOUR, source="radio"), hazard="")
    found = prepared(by_hand, assessments=(OTHER,))
    assert found.outcome is None
    assert told(found)["cases-and-deaths"] == []
    assert told(found)["assessment"] == []
    assert told(found)["risk"] == [("origin", {"kind": "rumour", "source": "radio"}, "event")]
    assert [code for code, _, _ in told(found)["what"]] == ["text", "text"]


def test_notification__a_hazard_on_no_list_keeps_the_name_it_was_given():
    found = told(prepared(replace(event(), hazard="Measles")))
    assert found["what"][-1] == ("hazard", {"name": "Measles", "id": ""}, "event")
