"""Count columns to numbers and reasons."""

import re
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from tocsin.panel.corrections import net_corrections
from tocsin.panel.counts import read_counts
from tocsin.vocab.absence import SPELLINGS, Absence

NAN = np.nan
SPELT = [(text, code) for code, texts in SPELLINGS.items() for text in texts]


@pytest.mark.parametrize(("text", "code"), [*SPELT, ("< 10", Absence.SUPPRESSED), ("≤4", Absence.SUPPRESSED)])
def test_read_counts__spelt_reason__is_kept_beside_a_missing_number(text, code):
    numbers, absence, faults = read_counts(pl.Series("n", ["7", f" {text.upper()} "]))
    np.testing.assert_array_equal(numbers, [7, NAN])
    assert absence.tolist() == [0, code]
    assert not faults


@pytest.mark.parametrize(
    "values",
    [[7, None], [7.0, None], [7.0, NAN], ["7", None], [" 7 ", "nan"], [Decimal(7), None]],
    ids=["int", "float", "NaN", "text", "padded text", "decimal"],
)
def test_read_counts__null__is_unknown_and_never_zero(values):
    numbers, absence, faults = read_counts(pl.Series("n", values))
    np.testing.assert_array_equal(numbers, [7, NAN])
    assert absence.tolist() == [0, Absence.UNKNOWN]
    assert not faults


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(["1,5", "2", "NA"], [1.5, 2, NAN]), (["1,5", "1,234"], [1.5, 1.234]), (["-0,25"], [-0.25])],
)
def test_read_counts__decimal_comma__is_read_where_the_column_settles_it(texts, expected):
    numbers, _, faults = read_counts(pl.Series("n", texts), rates=True)
    np.testing.assert_array_equal(numbers, expected)
    assert not faults


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1", "many"], r"'n' has 1 text that is no count: 'many' \(row 2\)\. Write a number, or why"),
        (["-"], "A dash means zero in some tables"),
        (["1,234"], "A comma may be decimal or part thousands"),
        (["1,5", "2.0"], "A comma may be decimal"),
        ([1.0, float("inf")], "'n' holds inf in row 2: a count is finite"),
        (["inf"], "'n' holds inf in row 1"),
        ([2**60], "below 2"),
        ([1.0, 2.5], r"1 fractional count, first 2\.5, in row 2.*rates=True"),
        ([True], "'n' holds Boolean, not numbers"),
    ],
)
def test_read_counts__names_what_is_no_count(values, message):
    _, _, faults = read_counts(pl.Series("n", values))
    assert len(faults) == 1
    assert re.search(message, str(faults[0]))


def test_read_counts__rates__may_be_fractional():
    numbers, _, faults = read_counts(pl.Series("n", [1.5]), rates=True)
    assert numbers.tolist() == [1.5]
    assert not faults


@pytest.mark.parametrize(
    ("status", "codes"),
    [(["", "Late", "not_reported"], [0, 3, 4]), ([None, "<5", "n/a"], None),
     (["present", None, "*"], [0, 6, 2]), ([0, 5, 1], [0, 5, 1])],
)  # fmt: skip
def test_read_counts__status__says_why(status, codes):
    _, absence, faults = read_counts(pl.Series("n", [1, None, None]), status=pl.Series("why", status))
    if codes is None:
        assert "'why' holds '<5'" in str(faults[0])
    else:
        assert absence.tolist() == codes


@pytest.mark.parametrize(
    ("status", "message"),
    [(["late", ""], "gives a reason for absence where there is a number in 'n': row 1"),
     (["", "present"], "says present where there is no number in 'n': row 2"),
     (["ok", ""], "'why' holds 'ok' in row 1. Known: present")],
)  # fmt: skip
def test_read_counts__status_that_contradicts__is_a_fault(status, message):
    _, _, faults = read_counts(pl.Series("n", [1, None]), status=pl.Series("why", status))
    assert message in str(faults[0])


@pytest.mark.parametrize(
    ("row", "netted", "left"),
    [
        ([5, 3, -4, 2], [4, 0, 0, 2], []),
        ([5, NAN, -4], [1, NAN, 0], []),
        ([5, -2, -2, 1], [1, 0, 0, 1], []),
        ([1, -3, 4], [0, -2, 4], [[0, 1]]),
        ([-1, -1], [-1, -1], [[0, 0], [0, 1]]),
        ([2, 0, 1], [2, 0, 1], []),
    ],
)
def test_net_corrections__takes_from_the_latest_preceding(row, netted, left):
    found, leftover = net_corrections(np.array([row], float))
    np.testing.assert_array_equal(found, [netted])
    assert leftover.tolist() == left
