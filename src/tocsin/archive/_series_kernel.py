"""Number keys in the order in which they first appear: an open hash table that lives across batches."""

import numpy as np
from numba import njit

from tocsin.vocab.arrays import Index

EMPTY = -1  # no key is negative


@njit(cache=True)
def number_keys(keys: Index, slots: Index, numbers: Index, found: Index, size: int, out: Index) -> int:
    """Write the number of every key to `out`; keys not seen before get the next ones and go into `found`.

    keys     (N,) int64, 0 or more
    slots    (2^k,) the table, EMPTY where free; more than half of it must stay free
    numbers  (2^k,) number of the key in each slot
    found    keys by number; room for `size` + N of them
    size     keys seen so far
    out      (N,)

    Returns the keys seen by now. Cost: O(N), and less where equal keys follow one another.
    """
    mask = len(slots) - 1
    last, last_number = np.int64(-2), np.int64(0)
    for row in range(len(keys)):
        key = keys[row]
        if key != last:
            at = np.int64((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
            while slots[at] != key and slots[at] != EMPTY:
                at = (at + 1) & mask
            if slots[at] == EMPTY:
                slots[at], numbers[at], found[size] = key, size, key
                size += 1
            last, last_number = key, numbers[at]
        out[row] = last_number
    return size


def number_keys_plainly(keys: Index) -> tuple[Index, Index]:
    """The same by NumPy for one batch: the number of each key, and the keys by number."""
    unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(unique), np.int64)
    place[order] = np.arange(len(unique))
    return place[inverse], unique[order]
