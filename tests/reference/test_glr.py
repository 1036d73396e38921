"""The likelihood ratio charts equal R surveillance 1.20.3 (algo.glrpois, algo.glrnb).

glr.csv is made by validation/glr.R.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tocsin.detect.glr import NEGBIN, POISSON, chart
from tocsin.detect.in_control import learn
from tocsin.detect.method import Question
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason

HERE = Path(__file__).parent
COUNTS = {
    key[0]: rows["count"].to_numpy().astype(float)
    for key, rows in pl.read_csv(HERE / "cusum_series.csv").group_by("series", maintain_order=True)
}
TABLE = pl.read_csv(HERE / "glr.csv", infer_schema_length=None, null_values=["NA", "Inf"])
CASES = {
    "poisson": (POISSON, {}),
    "trend": (POISSON, {"harmonics": 2, "trend": True, "limit": 3.0}),
    "refit": (POISSON, {"refit": True}),
    "theta": (POISSON, {"theta": 0.4}),
    "epi": (POISSON, {"change": "epi"}),
    "negbin": (NEGBIN, {"dispersion": 0.4}),
    "negbin_estimated": (NEGBIN, {}),
    "negbin_theta": (NEGBIN, {"dispersion": 0.4, "theta": 0.7}),
}
KEYS = [
    key for key in TABLE.select("series", "case").unique(maintain_order=True).iter_rows() if key[1] != "epi"
]


def ask(name, case):
    rows = TABLE.filter((pl.col("series") == name) & (pl.col("case") == case))
    last = rows["week"].max()
    question = Question(counts=COUNTS[name][None, :last], periods=Periods("week", 2334, last), first=104)
    method, given = CASES[case]
    return rows, question, method, method.configure({"baseline": 104, **given})


@pytest.mark.parametrize(("name", "case"), KEYS)
def test_glr__equals_the_reference(name, case):
    rows, question, method, options = ask(name, case)
    verdicts = method.run(question, options)
    assert (verdicts.reason == Reason.NONE).all()
    largest = max(0.1, np.abs(rows["statistic"]).max())
    np.testing.assert_array_equal(verdicts.above[0], rows["alarm"] == 1)
    np.testing.assert_allclose(verdicts.score[0], rows["statistic"], rtol=1e-6, atol=1e-7 * largest)
    if case != "refit":  # the reference keeps the means of the last fit only where a chart began with it
        np.testing.assert_allclose(verdicts.expected[0], rows["mean"], rtol=1e-6)
    if rows["needed"].null_count() < rows.height:
        learnt = learn(question, options.phase())
        needed = np.maximum(chart(question, learnt, options).needed[0], 0)
        if options.theta is None:  # whole counts in the reference
            needed = np.ceil(needed - 1e-6)
        np.testing.assert_allclose(needed, rows["needed"], rtol=1e-6, atol=1e-6)


def test_glr_epi__finds_what_the_reference_finds_or_more():
    same = 0
    rows = TABLE.filter(pl.col("case") == "epi")
    for name in rows["series"].unique(maintain_order=True):
        rows, question, method, options = ask(name, "epi")
        ours = method.run(question, options)
        until = np.flatnonzero(ours.above[0] != (rows["alarm"] == 1).to_numpy())
        stop = until[0] + 1 if until.size else rows.height  # the charts part where one rings alone
        theirs = rows["statistic"].to_numpy()[:stop]
        assert (ours.score[0, :stop] >= theirs * (1 - 1e-6) - 1e-9).all()
        same += np.isclose(ours.score[0, :stop], theirs, rtol=1e-6, atol=1e-8).sum()
    assert same > 700


def test_reference__covers_what_it_should():
    assert TABLE["series"].n_unique() >= 20
    assert 0 < TABLE["alarm"].sum() < TABLE.height
