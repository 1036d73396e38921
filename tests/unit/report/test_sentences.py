from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tocsin.report import sentence
from tocsin.report.language import language
from tocsin.report.names import names_of
from tocsin.report.sentences import headline

ORDINARY = {
    "observed": 61.0,
    "usual_low": 3.0,
    "usual_high": 17.0,
    "periods_above": 4,
    "start": date(2025, 3, 23),
    "peak": date(2025, 4, 13),
    "highest_since": date(2000, 6, 4),
    "record_start": date(1999, 4, 11),
    "places": ("Northmark",),
    "series": (0,),
    "lead": 0,
}


RUSSIAN = (
    "61 случай за 15-ю неделю 2025 г. при ожидаемых 3–17; 4-я неделя подряд выше обычного; максимум с 2000 г."
)


@pytest.fixture
def watch(small_watch):
    return small_watch()


def told(watch, lang="en", **changes):
    finding = replace(watch.findings[0], **(ORDINARY | changes))
    return sentence(finding, watch, lang).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "61 cases in 2025-W15 where 3 to 17 were expected; fourth week above; highest since 2000"),
        ("ru", RUSSIAN),
        ("zh", "2025年第15周报告61例，预期为3至17例；连续第4周高于通常范围；为2000年以来最高"),
    ],
)  # fmt: skip
def test_sentence__says_what_where_how_many_and_since_when(watch, lang, said):
    colon = "：" if lang == "zh" else ": "
    comma = "，" if lang == "zh" else ", "
    assert told(watch, lang) == f"Pertussis{comma}Northmark{colon}{said}"


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"observed": 1.0}, ": 1 case in 2025-W15"),
        ({"observed": 1234.0}, ": 1,234 cases in"),
        ({"usual_low": 0.0, "usual_high": 0.0}, "where none was expected"),
        ({"usual_low": 4.0, "usual_high": 4.0}, "where 4 were expected"),
        ({"usual_low": 2.3, "usual_high": 9.7}, "where 3 to 9 were expected"),
        ({"usual_low": float("nan"), "expected": 4.25}, "where about 4.25 were expected"),
        ({"periods_above": 1, "start": date(2025, 4, 13)}, "; first week above; "),
        ({"periods_above": 12, "start": date(2025, 1, 26)}, "; above for 12 weeks or longer; "),
        ({"highest_since": None}, "; highest on record (since 1999)"),
        ({"highest_since": date(2024, 2, 4)}, "; highest since 2024-W05"),
        (
            {"highest_since": date(2025, 4, 6), "peak": date(2025, 4, 6), "peak_observed": 80.0},
            "; peak so far 80 in 2025-W14",
        ),
        ({"places": ("Northmark", "Eastvale")}, "; also in Eastvale"),
        ({"places": ("Northmark", "A", "B", "C")}, "; also in A, B and C"),
        ({"places": ("Northmark", "A", "B", "C", "D")}, "; also in A, B, C and 1 more"),
        ({"series": (0, 8)}, "; with 1 related series"),
    ],
)
def test_sentence__says_each_case_in_words(watch, changes, part):
    assert part in told(watch, **changes) + ";"


def test_sentence__rates__keep_their_fractions(small_watch):
    watch = small_watch()
    counts = watch.signals.panel.counts / 8
    watch = replace(
        watch, signals=replace(watch.signals, panel=watch.signals.panel.replace(counts=counts.copy()))
    )
    assert "7.62 cases in 2025-W15 where 1.25 to 3.5 were" in told(
        watch, observed=61 / 8, usual_low=1.25, usual_high=3.5
    )


@pytest.mark.parametrize(
    ("every", "lang", "when"),
    [
        ("day", "en", "105 cases on 13 April 2025 where"),
        ("day", "ru", "105 случаев за 13 апреля 2025 г. при"),
        ("day", "zh", "：2025年4月13日报告105例，"),
        ("month", "en", "164 cases in April 2025 where"),
        ("month", "ru", "164 случая за апрель 2025 г. при"),
        ("month", "zh", "：2025年4月报告164例，"),
    ],
)
def test_sentence__other_periods__are_named_as_such(small_watch, every, lang, when):
    watch = small_watch(every=every, weeks=100)
    assert when in sentence(watch.findings[0], watch, lang).replace("\u00a0", " ")


def test_sentence__sum_over_places__says_where_most_cases_are(small_watch):
    watch = small_watch()
    series = watch.signals.panel.series.with_columns(
        place=pl.when(pl.int_range(pl.len()) == 0).then(None).otherwise("place")
    )
    watch = replace(watch, signals=replace(watch.signals, panel=watch.signals.panel.replace(series=series)))
    text = told(watch, places=("Eastvale", "Lakeside"))
    assert text.startswith("Pertussis, all places together: ")
    assert text.endswith("; most in Eastvale and Lakeside")


@pytest.mark.parametrize(
    ("findings", "more", "said"),
    [
        (3, 0, "3 findings in 2025-W15; the first: Pertussis, Eastvale"),
        (1, 0, "1 finding in 2025-W15: Pertussis, Eastvale"),
        (1, 4, "5 findings in 2025-W15; the first: Pertussis, Eastvale"),
        (0, 0, "No findings in 2025-W15"),
    ],
)
def test_headline__counts_all_findings(small_watch, findings, more, said):
    watch = replace(small_watch(), findings=small_watch().findings[:findings], more=more)
    assert headline(names_of(watch, language("en"))) == said


def test_headline__nothing_judged__is_not_called_no_findings(small_watch):
    watch = small_watch(findings=0)
    watch.signals.status[:, -1] = 0
    assert headline(names_of(watch, language("en"))) == "Nothing could be judged in 2025-W15"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "estimated, 12 reported so far, likely 15 to 40 in the end"),
        ("ru", "это оценка: пока сообщено 12, итог вероятен в пределах 15–40"),
        ("zh", "为估计值，目前已报告12例，最终可能为15至40例"),
    ],
)
def test_sentence__a_completed_count_says_that_it_is_an_estimate(small_watch, lang, said):
    watch = small_watch(lang)
    finding = watch.findings[0]
    assert said not in sentence(finding, watch, lang)
    more = {"reported": 12.0, "completed_low": 15.0, "completed_high": 40.0}
    assert said in sentence(replace(finding, completed=True, **more), watch, lang)
