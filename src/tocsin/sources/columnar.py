"""Parquet and Arrow (Feather) files: types are kept, and only the wanted columns are read."""

from pathlib import Path

import polars as pl

from tocsin.sources.files import Kind
from tocsin.vocab.errors import InputError


def scan_columnar(path: Path, kind: Kind) -> pl.LazyFrame:
    """The file as a lazy frame; a file that is cut or damaged is refused."""
    if kind == "parquet" and not _ends_with(path, b"PAR1"):
        raise InputError(f"{path}: the Parquet file has no end: it is cut. Fetch it again.")
    try:
        if kind == "arrow stream":
            return pl.read_ipc_stream(path).lazy()
        lazy = pl.scan_parquet(path) if kind == "parquet" else pl.scan_ipc(path)
        lazy.collect_schema()
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise damaged(path, error) from None
    return lazy


def damaged(path: Path, error: Exception) -> InputError:
    """A file whose inside cannot be read, with the reader's own first line."""
    reason = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
    return InputError(f"{path}: the file is cut or damaged ({reason}). Fetch it again.")


def _ends_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        file.seek(-min(len(magic), path.stat().st_size), 2)
        return file.read() == magic
