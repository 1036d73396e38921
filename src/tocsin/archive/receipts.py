"""Receipts: that a snapshot was taken in, whole or not, and what it said in sum."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Literal

import numpy as np
import polars as pl
import pyarrow as pa
from deltalake import DeltaTable
from numpy.typing import NDArray

from tocsin.archive.content import Content, day_of
from tocsin.archive.schema import TABLE
from tocsin.archive.store import Store

Bits = NDArray[np.uint64]
Kind = Literal["whole", "increments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One snapshot that was taken in.

    source       who published it
    report_date  when
    kind         "whole": it held all that stood; "increments": what was new or changed
    rows         reports in it
    changed      rows that were kept of it
    content      fingerprint of its reports, the same whatever their order
    """

    source: str
    report_date: date
    kind: Kind
    rows: int
    changed: int
    content: str


def read_receipts(store: Store, table: DeltaTable) -> list[Receipt]:
    """All receipts, by source and report date."""
    found = []
    for batch in store.scan(table, ["source", "report_date", "receipt"], receipts=True):
        for source, day, note in zip(*(batch.column(i).to_pylist() for i in range(3)), strict=True):
            found.append(Receipt(source=source, report_date=day, **json.loads(note)))
    return sorted(found, key=lambda receipt: (receipt.source, receipt.report_date, receipt.content))


def receipt_rows(receipts: Iterable[Receipt]) -> pa.RecordBatch:
    """Receipts as rows of the table."""
    noted = list(receipts)
    columns = {name: pa.nulls(len(noted), TABLE.field(name).type) for name in TABLE.names}
    columns["source"] = pa.array([r.source for r in noted], pa.string())
    columns["report_date"] = pa.array([r.report_date for r in noted], pa.date32())
    columns["receipt"] = pa.array([_note(r) for r in noted], pa.string())
    return pa.RecordBatch.from_pydict(columns, schema=TABLE)


def _note(receipt: Receipt) -> str:
    names = ("kind", "rows", "changed", "content")
    return json.dumps({name: getattr(receipt, name) for name in names})


def fingerprints(content: Content) -> dict[date, str]:
    """A fingerprint of each snapshot's reports, by report date; order plays no part.

    The sum modulo 2^64 of a hash of every report. Cost: O(N).
    """
    names = np.array([_hash_text(row) for row in content.series.rows()], np.uint64)
    mixed = names[content.number]
    mixed ^= _mix(content.reference.astype(np.int64).view(np.uint64) + np.uint64(1 << 32))
    numbers = np.where(content.absence == 0, content.values + 0.0, 0.0)  # -0.0 and 0.0 are one number
    mixed = _mix(mixed) ^ numbers.view(np.uint64)
    mixed = _mix(mixed) + content.absence.astype(np.uint64)
    mixed = _mix(mixed)
    days, place = np.unique(content.report, return_inverse=True)
    sums = np.zeros(len(days), np.uint64)
    np.add.at(sums, place, mixed)
    return {day_of(int(day)): f"{int(total):016x}" for day, total in zip(days, sums, strict=True)}


def _hash_text(row: tuple[str, ...]) -> int:
    return int.from_bytes(blake2b("\x00".join(row).encode(), digest_size=8).digest(), "big")


def _mix(bits: Bits) -> Bits:
    """Finish of splitmix64, Steele, Lea & Flood (2014): spreads every bit over all others."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def snapshot_frame(receipts: Iterable[Receipt]) -> pl.DataFrame:
    """Receipts as a table."""
    names = ("source", "report_date", "kind", "rows", "changed", "content")
    kinds = dict(zip(names, (pl.String, pl.Date, pl.String, pl.Int64, pl.Int64, pl.String), strict=True))
    return pl.DataFrame([{name: getattr(r, name) for name in names} for r in receipts], schema=kinds)
