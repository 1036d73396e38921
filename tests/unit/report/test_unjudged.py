import pytest

from tocsin.report.cards import reason_words
from tocsin.report.language import language
from tocsin.report.names import names_of
from tocsin.report.unjudged import NAMED, unjudged
from tocsin.vocab.absence import Absence
from tocsin.vocab.status import Reason, Status

EN = language("en")


def test_unjudged__counts_by_reason_and_method(small_watch):
    watch = small_watch()
    watch.signals.status[[0, 1], -1] = Status.UNJUDGED
    watch.signals.reason[[0, 1], -1] = Reason.TOO_FEW_CASES
    watch.signals.method[1] = "ears-c2"
    groups = {(g.reason, g.method): (g.count, g.names) for g in unjudged(names_of(watch, EN))}
    assert groups == {
        ("too few cases for the method", "farrington-flexible"): (1, ("Pertussis, Northmark",)),
        ("too few cases for the method", "ears-c2"): (1, ("Pertussis, Eastvale",)),
        ("no report yet, it is still to come", "farrington-flexible"): (1, ("Pertussis, Rivermouth",)),
        ("history too short for the method", "farrington-flexible"): (1, ("Measles, Highmoor",)),
    }


def test_unjudged__very_many__are_counted_beyond_the_named(small_watch):
    watch = small_watch((["A", "B"], [f"P{i}" for i in range(NAMED)]), findings=0)
    watch.signals.status[:, -1] = Status.UNJUDGED
    watch.signals.reason[:, -1] = Reason.MISSING_REPORT
    watch.signals.panel.absence[:, -1] = Absence.NOT_REPORTED
    (group,) = unjudged(names_of(watch, EN))
    assert (group.count, len(group.names), group.rest) == (2 * NAMED, NAMED, NAMED)


def test_unjudged__late_withdrawn_and_missing_reports_are_told_apart(small_watch):
    watch = small_watch(findings=0)
    watch.signals.status[:, -1] = Status.UNJUDGED
    watch.signals.reason[:, -1] = Reason.MISSING_REPORT
    watch.signals.panel.absence[:, -1] = Absence.NOT_REPORTED
    watch.signals.panel.absence[:3, -1] = Absence.LATE
    watch.signals.panel.absence[3, -1] = Absence.WITHDRAWN
    watch.signals.panel.absence[4, -1] = Absence.SUPPRESSED
    watch.signals.panel.absence[5, -1] = Absence.UNKNOWN
    assert {group.reason: group.count for group in unjudged(names_of(watch, EN))} == {
        "no report for the period": 19,
        "no report yet, it is still to come": 3,
        "the report was withdrawn": 1,
        "withheld to protect persons": 1,
    }


@pytest.mark.parametrize("reason", [r for r in Reason if r is not Reason.NONE])
def test_reason_words__say_something_for_each(reason):
    said = {reason_words(reason, language(code)) for code in ("en", "ru", "zh")}
    assert len(said) == 3
    assert all(said)
