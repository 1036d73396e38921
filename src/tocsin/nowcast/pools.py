"""Pools: series that learn their delays from one another, told apart by key columns."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tocsin.panel.triangle import Triangle
from tocsin.vocab.arrays import Index


def pools(triangle: Triangle, apart: Sequence[str]) -> list[tuple[Index, Triangle]]:
    """Rows of each pool with the triangle of these rows; series of one pool share their values of `apart`.

    Columns that the triangle lacks tell nothing apart. Cost: a copy of the increments where there are several
    pools.
    """
    columns = [name for name in apart if name in triangle.by]
    whole = np.arange(triangle.increments.shape[0])
    if not columns:
        return [(whole, triangle)]
    groups = triangle.series.select(columns).with_row_index("row").group_by(columns, maintain_order=True)
    rows = [np.array(found, np.int64) for found in groups.agg("row")["row"].to_list()]
    if len(rows) <= 1:
        return [(whole, triangle)]
    return [
        (
            found,
            replace(triangle, increments=triangle.increments[found], series=triangle.series[found.tolist()]),
        )
        for found in rows
    ]
