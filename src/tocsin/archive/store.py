"""The Delta table on a disk or at an S3 address: opened, scanned, committed to, compacted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as pa_fs
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake

from tocsin.archive.failures import check_rights, plainly
from tocsin.archive.schema import CONFIGURATION, PARTITION, TABLE, VERSION, VERSION_KEY
from tocsin.vocab.errors import ArchiveError

TEXTS = ("source", "place", "stratum", "every", "unit")
_GROUP = 65_536  # rows of a partition that wait to be written
_WRITER = WriterProperties(compression="ZSTD", compression_level=1, max_row_group_size=_GROUP)
_BATCH = 262_144  # rows read at a time


@dataclass(frozen=True, slots=True)
class Store:
    """One table by its address: a folder or an S3 URL; storage options come from the environment."""

    url: str

    def create(self) -> None:
        """An empty table; one that is there already stays as it is."""
        check_rights(self.url)
        with plainly(self.url, "cannot be made"):
            DeltaTable.create(
                self.url,
                schema=TABLE,
                partition_by=[PARTITION],
                mode="ignore",
                configuration=CONFIGURATION,
                raise_if_key_not_exists=False,
            )

    def exists(self) -> bool:
        """Whether a table is there."""
        with plainly(self.url, "cannot be reached"):
            return DeltaTable.is_deltatable(self.url)

    def open(self) -> DeltaTable:
        """The newest state. Raises ArchiveError where there is no table, or one of a newer layout."""
        with plainly(self.url, "cannot be opened"):
            table = DeltaTable(self.url)
            found = table.metadata().configuration.get(VERSION_KEY)
        if found is None:
            raise ArchiveError(
                f"{self.url}: this Delta table was not made by tocsin init; name its workspace."
            )
        if not found.isdigit() or int(found) > VERSION:
            raise ArchiveError(
                f"{self.url}: the table has layout {found}, and this tocsin knows up to {VERSION}. "
                "Use a newer tocsin."
            )
        return table

    def indicators(self) -> list[str]:
        """Names of the indicators that were ever reported, sorted; receipts have none."""
        names = {part[PARTITION] for part in self.open().partitions()}
        return sorted(name for name in names if name is not None)

    def scan(
        self,
        table: DeltaTable,
        columns: Sequence[str],
        *,
        indicators: Sequence[str] | None = None,
        source: str | None = None,
        until: date | None = None,
        days: Sequence[date] | None = None,
        receipts: bool = False,
    ) -> Iterator[pa.RecordBatch]:
        """Reports published by `until` or on some days, or receipts, in batches; texts come as dictionaries.

        Memory: a few batches at a time. Raises ArchiveError where files are missing or cut.
        """
        field = ds.field
        chosen = field(PARTITION).is_null() if receipts else field(PARTITION).is_valid()
        if indicators is not None:
            chosen = field(PARTITION).isin(list(indicators))
        if source is not None:
            chosen = chosen & (field("source") == source)
        if until is not None:
            chosen = chosen & (field("report_date") <= pa.scalar(until, pa.date32()))
        if days is not None:
            chosen = chosen & field("report_date").isin(pa.array(days, pa.date32()))
        options = ds.ParquetReadOptions(dictionary_columns=[name for name in TEXTS if name in columns])
        with plainly(self.url, "cannot be read"):
            local = self._local()
            whole = table.to_pyarrow_dataset(parquet_read_options=options, filesystem=local)
            scanner = whole.scanner(
                columns=list(columns),
                filter=chosen,
                batch_size=_BATCH,
                batch_readahead=4,
                fragment_readahead=2,
            )
            yield from scanner.to_batches()

    def append(
        self, table: DeltaTable, batches: Iterable[pa.RecordBatch], turns: Sequence[Transaction]
    ) -> None:
        """Add rows in one commit; fails with BusyError where a turn was taken since `table` was opened."""
        self._write(table, batches, turns, predicate=None)

    def replace(
        self,
        table: DeltaTable,
        batches: Iterable[pa.RecordBatch],
        turns: Sequence[Transaction],
        predicate: str,
    ) -> None:
        """Put rows in place of those that a predicate names, in one commit."""
        self._write(table, batches, turns, predicate=predicate)

    def _write(
        self,
        table: DeltaTable,
        batches: Iterable[pa.RecordBatch],
        turns: Sequence[Transaction],
        predicate: str | None,
    ) -> None:
        check_rights(self.url)
        reader = pa.RecordBatchReader.from_batches(TABLE, batches)
        properties = CommitProperties(app_transactions=list(turns))
        with plainly(self.url, "cannot be written to"):
            if predicate is None:
                write_deltalake(
                    table, reader, mode="append", writer_properties=_WRITER, commit_properties=properties
                )
            else:
                write_deltalake(
                    table, reader, mode="overwrite", predicate=predicate, writer_properties=_WRITER,
                    commit_properties=properties,
                )  # fmt: skip

    def tidy(self) -> None:
        """Join small files, and remove those that no version of the last week needs or ever knew.

        Changes no row. Raises BusyError where somebody rewrote the same files; nothing is lost then.
        """
        table = self.open()
        with plainly(self.url, "cannot be tidied"):
            table.optimize.compact()
            table.vacuum(dry_run=False)

    def measure(self) -> tuple[int, int, int]:
        """Rows, bytes and files of the table as it stands."""
        with plainly(self.url, "cannot be read"):
            files = pa.table(self.open().get_add_actions(flatten=True))
            rows = sum(files["num_records"].to_pylist()) if files.num_rows else 0
            return rows, sum(files["size_bytes"].to_pylist()), files.num_rows

    def _local(self) -> pa_fs.FileSystem | None:
        """The disk itself where the table lies on one, which reads faster than through the object store."""
        path = Path(self.url)
        if "://" in self.url or not path.is_dir():
            return None
        return pa_fs.SubTreeFileSystem(str(path.absolute()), pa_fs.LocalFileSystem())
