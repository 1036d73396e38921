"""The CUSUM equals R surveillance 1.20.3 (algo.cusum); cusum.csv is made by validation/cusum.R."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.detect.cusum import METHOD, chart
from tocsin.detect.in_control import learn
from tocsin.detect.method import Question
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

HERE = Path(__file__).parent
COUNTS = {
    key[0]: rows["count"].to_numpy().astype(float)
    for key, rows in pl.read_csv(HERE / "cusum_series.csv").group_by("series", maintain_order=True)
}
TABLE = pl.read_csv(HERE / "cusum.csv", infer_schema_length=None, null_values=["NA", "Inf"])
CASES = {
    "standard": {"baseline": 104},
    "short": {"baseline": 52, "k": 0.5, "h": 4.0},
    "rossi": {"baseline": 104, "transform": "rossi", "k": 0.7, "h": 3.0},
    "anscombe": {"baseline": 104, "transform": "anscombe"},
    "anscombe2nd": {"baseline": 104, "transform": "anscombe2nd"},
    "pearson": {"baseline": 104, "transform": "pearson-negbin", "dispersion": 0.3},
    "negbin_known": {
        "baseline": 104, "transform": "anscombe-negbin", "dispersion": 1.0, "known_mean": 2.5,
    },
    "seasonal": {"baseline": 104, "transform": "rossi", "mean": "seasonal"},
}  # fmt: skip


def ask(name, case):
    rows = TABLE.filter((pl.col("series") == name) & (pl.col("case") == case))
    last = rows["week"].max() if rows.height else COUNTS[name].size
    question = Question(counts=COUNTS[name][None, :last], periods=Periods("week", 2334, last), first=0)
    return rows, question, METHOD.configure(CASES[case])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", COUNTS)
def test_cusum__equals_the_reference(name, case):
    rows, question, options = ask(name, case)
    verdicts = METHOD.run(question, options)
    judged = verdicts.reason[0] == Reason.NONE
    if not rows.height and case == "negbin_known":  # counts beyond the reference's table
        return
    if not rows.height or rows["mean"][0] == 0:  # the reference refuses, or divides by a mean of 0
        assert not judged.any()
        return
    np.testing.assert_array_equal(np.flatnonzero(judged) + 1, rows["week"])
    np.testing.assert_array_equal(verdicts.above[0, judged], rows["alarm"] == 1)
    np.testing.assert_allclose(verdicts.expected[0, judged], rows["mean"], rtol=1e-6)
    largest = np.abs(rows["statistic"]).max()
    np.testing.assert_allclose(
        verdicts.score[0, judged], rows["statistic"], rtol=1e-6, atol=1e-8 * max(1, largest)
    )


@pytest.mark.parametrize("case", [c for c in CASES if c not in ("anscombe2nd", "negbin_known")])
@pytest.mark.parametrize("name", COUNTS)
def test_cusum_bound__equals_the_reference(name, case):
    rows, question, options = ask(name, case)
    learnt = learn(question, options.phase())
    needed = chart(question, learnt, options).needed[0]
    needed = needed[~np.isnan(needed)]
    if not needed.size:
        return
    if options.transform == "rossi":  # the reference squares a negative root where any count rings
        rows = rows.filter(needed > 0)
        needed = needed[needed > 0]
    needed = np.maximum(needed, 0)
    if options.transform == "standard":  # rounded up by the reference
        needed = np.ceil(needed - 1e-7)
    np.testing.assert_allclose(needed, rows["needed"], rtol=1e-6, atol=1e-6)


def test_reference__covers_what_it_should():
    assert TABLE["series"].n_unique() >= 20
    assert 0 < TABLE["alarm"].sum() < TABLE.height
