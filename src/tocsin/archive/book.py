"""The book of series: texts of the key columns to one number per series, batch by batch."""

import numpy as np
import polars as pl
import pyarrow as pa

from tocsin.archive._series_kernel import EMPTY, number_keys
from tocsin.panel.reports import SERIES
from tocsin.vocab.arrays import Index
from tocsin.vocab.errors import ArchiveError

_BITS = {"source": 8, "indicator": 12, "every": 2, "unit": 6, "stratum": 14, "place": 20}  # 62 in all
_FEWEST_SLOTS = 1 << 12


class SeriesBook:
    """Numbers series in the order in which batches bring them; remembers their texts.

    Up to 2^20 places, 16,384 strata, 4,096 indicators, 256 sources and 64 units in one request.
    """

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, int]] = {name: {} for name in SERIES}
        self._slots = np.full(_FEWEST_SLOTS, EMPTY, np.int64)
        self._numbers = np.zeros(_FEWEST_SLOTS, np.int64)
        self._found = np.zeros(_FEWEST_SLOTS, np.int64)
        self.size = 0

    def number(self, batch: pa.RecordBatch) -> Index:
        """(N,) the series of each row."""
        key, constant, shift = np.zeros(len(batch), np.int64), 0, sum(_BITS.values())
        for name, bits in _BITS.items():
            shift -= bits
            codes = self._codes(batch.column(name), name, bits)
            if isinstance(codes, int):
                constant |= codes << shift
            else:
                codes <<= shift
                key |= codes
        key |= constant
        self._make_room(len(key))
        out = np.empty(len(key), np.int64)
        self.size = number_keys(key, self._slots, self._numbers, self._found, self.size, out)
        return out

    def series(self) -> pl.DataFrame:
        """(S,) rows of text, by number."""
        key, columns = self._found[: self.size].copy(), {}
        for name, bits in reversed(_BITS.items()):
            texts = pl.Series(name, list(self._texts[name]), dtype=pl.String)
            columns[name] = texts.gather((key & ((1 << bits) - 1)).tolist())
            key >>= bits
        return pl.DataFrame({name: columns[name] for name in SERIES})

    def seed(self, series: pl.DataFrame) -> Index:
        """Number series given as a table; (S,)."""
        if not series.height:
            return np.empty(0, np.int64)
        return self.number(pa.RecordBatch.from_pydict({name: series[name].to_list() for name in SERIES}))

    def _codes(self, column: pa.Array, name: str, bits: int) -> Index | int:
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        known = self._texts[name]
        codes = [known.setdefault(text, len(known)) for text in column.dictionary.to_pylist()]
        if len(known) > 1 << bits:
            raise ArchiveError(
                f"The archive holds more than {1 << bits:,} values of {name}. Ask for one indicator "
                "at a time."
            )
        if len(codes) == 1:
            return codes[0]
        numbers: Index = np.take(np.array(codes, np.int64), column.indices.to_numpy())
        return numbers

    def _make_room(self, more: int) -> None:
        needed = self.size + more
        if needed > len(self._found):
            self._found = np.concatenate([self._found[: self.size], np.zeros(needed, np.int64)])
        if 2 * needed > len(self._slots):
            self._slots = np.full(1 << (2 * needed).bit_length(), EMPTY, np.int64)
            self._numbers = np.zeros(len(self._slots), np.int64)
            keys = self._found[: self.size].copy()
            number_keys(keys, self._slots, self._numbers, self._found, 0, np.empty(len(keys), np.int64))
