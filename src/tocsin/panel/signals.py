"""Signals: what a method said of each judged cell of a panel."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tocsin.panel.panel import Panel
from tocsin.vocab.arrays import Array, Codes, Flags
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason, Status


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signals:
    """Judgements of the last J periods of a panel (the panel ends where the judging ends).

    panel     what was judged, with its history
    first     place of the first judged period in `panel.periods`
    expected  (S, J) cases expected; NaN = unjudged
    upper     (S, J) largest count that would not be above; NaN where the method has none
    score     (S, J) the method's own statistic, larger = more unusual; NaN = unjudged
    p_value   (S, J) in [0, 1]; NaN = unjudged
    status    (S, J) uint8, see `Status`
    reason    (S, J) uint8, see `Reason`
    method    (S,) name of the method that judged each series
    """

    panel: Panel
    first: int
    expected: Array
    upper: Array
    score: Array
    p_value: Array
    status: Codes
    reason: Codes
    method: "np.ndarray[tuple[int], np.dtype[np.object_]]"

    def __repr__(self) -> str:
        n = {s.word: int((self.status == s).sum()) for s in Status}
        return f"Signals({', '.join(f'{count} {word}' for word, count in n.items())}; {self.panel!r})"

    @property
    def observed(self) -> Array:
        """(S, J) the judged counts; NaN = no report."""
        return self.panel.counts[:, self.first :]

    @property
    def periods(self) -> Periods:
        """The J judged periods."""
        return self.panel.periods.part(self.first, len(self.panel.periods))

    @property
    def above(self) -> Flags:
        """(S, J) True where judged and above. Read `judged` beside it: False is not 'no alarm'."""
        return np.equal(self.status, Status.ABOVE)

    @property
    def judged(self) -> Flags:
        """(S, J) True where the method answered."""
        return np.not_equal(self.status, Status.UNJUDGED)

    def to_frame(self) -> pl.DataFrame:
        """One row per judged or unjudged cell.

        Columns: the key columns, then date, observed, expected, upper, score, p_value, status, reason,
        method. Null where there is no number.
        """
        S, J = self.status.shape
        keys = self.panel.series
        rows = pl.Series(np.repeat(np.arange(S), J))
        numbers = {
            name: pl.Series(name, np.ascontiguousarray(getattr(self, name)).ravel()).fill_nan(None)
            for name in ("observed", "expected", "upper", "score", "p_value")
        }
        words = {
            "status": _spell(self.status, [s.word for s in Status]),
            "reason": _spell(self.reason, [r.word for r in Reason]),
        }
        columns = {
            **{name: keys[name].gather(rows) for name in keys.columns},
            "date": pl.Series(np.tile(self.periods.ends(), S)),
            **numbers,
            **words,
            "method": pl.Series(self.method.tolist(), dtype=pl.String).gather(rows),
        }
        return pl.DataFrame(columns)


def _spell(codes: Codes, words: list[str]) -> pl.Series:
    return pl.Series(values=codes.ravel()).replace_strict(dict(enumerate(words)), return_dtype=pl.String)
