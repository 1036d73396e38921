"""Which files are meant and what each one is: told by the first bytes, not by the name."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from tocsin.vocab.errors import InputError

Kind = Literal["text", "gzip", "parquet", "arrow", "arrow stream", "workbook"]
SUFFIXES = (
    ".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".parquet", ".arrow", ".arrows", ".feather",
    ".ipc", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods",
)  # fmt: skip
"""What is read from a folder; a file named by itself may have any name."""

_READABLE = "Give CSV, Parquet, Arrow, Excel or ODS."
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow stream"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0", "workbook"),
)
_NO_TABLE: tuple[tuple[bytes, str], ...] = (
    (b"%pdf", "a PDF"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "XML"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    (b"sqlite format 3", "an SQLite database"),
    (b"\x89png", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"fea1", "Feather version 1, which is no longer read"),
    (b"pk\x05\x06", "an empty archive"),
    (b"bzh", "packed with bzip2: unpack it first"),
    (b"\xfd7zxz", "packed with xz: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
)


def files_in(paths: Iterable[str | Path]) -> list[Path]:
    """The files that paths name; a folder stands for the tables in it and below, by name.

    In a folder only the names in `SUFFIXES` count; hidden files and Office lock files do not.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file())
            tables = [p for p in inside if _is_table(p.relative_to(path))]
            if not tables:
                seen = f"only {', '.join(p.name for p in inside[:5])}" if inside else "nothing"
                raise InputError(f"{path}: the folder holds no table ({seen}). {_READABLE}")
            found += tables
        elif path.exists():
            found.append(path)
        else:
            raise InputError(f"{path}: no such file.{_near(path)}")
    if not found:
        raise InputError(f"No file was named. {_READABLE}")
    return found


def kind_of(path: Path) -> Kind:
    """What a file is, from its first bytes; refuses the empty and what is no table."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror}). Check its rights.") from None
    if not head.strip():
        raise InputError(f"{path}: the file is empty. {_READABLE}")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, what in _NO_TABLE:
        if start.startswith(magic):
            raise InputError(f"{path}: this is {what}, not a table. {_READABLE}")
    return "text"


def _is_table(path: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    return not hidden and path.name.lower().endswith(SUFFIXES)


def _near(path: Path) -> str:
    from difflib import get_close_matches

    if not path.parent.is_dir():
        return f" There is no folder {path.parent}."
    near = get_close_matches(path.name, [p.name for p in path.parent.iterdir()], n=1)
    return f" Did you mean {near[0]}?" if near else f" Look in {path.parent}."
