"""The Rogerson chart and run lengths equal R surveillance 1.20.3; see validation/rogerson.R."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.detect.in_control import learn
from tocsin.detect.method import Question
from tocsin.detect.rogerson import METHOD, chart
from tocsin.detect.run_length import find_h, find_k, poisson_run_length
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

HERE = Path(__file__).parent
TABLE = pl.read_csv(HERE / "rogerson.csv", infer_schema_length=None)
RUNS = pl.read_csv(HERE / "rogerson_run_length.csv")
INTERVALS = tuple(RUNS.select("theta0", "h").iter_rows())
CASES = {"all": {}, "start": {"limit": 0.0}, "head": {"head_start": True}}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", TABLE["series"].unique(maintain_order=True))
def test_rogerson__equals_the_reference(name, case):
    rows = TABLE.filter((pl.col("series") == name) & (pl.col("case") == case))
    counts = rows["count"].to_numpy().astype(float)
    question = Question(counts=counts[None, :], periods=Periods("week", 2334, counts.size), first=104)
    options = METHOD.configure({"baseline": 104, "intervals": INTERVALS, **CASES[case]})
    verdicts = METHOD.run(question, options)
    rows = rows[104:]
    assert (verdicts.reason == Reason.NONE).all()
    np.testing.assert_array_equal(verdicts.above[0], rows["alarm"] == 1)
    np.testing.assert_allclose(verdicts.expected[0], rows["mean"], rtol=1e-6)
    needed = chart(question, learn(question, options.phase()), options).needed[0]
    whole = np.maximum(np.ceil(needed - 1e-9), 0)
    np.testing.assert_array_equal(
        np.where(np.abs(needed - np.round(needed)) < 1e-9, rows["needed"], whole), rows["needed"]
    )


@pytest.mark.parametrize("row", list(RUNS.iter_rows(named=True)), ids=lambda row: str(row["theta0"]))
def test_run_length__equals_the_reference(row):
    lengths = poisson_run_length(row["h"], row["k"], row["theta0"])
    np.testing.assert_allclose(lengths, (row["zero"], row["head_start"]), rtol=1e-6)
    assert find_k(row["theta0"]) == pytest.approx(row["exact_k"], rel=1e-6)
    assert find_k(row["theta0"], digits=1) == row["k"]
    assert find_h(500.0, row["theta0"]) <= row["h"]
    assert poisson_run_length(find_h(500.0, row["theta0"]), row["k"], row["theta0"]).zero >= 490


def test_reference__covers_what_it_should():
    assert TABLE["series"].n_unique() >= 20
    assert TABLE["alarm"].sum() > 50
