"""Source shift: the unrelated series of one source all move the same way in the same period.

Diseases that have nothing to do with one another do not rise together in one place: a file sent twice, a
backlog cleared or a holiday does that. Series of one disease in many places may well rise together, so the
source is a place, never an indicator. A shift explains the rise of each of its series unless that one rose
several times more than the rest.
"""

import numpy as np
from scipy.stats import binom

from tocsin.cluster.artefact_options import ArtefactOptions, History, Trace
from tocsin.cluster.finding import ArtefactKind
from tocsin.cluster.kin import Kin
from tocsin.vocab.arrays import Array, Index

ONE_IN = 0.1  # chance that an ordinary series moves that far: more than the normal law says, to be careful


def find_shifts(
    history: History, expected: Array, strength: Array, kin: Kin, options: ArtefactOptions
) -> list[Trace]:
    """Shifts of a source in the judged periods.

    expected, strength  (S, J) cases expected, and the distance from them in standard deviations
    """
    observed = history.counts[:, history.first :]
    telling = (expected >= options.shift_expected) & ~np.isnan(strength)
    traces = []
    for rows in _sources(kin, options.source):
        for way in (1, -1):
            able = telling[rows]
            moved = able & (way * strength[rows] >= options.shift_sure)
            n = able.sum(axis=0)
            m = moved.sum(axis=0)
            shifted = (n >= options.shift_series) & (m >= options.shift_share * np.maximum(n, 1))
            shifted &= binom.sf(m - 1, n, ONE_IN) <= options.shift_chance
            for j in np.flatnonzero(shifted).tolist():
                inside = rows[moved[:, j]]
                traces += _one(history, observed[inside, j], expected[inside, j], inside, j, way, options)
    return traces


def _one(
    history: History,
    observed: Array,
    expected: Array,
    rows: Index,
    j: int,
    way: int,
    options: ArtefactOptions,
) -> list[Trace]:
    fold = observed / expected
    at = history.first + j
    current = way > 0 and at == history.counts.shape[1] - 1
    explained = fold <= options.shift_own * np.median(fold)
    return [
        Trace(
            kind=ArtefactKind.SOURCE_SHIFT, row=int(row), start=at, end=at, observed=float(observed[i]),
            before=float(expected[i]), explains=current and bool(explained[i]) and bool(history.above[row]),
        )
        for i, row in enumerate(rows)
    ]  # fmt: skip


def _sources(kin: Kin, source: str | None) -> list[Index]:
    """Rows of each source: same value there (a sum over all sources is one too), nothing else summed."""
    column = kin.place if source is None else kin.columns.index(source)
    if column is None:
        return []
    own = kin.spatial if column == kin.place else frozenset({column})
    groups: dict[tuple[str | None, ...], list[int]] = {}
    for i, row in enumerate(kin.rows):
        if all(value is not None for c, value in enumerate(row) if c not in own):
            groups.setdefault(tuple(row[c] for c in sorted(own)), []).append(i)
    return [np.array(rows) for rows in groups.values() if len(rows) > 1]
