"""Cases and infectiousness of windows, the two numbers that the instantaneous R is made of.

    force[t] = sum over k >= 1 of w[k] cases[t - k]          w = serial interval, all cases, imported ones too

A period is used when its own cases are known and at most the share `lost_most` of the weights that reach back
into the data fall on missing periods; force is then scaled up by that share, as if the missing periods had
been like the others. Other periods leave both sums of their window.
"""

from typing import NamedTuple

import numpy as np

from tocsin.rt._window_sums_kernel import daily_force, over_windows
from tocsin.vocab.arrays import Array, Flags, Index

TOLD = 0.01  # share of the serial interval on missing periods from which it is said


class WindowSums(NamedTuple):
    """What is known of each window, all (S, J).

    cases  local cases in the used periods
    force  infectiousness in them
    used   number of used periods
    filled True where the infectiousness of any was scaled up by more than `TOLD` for missing periods
    """

    cases: Array
    force: Array
    used: Index
    filled: Flags


def window_sums(
    cases: Array, local: Array, weights: Array, starts: Index, ends: Index, lost_most: float
) -> WindowSums:
    """Sums over windows `starts[j]` to `ends[j]` (both included) of cases (S, T) and their infectiousness.

    Cost: O(S T K + S J window) time, O(S T) memory, K the length of the serial interval.
    """
    force, filled = daily_force(np.ascontiguousarray(cases), weights, lost_most, TOLD)
    return WindowSums(*over_windows(np.ascontiguousarray(local), force, filled, starts, ends))


def plain_sums(
    cases: Array, local: Array, weights: Array, starts: Index, ends: Index, lost_most: float
) -> WindowSums:
    """The same, period by period; judge of the kernel."""
    S, T = cases.shape
    force, filled = np.zeros((S, T)), np.zeros((S, T), np.bool_)
    for t in range(T):
        back = cases[:, t::-1][:, 1 : len(weights)]
        w = weights[1 : 1 + back.shape[1]]
        missing = np.isnan(back)
        lost = missing @ w / max(w.sum(), 1e-300)
        force[:, t] = np.where(missing, 0.0, back) @ w / np.where(lost < 1, 1 - lost, 1.0)
        force[lost > lost_most, t] = np.nan
        filled[:, t] = lost > TOLD
    known = ~np.isnan(local) & ~np.isnan(force)
    spans = [slice(max(low, 0), high + 1) for low, high in zip(starts, ends, strict=True)]
    return WindowSums(
        cases=np.stack([np.where(known, local, 0.0)[:, span].sum(axis=1) for span in spans], axis=1),
        force=np.stack([np.where(known, force, 0.0)[:, span].sum(axis=1) for span in spans], axis=1),
        used=np.stack([known[:, span].sum(axis=1) for span in spans], axis=1),
        filled=np.stack([(known & filled)[:, span].any(axis=1) for span in spans], axis=1),
    )
