"""Results to files: checked before the work starts, whole or not at all."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.vocab.errors import OutputError

if TYPE_CHECKING:
    import polars as pl

TABLES = (".csv", ".parquet", ".json")


def check_output(out: str | Path, kinds: Sequence[str], inputs: Sequence[str | Path] = ()) -> Path:
    """The path of a file that can be written, before any work is done for it.

    Raises OutputError for an unknown extension, a missing or unwritable folder, a folder in the file's
    place, and a file that is also an input.

    >>> check_output("signals.xls", TABLES)
    Traceback (most recent call last):
    tocsin.vocab.errors.OutputError: Cannot write signals.xls: its name must end in .csv, .parquet or .json.
    """
    path = Path(out)
    if path.suffix.lower() not in kinds:
        allowed = " or ".join(filter(None, [", ".join(kinds[:-1]), kinds[-1]]))
        raise OutputError(f"Cannot write {path}: its name must end in {allowed}.")
    if path.is_dir():
        raise OutputError(f"Cannot write {path}: it is a folder; name a file inside it.")
    if not path.parent.is_dir():
        raise OutputError(f"Cannot write {path}: there is no folder {path.parent}; make it first.")
    if any(path.exists() and Path(given).exists() and path.samefile(given) for given in inputs):
        raise OutputError(f"Cannot write {path}: it is one of the inputs; choose another name.")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            return path
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"Cannot write {path}: the folder {path.parent} takes no files ({reason}); choose another."
        ) from None


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file in the same folder that takes the name `path` once the block ends without error."""
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"Cannot write {path}: {reason}; free some space or choose another place."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def write_text(text: str, path: Path) -> None:
    """Text to a UTF-8 file, whole or not at all."""
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def write_table(frame: "pl.DataFrame", path: Path) -> None:
    """A table to .csv, .parquet or .json (one list of records), whole or not at all."""
    with whole_file(path) as part:
        match path.suffix.lower():
            case ".csv":
                frame.write_csv(part)
            case ".parquet":
                frame.write_parquet(part)
            case ".json":
                frame.write_json(part)
