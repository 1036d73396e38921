"""OutbreakP equals R surveillance 1.20.3 (outbreakP); outbreak_p.csv is made by validation/outbreak_p.R."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.detect.method import Question
from tocsin.detect.outbreak_p import METHOD
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

TABLE = pl.read_csv(Path(__file__).with_name("outbreak_p.csv"), infer_schema_length=None)
SERIES = {key[0]: rows for key, rows in TABLE.group_by("series", maintain_order=True)}


def verdicts_of(name, threshold):
    counts = SERIES[name]["count"].to_numpy().astype(float)[None, :]
    question = Question(counts=counts, periods=Periods("week", 2334, counts.shape[1]), first=0)
    return METHOD.run(question, METHOD.configure({"memory": None, "reports": 1, "threshold": threshold}))


@pytest.mark.parametrize(("threshold", "alarm"), [(100.0, "alarm"), (5.0, "alarm_5")])
@pytest.mark.parametrize("name", SERIES)
def test_outbreak_p__equals_the_reference(name, threshold, alarm):
    """Beyond 10^200 the product of the reference loses its digits, and then is NaN, infinite or 0."""
    verdicts = verdicts_of(name, threshold)
    value = SERIES[name]["value"].cast(float).fill_null(np.nan).to_numpy()
    there = (value > 0) & (value < 1e200)
    assert (verdicts.score[0, ~there] > 50).all()
    there[0] = False
    assert verdicts.reason[0].tolist() == [Reason.SHORT_HISTORY] + [Reason.NONE] * (len(value) - 1)
    np.testing.assert_allclose(verdicts.score[0, there], np.log10(value[there]), rtol=1e-6, atol=4.4e-7)
    expected = SERIES[name][alarm].cast(float).fill_null(np.nan).to_numpy()
    np.testing.assert_array_equal(verdicts.above[0, there], expected[there] == 1)


@pytest.mark.parametrize(("threshold", "needed"), [(100.0, "needed"), (5.0, "needed_5")])
@pytest.mark.parametrize("name", SERIES)
def test_outbreak_p__upper_is_one_below_the_number_the_reference_needs(name, threshold, needed):
    upper = verdicts_of(name, threshold).upper[0]
    for place, number in enumerate(SERIES[name][needed]):
        if number == "none":
            assert np.isnan(upper[place])
        elif number is not None:
            assert np.floor(upper[place]) + 1 == int(number)


def test_reference__covers_what_it_should():
    assert TABLE["series"].n_unique() >= 20
    assert 0 < TABLE["alarm"].sum() < TABLE.height
    assert TABLE["needed"].drop_nulls().is_in(["none"]).mean() < 0.5
