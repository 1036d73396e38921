"""Which signals belong together, and which series speaks for them.

Seeds     series above in the newest period that survive false discovery control (q <= fdr).
Borders   neighbouring seeds are one group.
Sums      A sum over places says nothing of its own when one part carries two thirds of its excess, or a third
          and it takes at most three parts to bring it back to usual: it joins the largest of them, and ties
          no others to it. Any other sum is a rise spread over many places: it leads, and takes in its parts,
          save those that stand out from it (`Newest.stands_out`): a local outbreak in a bad year for all
          stays a finding. A part goes with the narrowest such sum.
          A sum over something else (all diseases of one place) may be carried, but takes in nothing: two
          diseases are two findings.
Joiners   Series above that did not survive join a related seed and carry the chain no further: otherwise one
          weak week could tie two outbreaks into one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tocsin.cluster.kin import Kin
from tocsin.cluster.rank import size
from tocsin.cluster.usual import standardised
from tocsin.vocab.arrays import Array, Flags

MOST = 2 / 3  # share of a sum's excess with which a part carries it alone
CARRIES = 1 / 3  # share with which it carries it together with a few others
FEW = 3  # parts that may be named instead of their sum
OWN_FOLD = 3.0  # a part that rose this many times more than the sum stands out ...
OWN_SURE = 5.0  # ... if it is also this many standard deviations above a rise like the sum's

Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Newest:
    """The newest period of every series; arrays (S,), NaN = unjudged.

    upper   largest count that would not be above; NaN where the method has none
    spread  of each count on the 2/3-power scale, see `usual.spread`
    """

    observed: Array
    expected: Array
    upper: Array
    spread: Array

    @property
    def excess(self) -> Array:
        """Cases above what was expected."""
        return self.observed - self.expected

    @property
    def size(self) -> Array:
        """How large each rise is, see `rank.size`."""
        return size(self.observed, self.expected)

    def stands_out(self, part: int, whole: int) -> bool:
        """True when a part rose far more than the sum it belongs to, beyond what chance explains.

        Folds are (observed + 1) / (expected + 1), as in `rank`: where next to nothing was expected, a fold
        says little.
        """
        fold = (self.observed + 1) / (np.maximum(self.expected, 0.0) + 1)
        common = self.expected[[part]] * fold[whole]
        sure = standardised(self.observed[[part]], common, self.spread[[part]] * fold[whole] ** (1 / 6))
        return bool(fold[part] > OWN_FOLD * fold[whole] and sure[0] > OWN_SURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Series that are one finding.

    lead     the seed with the largest rise, counted as the ranking does
    members  all of them, those with the most cases above expected first
    """

    lead: int
    members: tuple[int, ...]


def join(seed: Flags, above: Flags, newest: Newest, kin: Kin) -> list[Group]:
    """Groups of related series, each with the one that leads.

    seed, above  (S,) flags of the newest period; a seed is above

    Cost: proportional to the series above and their relations.
    """
    seeds = np.flatnonzero(seed).tolist()
    spatial, other = _sums(seeds, kin)
    carrier = _carriers([*spatial, *other], newest, kin)
    root = {row: row for row in seeds}
    taken = _taken_in([pair for pair in spatial if pair[1] in root], carrier, newest)
    beside = [(row, near) for row in seeds for near in kin.neighbours(row)]
    level = [(one, two) for one, two in beside if two in root and (one in taken) == (two in taken)]
    for one, two in [*level, *taken.items(), *carrier.items()]:
        if one in root and two in root:
            root[_top(root, one)] = _top(root, two)
    members: dict[int, list[int]] = {}
    for row in seeds:
        members.setdefault(_top(root, row), []).append(row)
    large = newest.size
    for row in np.flatnonzero(above & ~seed).tolist():
        near = [i for i in _near(row, spatial, carrier, kin) if i in root]
        if near:
            members[_top(root, max(near, key=lambda i: float(large[i])))].append(row)
    return [_group(rows, seed, carrier, taken, newest) for rows in members.values()]


def _sums(rows: Iterable[int], kin: Kin) -> tuple[Pairs, Pairs]:
    """Pairs (part, sum), the narrowest sum of a part first: those over places only, and the others."""
    spatial: Pairs = []
    other: Pairs = []
    for row in rows:
        for whole, over_places in sorted(kin.ancestors(row), key=lambda a: kin.rows[a[0]].count(None)):
            (spatial if over_places else other).append((row, whole))
    return spatial, other


def _carriers(pairs: Pairs, newest: Newest, kin: Kin) -> dict[int, int]:
    """For each sum that a few parts carry, the part with the largest excess."""
    parts: dict[int, list[int]] = {}
    for part, whole in pairs:
        parts.setdefault(whole, []).append(part)
    excess, carrier = newest.excess, {}
    for whole, inside in parts.items():
        inside.sort(key=lambda i: (-float(excess[i]), i))
        share = excess[inside[0]] / excess[whole] if excess[whole] > 0 else 0.0
        if share >= MOST or (share >= CARRIES and _explained(whole, inside, newest, kin)):
            carrier[whole] = inside[0]
    return carrier


def _explained(whole: int, parts: list[int], newest: Newest, kin: Kin) -> bool:
    """True when a few of the parts, the largest first, bring the sum back to usual."""
    excess, used = newest.excess, set[int]()
    usual = newest.upper[whole]
    usual = newest.expected[whole] + excess[whole] / 2 if np.isnan(usual) else usual
    left = newest.observed[whole]
    for part in parts:
        wider = {i for i, _ in kin.ancestors(part)}
        if len(used) == FEW or left <= usual:
            break
        if not wider & used:  # a part of a part was taken with it
            used.add(part)
            left -= excess[part]
    return bool(left <= usual)


def _taken_in(spatial: Pairs, carrier: dict[int, int], newest: Newest) -> dict[int, int]:
    """For each part of a thinly spread rise, the narrowest sum it does not stand out from."""
    taken: dict[int, int] = {}
    for part, whole in spatial:
        if part not in taken and whole not in carrier and not newest.stands_out(part, whole):
            taken[part] = whole
    return taken


def _near(row: int, spatial: Pairs, carrier: dict[int, int], kin: Kin) -> list[int]:
    wholes = [w for w, over_places in kin.ancestors(row) if over_places and w not in carrier]
    parts = [carrier[row]] if row in carrier else []
    return [*kin.neighbours(row), *wholes, *parts]


def _top(root: dict[int, int], row: int) -> int:
    while root[row] != row:
        root[row] = root[root[row]]
        row = root[row]
    return row


def _group(
    rows: list[int], seed: Flags, carrier: dict[int, int], taken: dict[int, int], newest: Newest
) -> Group:
    large, excess = newest.size, newest.excess
    order = sorted(rows, key=lambda i: (-float(large[i]), i))
    inside = set(rows)
    lead = [i for i in order if seed[i] and carrier.get(i) not in inside and taken.get(i) not in inside]
    return Group(
        lead=(lead or [i for i in order if seed[i]])[0],
        members=tuple(sorted(rows, key=lambda i: (-float(excess[i]), i))),
    )
