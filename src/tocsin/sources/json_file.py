"""JSON files, also packed with gzip: read whole, with the place of a fault named."""

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

from tocsin.vocab.errors import InputError


def read_json(path: Path) -> Any:
    """What a JSON file holds.

    Raises InputError where the file is missing, empty, damaged or no JSON, naming line and column.
    """
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file.") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}). Fetch it again.") from None
    except (EOFError, zlib.error):
        raise InputError(f"{path}: the gzip file ends too early or is damaged. Fetch it again.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: this is not JSON, which is always UTF-8.") from None
    if not text.strip():
        raise InputError(f"{path}: the file is empty.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path}: this is no whole JSON: line {error.lineno}, column {error.colno}: {error.msg}. If "
            "the file is "
            "cut, fetch it again."
        ) from None


def rows_as_columns(rows: list[Any], what: str) -> dict[str, list[Any]]:
    """A list of objects as columns, None where an object lacks a field; refuses what is no object."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise InputError(f"{what} {number} is {type(row).__name__}, not an object with named fields.")
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def texts(values: list[Any]) -> list[str | None]:
    """Plain values as texts; None stays None."""
    return [
        None if value is None else value if isinstance(value, str) else json.dumps(value) for value in values
    ]
