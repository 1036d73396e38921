"""Both Farrington detectors against R surveillance 1.20.3; validation/farrington*.R made the files."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tocsin.detect import farrington, farrington_flexible
from tocsin.detect.farrington_model import fit
from tocsin.detect.method import Method, Question, Verdicts
from tocsin.vocab.arrays import Array
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

HERE = Path(__file__).parent
MONTHLY = {"half_window": 1, "min_cases_weeks": 1}
FLEXIBLE: dict[str, dict[str, Any]] = {
    "published": {},
    "steps": {"reference": "steps"},
    "muan": {"bound": "muan"},
    "delta": {"bound": "delta"},
    "root": {"bound": "delta", "power": 1 / 2},
    "untransformed": {"bound": "delta", "power": 1.0},
    "no_trend": {"trend": False, "alpha": 0.05},
    "no_weights": {"residual_limit": np.inf, "bound": "muan"},
    "own_default": {
        "groups": 1, "past_excluded": 3, "alpha": 0.05, "trend_alpha": 0.05, "bound": "delta",
    },
    "original": {
        "groups": 1, "past_excluded": 3, "residual_limit": 1.0, "trend_alpha": 0.05, "bound": "muan",
    },
    "short": {"years_back": 3, "half_window": 2, "groups": 5, "past_excluded": 10, "trend_alpha": 0.05},
    "two_years": {"years_back": 2, "groups": 8, "alpha": 0.001},
    "persons": {"population_offset": True, "bound": "muan"},
    "months": MONTHLY,
    "month_steps": {"reference": "steps", "bound": "delta", **MONTHLY},
}  # fmt: skip
CLASSIC: dict[str, dict[str, Any]] = {
    "published": {},
    "steps": {"reference": "steps"},
    "level": {"alpha": 0.05},
    "root": {"power": 1 / 2},
    "untransformed": {"power": 1.0},
    "no_trend": {"trend": False},
    "no_weights": {"residual_limit": np.inf},
    "short": {"years_back": 3, "half_window": 2},
    "two_years": {"years_back": 2},
    "months": MONTHLY,
}


def rows(name: str) -> dict[str, list[Mapping[str, str]]]:
    found = defaultdict(list)
    with (HERE / name).open() as file:
        for row in csv.DictReader(file):
            found[row["setting"]].append(row)
    return found


def judged(method: Method, setting: str, options: Mapping[str, Any]) -> tuple[list[str], Verdicts, Array]:
    with (HERE / "farrington_series.csv").open() as file:
        table = list(csv.DictReader(file))
    names = [name for name in table[0] if name != "persons"]
    number = {name: np.array([float(row[name] or "nan") for row in table]) for name in table[0]}
    counts = np.array([number[name] for name in names])
    start, every = (date(1993, 1, 1), "month") if "month" in setting else (date(2014, 9, 7), "week")
    periods = Periods(every, Periods.ordinal(start, every), counts.shape[1])  # type: ignore[arg-type]
    people = np.broadcast_to(number["persons"], counts.shape)
    question = Question(counts=counts, periods=periods, first=0, population=people)
    chosen = method.configure(options)
    module = farrington_flexible if method is farrington_flexible.METHOD else farrington
    dispersion = fit(question, module.model_of(chosen, periods.every)).dispersion
    return names, method.run(question, chosen), dispersion


CASES = [
    *(
        ("farrington_flexible.csv", farrington_flexible.METHOD, s, {"first_cases": "fit", **o})
        for s, o in FLEXIBLE.items()
    ),
    *(("farrington.csv", farrington.METHOD, s, o) for s, o in CLASSIC.items()),
]


@pytest.mark.parametrize(
    ("file", "method", "setting", "options"), CASES, ids=[f"{m.name}-{s}" for _, m, s, _ in CASES]
)
def test_farrington__equals_the_reference(
    file: str, method: Method, setting: str, options: dict[str, Any]
) -> None:
    answers = rows(file)[setting]
    names, verdicts, dispersion = judged(method, setting, options)
    at = (
        np.array([names.index(row["series"]) for row in answers]),
        np.array([int(row["place"]) for row in answers]),
    )
    theirs = {
        column: np.array([float(row[column] or "nan") for row in answers])
        for column in answers[0]
        if column not in ("setting", "series", "place")
    }
    assert len(set(at[0])) >= 20
    unjudged = np.isnan(theirs["above"])
    assert 0.05 < unjudged.mean() < 0.9
    np.testing.assert_array_equal(verdicts.reason[at] != Reason.NONE, unjudged)
    tolerance = {"above": (0, 0), "upper": (1e-6, 1e-12), "p_value": (0, 1e-9)}
    for name, answer in theirs.items():
        ours = dispersion if name == "dispersion" else getattr(verdicts, name).astype(float)
        rtol, atol = tolerance.get(name, (1e-6, 0))
        np.testing.assert_allclose(ours[at][~unjudged], answer[~unjudged], rtol=rtol, atol=atol, err_msg=name)


def test_reference_files__ask_every_setting() -> None:
    assert set(rows("farrington_flexible.csv")) == set(FLEXIBLE)
    assert set(rows("farrington.csv")) == set(CLASSIC)
