"""Putting a finished page on disk, whole or not at all."""

import os
import tempfile
from pathlib import Path

from tocsin.vocab.errors import OutputError


def write_report(path: str | Path, page: str) -> Path:
    """Write a page as UTF-8; a file that was there is replaced only when the new one is complete.

    Raises OutputError where nothing can be written; no half-written file is left behind.
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    except OSError as error:
        raise _refusal(target, error) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(page)
        part.chmod(0o666 & ~_umask())
        part.replace(target)
    except OSError as error:
        raise _refusal(target, error) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _refusal(target: Path, error: OSError) -> OutputError:
    why = error.strerror or str(error)
    return OutputError(
        f"The report cannot be written to {target}: {why}. Choose a folder that exists and is yours."
    )
