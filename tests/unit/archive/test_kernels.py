"""Compiled passes against their plain twins."""

import numpy as np

from tocsin.archive._latest_kernel import NEVER, NOTHING, lay, lay_plainly
from tocsin.archive._series_kernel import EMPTY, number_keys, number_keys_plainly


def test_number_keys__is_its_plain_twin_batch_after_batch():
    rng = np.random.default_rng(1)
    keys = rng.integers(0, 300, 2_000) * 2**40
    slots, numbers, found = (
        np.full(1024, EMPTY, np.int64),
        np.zeros(1024, np.int64),
        np.zeros(2_000, np.int64),
    )
    out, size = np.empty(2_000, np.int64), 0
    for part in (slice(0, 700), slice(700, 2_000)):
        size = number_keys(keys[part], slots, numbers, found, size, out[part])
    expected, order = number_keys_plainly(keys)
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(found[:size], order)


def test_lay__is_its_plain_twin_whatever_the_order_of_rows():
    rng = np.random.default_rng(2)
    cells = np.array([(s, t, day) for s in range(4) for t in range(5) for day in range(6)], np.int64)
    rows = rng.permutation(cells)[:70]
    number, place, report = rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].astype(np.int32)
    absence = rng.choice([0, 0, 5], 70).astype(np.uint8)
    values = np.where(absence == 0, rng.poisson(4.0, 70), np.nan)
    last, first = np.full((4, 5), NOTHING), np.full((4, 5), NEVER)
    counts, codes = np.full((4, 5), np.nan), np.full((4, 5), 255, np.uint8)
    reference = (place * 7 + 100).astype(np.int32)
    column = np.arange(40) // 7
    lay(number, reference, report, values, absence, column, 100, last, first, counts, codes)
    expected, expected_codes = lay_plainly(number, place, report, values, absence, (4, 5))
    np.testing.assert_array_equal(counts, expected)
    np.testing.assert_array_equal(codes, expected_codes)
    for s, t in np.ndindex(4, 5):
        days = report[(number == s) & (place == t) & (absence == 0)]
        assert first[s, t] == (days.min() if len(days) else NEVER)
