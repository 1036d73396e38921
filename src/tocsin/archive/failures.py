"""What the storage layers raise, as one sentence with a remedy."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from tocsin.vocab.errors import ArchiveError, BusyError

_LOG_IN_PART = re.compile(r"contiguous|log segment|json error|checkpoint", re.IGNORECASE)
_WHOLE = "Copy the workspace again with all its files"


def check_rights(url: str) -> None:
    """Raise ArchiveError where a folder, or the one it would be made in, may not be written to.

    Asked before anything is written, so that nothing is left behind; what lies at a URL is not asked.
    """
    if "://" in url:
        return
    path = Path(url).absolute()
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        raise ArchiveError(f"{there}: no right to write there. Choose another folder, or ask for the right.")


@contextmanager
def plainly(url: str, what: str) -> Iterator[None]:
    """Turn an error of the storage layers into an ArchiveError, or a BusyError; `what` fails, in words."""
    try:
        yield
    except TableNotFoundError:
        if what == "cannot be made":
            raise ArchiveError(f"{url}: the table {what}. Check the rights and the free space.") from None
        raise ArchiveError(
            f"{url}: there is no whole Delta table: the folder or its _delta_log is missing or half copied. "
            f"{_WHOLE}, or make a new one with tocsin init."
        ) from None
    except CommitFailedError as error:
        if "oncurrent" in str(error) or "onflict" in str(error):
            raise BusyError(
                f"{url}: somebody else wrote at the same moment; nothing was written. Run it again."
            ) from None
        raise ArchiveError(f"{url}: {what} ({_first_line(error)}).") from None
    except FileNotFoundError as error:
        raise ArchiveError(
            f"{url}: the workspace was copied in part, a file of the table is missing: "
            f"{_file_name(error)}. {_WHOLE}."
        ) from None
    except (DeltaError, pa.ArrowException, OSError) as error:
        if _LOG_IN_PART.search(str(error)):
            raise ArchiveError(
                f"{url}: the workspace was copied in part, a file of its _delta_log is missing or cut. "
                f"{_WHOLE}."
            ) from None
        raise ArchiveError(
            f"{url}: the table {what} ({_first_line(error)}). Check its rights and free space; a damaged "
            "file has to come back from a copy."
        ) from None


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".")[:300] if lines else type(error).__name__


def _file_name(error: Exception) -> str:
    """The file an error is about, without the way to it."""
    found = re.search(r"[^/'\"]+\.parquet", str(error))
    return found.group() if found else _first_line(error)
