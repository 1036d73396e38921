"""What a reproduction number is made of: counts that are whole, finite and not negative; NaN = none."""

import numpy as np

from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import CountError


def checked_counts(counts: Array, name: str = "counts", *, whole: bool = True) -> Array:
    """The same array as float64, contiguous along time.

    Raises CountError for a wrong number of axes, and for negative, infinite or (`whole`) fractional numbers.
    """
    y = np.ascontiguousarray(counts, np.float64)
    if y.ndim != 2:
        raise CountError(f"{name} has {y.ndim} axes; it must have two: series and periods.")
    faults = []
    for word, bad in (
        ("negative", y < 0),
        ("infinite", np.isinf(y)),
        ("fractional", whole & np.isfinite(y) & (y != np.floor(y))),
    ):
        if bad.any():
            s, t = (int(place[0]) for place in np.nonzero(bad))
            faults.append(f"{int(bad.sum())} {word} numbers, first {y[s, t]:g} in series {s}, period {t}")
    if faults:
        raise CountError(
            f"{name} holds {' and '.join(faults)}. The posterior of R needs counts of cases: how sure it is "
            "depends on their size. Turn rates into counts, and set corrections off against earlier counts."
        )
    return y


def split_imports(counts: Array, imported: Array | None) -> Array:
    """Local cases, (S, T): all cases less the imported ones.

    Raises CountError where more are imported than there are, or one of the two is missing without the other.
    """
    if imported is None:
        return counts
    came = checked_counts(imported, "imported")
    if came.shape != counts.shape:
        raise CountError(f"imported has shape {came.shape}; counts has {counts.shape}.")
    wrong = (came > counts) | (np.isnan(came) != np.isnan(counts))
    if wrong.any():
        s, t = (int(place[0]) for place in np.nonzero(wrong))
        raise CountError(
            f"imported does not fit counts in {int(wrong.sum())} cells, first {came[s, t]:g} of "
            f"{counts[s, t]:g} in series {s}, period {t}: counts must hold all cases, the imported ones too."
        )
    return counts - came
