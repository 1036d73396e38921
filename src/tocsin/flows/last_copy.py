"""When a workspace was copied last: a line that `tocsin backup` leaves in it."""

from datetime import datetime
from pathlib import Path

from tocsin.flows.writing import write_text

FILE = "last-copy.txt"


def note_copy(folder: str, made: str) -> None:
    """Leave a note of a copy; `made` is its moment, in ISO 8601. A workspace at a URL gets none."""
    if "://" not in folder:
        write_text(f"{made}\n", Path(folder) / FILE)


def last_copy(folder: str) -> datetime | None:
    """When the last copy was made here; None = nobody knows."""
    try:
        return datetime.fromisoformat((Path(folder) / FILE).read_text("utf-8").strip())
    except (OSError, ValueError):
        return None
