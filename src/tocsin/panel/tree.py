"""Sums over children: a rise spread thinly over provinces is seen for the country, too.

A tree is a chain of key columns from the widest to the narrowest, `country > province`. Its parents are
series with null in the narrower columns: (KZ, null) is the sum over the provinces of KZ. A chain of one
column gives the sum over that column. Several trees are independent: with `country > province` and
`group > disease` there are also parents of both at once, (KZ, null, enteric, null).

When a child is silent, the sum is too low. A child is *expected* in a period if it gave a number in that
period or in the year of periods before it: so a place that starts, or stops for good, does not silence its
parent for ever, and the rule looks only at the past. A parent has a number where every expected child has
one. Where one is missing, so is the parent, for the children's reason if they agree, else as not reported.
`partial` loosens this: a share of the usual volume that may be missing (the missing children's mean over the
year before, by that of all expected), or "sum" to add up whatever is there.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import numpy as np
import polars as pl

from tocsin.panel.panel import Panel, series_name
from tocsin.vocab.absence import Absence
from tocsin.vocab.arrays import Array, Codes, Flags, Index
from tocsin.vocab.errors import ColumnError, InputError, OptionError

Partial = Literal["missing", "sum"] | float


def read_tree(text: str) -> tuple[str, ...]:
    """A chain of columns as it is written on a command line.

    >>> read_tree("country > province")
    ('country', 'province')
    """
    chain = tuple(name.strip() for name in text.split(">"))
    if not all(chain):
        raise OptionError("tree", text, "columns from the widest to the narrowest, such as country>province")
    return chain


def with_parents(
    panel: Panel,
    tree: Sequence[Sequence[str]],
    *,
    total: str | Mapping[str, str] | None = None,
    partial: Partial = "missing",
) -> Panel:
    """Add parent series that are sums over children.

    Parameters
    ----------
    panel    one row per place, indicator and so on; no key null yet
    tree     chains of key columns, the widest first; a single chain is `[("country", "province")]`
    total    a value of the narrowest columns (in every one where it occurs; or a value per column) that
             already is the sum of the others, as `Total` or `00+` in many tables. Those series become the
             parents as they were published and are not summed again. A published number below what its
             children add up to is an error; above is not: national totals hold cases without a place
    partial  what a parent is when an expected child is silent: "missing"; "sum"; or the share of the usual
             volume that may be missing, in [0, 1)

    Returns
    -------
    Panel: the children as they were (without those named by `total`), then the parents, sorted by keys. The
    population of a parent is the sum of its expected children's, or the common one if all children have the
    same (diseases of one place share its people)

    Cost: O(S T) time and memory for each column of a tree

    >>> table = pl.DataFrame({"week": "2025-W07", "country": "KG", "city": ["Osh", "Naryn"], "cases": [3, 4]})
    >>> panel = Panel.from_frame(table, time="week", count="cases", by=["country", "city"])
    >>> with_parents(panel, [("country", "city")]).to_frame().select("country", "city", "count").rows()
    [('KG', 'Naryn', 4.0), ('KG', 'Osh', 3.0), ('KG', None, 7.0)]
    """
    chains = [tuple(chain) for chain in tree]
    share = _share(partial)
    _check(panel, chains)
    totals = _totals(panel, total, chains)
    for chain in chains:
        panel = _add_chain(panel, chain, totals.get(chain[-1]), share)
    return panel


def _add_chain(panel: Panel, chain: tuple[str, ...], total: str | None, share: float) -> Panel:
    """The panel with the parents of one chain, the nearest first; each level is summed from the one below."""
    is_total = np.zeros(panel.series.height, np.bool_)
    if total is not None:
        is_total = (panel.series[chain[-1]] == total).fill_null(False).to_numpy()
        if not is_total.any() or is_total.all():
            word = "No" if not is_total.any() else "Every"
            raise InputError(
                f"{word} series has {total!r} in {chain[-1]!r}. Name a value that some have, or leave total= "
                "out."
            )
    below = panel.take(~is_total)
    parts = [below]
    for level in range(len(chain) - 1, 0, -1) if len(chain) > 1 else [0]:
        parents = _parents(below, chain[level:], share)
        if is_total.any() and level == len(chain) - 1:
            parents = _publish(panel.take(is_total), parents, below, chain[-1])
        parts.append(parents)
        below = parents
    return _joined(parts)


def _parents(children: Panel, summed: Sequence[str], share: float) -> Panel:
    parent, keys = _grouped(children.series, summed)
    size = keys.height
    present = children.absence == Absence.PRESENT
    expected, usual = _expected(children.counts, present, children.periods.per_year)
    silent = expected & ~present
    if share > 0:
        allowed = share * _add(usual, parent, size)
        enough = (_add(np.where(silent, usual, 0.0), parent, size) <= allowed) | (share >= 1)
    else:
        enough = ~_any(silent, parent, size)
    has_number = enough & _any(present, parent, size)
    sums = _add(np.where(present, children.counts, 0.0), parent, size)
    looked_at = silent | ~_any(expected, parent, size)[parent]
    reasons = _reasons(children.absence, looked_at, parent, size)
    return Panel(
        counts=np.where(has_number, sums, np.nan),
        absence=np.where(has_number, np.uint8(Absence.PRESENT), reasons),
        series=keys,
        periods=children.periods,
        population=_population(children.population, expected, parent, size),
        as_of=children.as_of,
    )


def _grouped(series: pl.DataFrame, summed: Sequence[str]) -> tuple[Index, pl.DataFrame]:
    """Number of each child's parent, and the parents' keys, sorted."""
    kept = [name for name in series.columns if name not in summed]
    plain = pl.DataFrame([series[name].alias(str(place)) for place, name in enumerate(kept)])
    if not kept:
        keys = pl.DataFrame({name: pl.Series([None], dtype=pl.String) for name in series.columns})
        return np.zeros(series.height, np.int64), keys
    order = plain.unique().sort(plain.columns, nulls_last=True)
    numbered = plain.join(
        order.with_row_index("parent"), on=plain.columns, how="left", nulls_equal=True, maintain_order="left"
    )
    names = dict(zip(plain.columns, kept, strict=True))
    keys = order.rename(names).with_columns(pl.lit(None, pl.String).alias(name) for name in summed)
    return numbered["parent"].cast(pl.Int64).to_numpy(), keys.select(series.columns)


def _expected(counts: Array, present: Flags, year: int) -> tuple[Flags, Array]:
    """Where a child gave a number now or in the year of periods before, and its mean over that time."""
    n = np.cumsum(present, axis=1, dtype=np.float64)
    volume = np.cumsum(np.where(present, np.maximum(counts, 0.0), 0.0), axis=1)
    for running in (n, volume):
        running[:, year + 1 :] -= running[:, : -year - 1].copy()
    expected = n > 0
    return expected, np.divide(volume, n, out=np.zeros_like(volume), where=expected)


def _reduced(ufunc: np.ufunc, values: Array | Flags | Codes, parent: Index, size: int) -> Any:
    """Children folded into their parents, (size, T); every parent has a child."""
    order = np.argsort(parent, kind="stable")
    return ufunc.reduceat(values[order], np.searchsorted(parent[order], np.arange(size)), axis=0)


def _add(values: Array, parent: Index, size: int) -> Array:
    return cast(Array, _reduced(np.add, values, parent, size))


def _any(flags: Flags, parent: Index, size: int) -> Flags:
    return cast(Flags, _reduced(np.logical_or, flags, parent, size))


def _reasons(absence: Codes, looked_at: Flags, parent: Index, size: int) -> Codes:
    """The reason that all children looked at give, or else not reported."""
    low = _reduced(np.minimum, np.where(looked_at, absence, np.uint8(255)), parent, size)
    high = _reduced(np.maximum, np.where(looked_at, absence, np.uint8(0)), parent, size)
    return np.where(low == high, high, np.uint8(Absence.NOT_REPORTED))


def _population(population: Array | None, expected: Flags, parent: Index, size: int) -> Array | None:
    if population is None:
        return None
    nobody = ~_any(expected, parent, size)
    summed = _add(np.where(expected | nobody[parent], population, 0.0), parent, size)
    low = _reduced(np.minimum, population, parent, size)
    high = _reduced(np.maximum, population, parent, size)
    return np.where((low == high).all(axis=1, keepdims=True), high, summed)


def _publish(published: Panel, parents: Panel, children: Panel, column: str) -> Panel:
    """Published totals in the place of the sums; refuses those below what the children add up to."""
    keys = published.series.with_columns(pl.lit(None, pl.String).alias(column))
    published = published.replace(series=keys)
    child_of, child_keys = _grouped(children.series, [column])
    present = np.where(children.absence == Absence.PRESENT, children.counts, 0.0)
    least = dict(zip(child_keys.rows(), _add(present, child_of, child_keys.height), strict=True))
    for place, key in enumerate(keys.iter_rows()):
        if key not in least:
            continue
        floor = least[key] * (1 - 1e-9) - 1e-9
        below = np.flatnonzero(published.counts[place] < floor)
        if len(below):
            at = int(below[0])
            period = published.periods.part(at, at + 1).labels()[0]
            raise InputError(
                f"The total of {series_name(keys, place)} at {period} is "
                f"{published.counts[place, at]:g}, but its parts add up to {least[key][at]:g} "
                f"({len(below)} such periods). Correct them, or remove the totals: they are then summed."
            )
    replaced = set(keys.rows())
    others = np.array([key not in replaced for key in parents.series.iter_rows()], np.bool_)
    return _joined([parents.take(others), published])


def _joined(parts: Sequence[Panel]) -> Panel:
    population = [part.population for part in parts if part.population is not None]
    return parts[0].replace(
        counts=np.concatenate([part.counts for part in parts]),
        absence=np.concatenate([part.absence for part in parts]),
        series=pl.concat([part.series for part in parts]),
        population=np.concatenate(population) if population else None,
    )


def _check(panel: Panel, chains: Sequence[Sequence[str]]) -> None:
    columns = [name for chain in chains for name in chain]
    if any(name not in panel.by for name in columns):
        raise ColumnError.missing(columns, panel.by)
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise ColumnError(f"Column {twice[0]!r} stands twice in the tree. Name it once.")
    filled = [name for name in columns if panel.series[name].null_count()]
    if filled:
        raise InputError(
            f"{filled[0]!r} already has series summed over it. Add parents once, all trees together."
        )


def _share(partial: Partial) -> float:
    share = {"missing": 0.0, "sum": 1.0}.get(partial, partial) if isinstance(partial, str) else partial
    if isinstance(share, str) or not 0 <= share <= 1:
        raise OptionError("partial", partial, '"missing", "sum" or a share from 0 to 1')
    return float(share)


def _totals(
    panel: Panel, total: str | Mapping[str, str] | None, chains: Sequence[Sequence[str]]
) -> Mapping[str, str]:
    """The total's value for each column that has one; one value alone means every column it occurs in."""
    narrowest = [chain[-1] for chain in chains]
    if total is None:
        return {}
    if isinstance(total, str):
        found = {name: total for name in narrowest if (panel.series[name] == total).any()}
        return found or dict.fromkeys(narrowest, total)
    wrong = [name for name in total if name not in narrowest]
    if wrong:
        raise OptionError("total", dict(total), f"values of the narrowest columns, {', '.join(narrowest)}")
    return total
