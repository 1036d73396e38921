from datetime import UTC, datetime

from tocsin.events.agreement import Range, agreement
from tocsin.events.assessment import Assessment

from .packs_for_tests import INFECTIOUS, answers

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)


def given(member, *said, late=False):
    return Assessment(member=member, answers=answers(*said), at=AT, late=late)


def test_agreement__counts_answers_in_time_and_late_ones_apart():
    found = agreement(INFECTIOUS, [given("XA", "yynn"), given("XB", "ynnn"), given("XC", "nnnn", late=True)])
    assert (found.in_time, found.late) == (2, 1)
    serious, unusual = found.questions["serious"], found.questions["unusual"]
    assert serious.members == {"yes": ("XA", "XB"), "no": (), "not-known": ()}
    assert serious.late == {"yes": (), "no": ("XC",), "not-known": ()}
    assert (serious.share, serious.most, serious.agreed) == (1.0, ("yes",), True)
    assert (unusual.share, unusual.most, unusual.agreed) == (0.5, ("yes", "no"), False)
    assert found.decisions.members == {"notify": ("XA",), "undecided": (), "not-now": ("XB",)}
    assert found.decisions.late["not-now"] == ("XC",)


def test_agreement__hazard_on_a_list_moves_every_decision():
    found = agreement(INFECTIOUS, [given("XA", "nnnn"), given("XB", "yynn")], "smallpox")
    assert found.decisions.members["notify"] == ("XA", "XB")


def test_agreement__ranges_run_over_what_was_known_in_time():
    found = agreement(
        INFECTIOUS,
        [
            given("XA", "ynnn", "unlikely", "minor"),
            given("XB", "ynnn", "highly-likely", "not-known"),
            given("XC", "ynnn", "almost-certain", "severe", late=True),
        ],
    )
    assert found.ranges["likelihood"] == Range(lowest="unlikely", highest="highly-likely", steps=2)
    assert found.ranges["impact"] == Range(lowest="minor", highest="minor", steps=0)
    assert found.impact.members["not-known"] == ("XB",)
    assert found.risk.members["low"] == ("XA",)
    assert found.risk.late["very-high"] == ("XC",)


def test_agreement__one_member_agrees_with_nobody():
    assert not agreement(INFECTIOUS, [given("XA")]).questions["serious"].agreed


def test_agreement__nobody_in_time_is_no_share():
    found = agreement(INFECTIOUS, [given("XA", late=True)])
    assert (found.questions["serious"].share, found.questions["serious"].most) == (None, ())
    assert found.ranges["impact"] == Range(lowest=None, highest=None, steps=None)
