"""Which signals belong together, and which series speaks for them.

Seeds     series above in the newest period that survive false discovery control (q <= fdr).
Chain     seeds that are neighbours, or a sum over places and its parts, are one group.
Joiners   series above that did not survive join a related seed, and carry the chain no further: otherwise
          one weak week could tie two outbreaks into one.
Sums over something other than places (all diseases of one place) join the part that carries most of
their excess, and do not tie the other parts together: two diseases are two findings.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tocsin.cluster.kin import Kin
from tocsin.vocab.arrays import Array, Flags

CARRIES = 1 / 3  # share of a sum's excess from which a single part is what the finding is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Series that are one finding.

    lead     the series that says most
    members  all of them, the strongest first
    """

    lead: int
    members: tuple[int, ...]


def join(seed: Flags, above: Flags, excess: Array, strength: Array, kin: Kin) -> list[Group]:
    """Groups of related series, each with the one that leads.

    seed, above       (S,) flags of the newest period; a seed is above
    excess, strength  (S,) cases above expected; how unusual, larger = more

    Cost: proportional to the series above and their relations.
    """
    seeds = np.flatnonzero(seed).tolist()
    root = {row: row for row in seeds}
    spatial, other = _sums(seeds, kin)
    links = [(row, near) for row in seeds for near in kin.neighbours(row)]
    for one, two in [*links, *spatial]:
        if one in root and two in root:
            root[_top(root, one)] = _top(root, two)
    members: dict[int, list[int]] = {}
    lone = {
        whole: max((part for part, w in other if w == whole and part in root), key=lambda i: float(excess[i]))
        for whole in {w for part, w in other if w in root and part in root}
    }
    for whole, part in lone.items():
        if excess[part] >= CARRIES * excess[whole] and _alone(root, whole):
            root[whole] = _top(root, part)
    for row in seeds:
        members.setdefault(_top(root, row), []).append(row)
    parts: dict[int, list[int]] = {}
    for part, whole in spatial:
        parts.setdefault(whole, []).append(part)
    for row in np.flatnonzero(above & ~seed).tolist():
        wholes = [whole for whole, over_places in kin.ancestors(row) if over_places]
        near = [i for i in (*kin.neighbours(row), *wholes, *parts.get(row, ())) if i in root]
        if near:
            members[_top(root, max(near, key=lambda i: float(strength[i])))].append(row)
    return [_group(rows, seed, excess, strength, kin) for rows in members.values()]


def _sums(rows: Iterable[int], kin: Kin) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs (part, sum): those over places only, and the others."""
    spatial: list[tuple[int, int]] = []
    other: list[tuple[int, int]] = []
    for row in rows:
        for whole, over_places in kin.ancestors(row):
            (spatial if over_places else other).append((row, whole))
    return spatial, other


def _top(root: dict[int, int], row: int) -> int:
    while root[row] != row:
        root[row] = root[root[row]]
        row = root[row]
    return row


def _alone(root: dict[int, int], row: int) -> bool:
    return root[row] == row and sum(_top(root, i) == row for i in root) == 1


def _group(rows: list[int], seed: Flags, excess: Array, strength: Array, kin: Kin) -> Group:
    order = sorted(rows, key=lambda i: (-float(strength[i]), i))
    inside = set(rows)
    pairs = [(part, whole) for part in rows for whole, _ in kin.ancestors(part) if whole in inside]
    carried = {whole for part, whole in pairs if excess[part] >= CARRIES * excess[whole]}
    thin = {part for part, whole in pairs if seed[whole] and excess[part] < CARRIES * excess[whole]}
    lead = [i for i in order if seed[i] and i not in carried and i not in thin]
    return Group(lead=(lead or [i for i in order if seed[i]])[0], members=tuple(order))
