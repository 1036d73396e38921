"""CSV and its kin: separated by comma, semicolon, tab or bar; quoted or not; packed with gzip or not.

Every column comes as text, as it stands in the file (`01` stays `01`, `NA` stays `NA`); a blank field is
null, a quoted blank is an empty text. What a text means is decided where the column's purpose is known:
dates, counts or keys. Only the wanted columns are decoded. A UTF-8 file is read in place; other encodings and
gzip are unpacked in memory first.
A row with more or fewer fields than the header is refused; a blank line is no row.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl

from tocsin.sources.encodings import recognise
from tocsin.vocab.errors import ColumnError, InputError

_CHUNK = 1 << 24
_HEAD = 1 << 20
_SEPARATORS = ",;\t|"
_CUT = "The file seems to be cut: fetch it again."


@dataclass(frozen=True, slots=True)
class _Text:
    """UTF-8 text, in its file or in memory."""

    path: Path
    data: bytes | None = None

    @property
    def source(self) -> Path | bytes:
        return self.path if self.data is None else self.data

    def chunks(self) -> Iterator[bytes]:
        with io.BytesIO(self.data) if self.data is not None else self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def scan_delimited(path: Path, *, packed: bool = False) -> pl.LazyFrame:
    """The file as a lazy frame of texts, its form checked (one pass over the bytes)."""
    text = _open(path, packed=packed)
    head = next(text.chunks())[:_HEAD].decode("utf-8", "ignore").removeprefix("\ufeff")
    separator = _separator(head)
    names = _header(head, separator, path)
    blank = _check_fields(text, separator, len(names))
    lazy = pl.scan_csv(
        text.source, separator=separator, infer_schema=False, with_column_names=lambda _: names
    )
    return lazy.filter(~pl.all_horizontal(pl.all().is_null())) if blank else lazy


def _open(path: Path, *, packed: bool) -> _Text:
    data: bytes | None = None
    if packed:
        try:
            with gzip.open(path) as file:
                data = file.read()
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise InputError(f"{path}: the gzip file ends too early or is damaged. {_CUT}") from None
        if not data.strip():
            raise InputError(f"{path}: the file inside is empty. Give one with a header and rows.")
    text = _Text(path, data)
    if _plain_utf8(text):
        return text
    data = path.read_bytes() if data is None else data
    try:
        plain = codecs.getincrementaldecoder(recognise(data))().decode(
            data
        )  # a cut last character is left out
    except InputError as error:
        raise type(error)(f"{path}: {error}") from None
    if len(plain.rstrip("\0\x1a")) == 0:
        raise InputError(f"{path}: the file holds no text. Give one with a header and rows.")
    if "\n" not in plain:  # lines that end with a carriage return alone
        plain = plain.replace("\r", "\n")
    return _Text(path, plain.removeprefix("\ufeff").encode())


def _plain_utf8(text: _Text) -> bool:
    """Whether the bytes can be read in place: UTF-8 without NUL, lines ended by a line feed."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = returns = False
    try:
        for chunk in text.chunks():
            if not chunk.isascii() or decoder.getstate()[0]:
                decoder.decode(chunk)
            if b"\0" in chunk:
                return False
            lines, returns = lines or b"\n" in chunk, returns or b"\r" in chunk
    except UnicodeDecodeError:
        return False
    if decoder.getstate()[0]:
        raise InputError(f"{text.path}: the last character is incomplete. {_CUT}")
    return lines or not returns


def _separator(head: str) -> str:
    """The separator under which most lines have as many fields as the first, and more than one."""
    lines = head.splitlines(keepends=True)
    lines = lines[:-1] if len(lines) > 1 and len(head) >= _HEAD // 2 else lines
    best, most = ",", (0.0, 1)
    for separator in _SEPARATORS:
        fields = [len(record) for record in csv.reader(lines[:50], delimiter=separator) if record]
        if fields and fields[0] > 1:
            alike = sum(n == fields[0] for n in fields) / len(fields), fields[0]
            best, most = (separator, alike) if alike > most else (best, most)
    return best


def _header(head: str, separator: str, path: Path) -> list[str]:
    record = next((r for r in csv.reader(io.StringIO(head), delimiter=separator) if any(r)), [])
    names = [name.strip() for name in record]
    names = [name or f"column {place}" for place, name in enumerate(names, start=1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ColumnError(f"{path}: two columns are named {twice[0]!r}. Rename one of them.")
    return names


def _check_fields(text: _Text, separator: str, width: int) -> bool:
    """Refuse rows of another length than the header and quotes left open; True if there are blank lines."""
    separators, feeds, quotes, last = 0, 0, 0, b"\n"
    for chunk in text.chunks():
        separators += chunk.count(separator.encode())
        feeds += chunk.count(b"\n")
        quotes += chunk.count(b'"')
        last = chunk[-1:]
    lines = feeds + (last != b"\n")
    if not quotes and width > 1 and separators == lines * (width - 1):
        return False
    if quotes % 2:
        raise InputError(f"{text.path}: a quote is opened and never closed. {_CUT}")
    return _find_faults(text, separator, width)


def _find_faults(text: _Text, separator: str, width: int) -> bool:
    """The long way: count every line's fields, mindful of quotes. True if there are blank lines."""
    marks = np.zeros(256, np.bool_)
    marks[[ord('"'), ord("\n"), ord("\r"), ord(separator)]] = True
    quoted, fields_before, bytes_before, line, blank = np.uint8(0), 0, 0, 0, False
    pieces = text.chunks() if _ends_lines(text) else chain(text.chunks(), [b"\n"])
    for piece in pieces:
        octets = np.frombuffer(piece, np.uint8)
        places = np.flatnonzero(marks[octets])
        found = octets[places]
        inside = np.bitwise_xor.accumulate((found == ord('"')).view(np.uint8)) ^ quoted
        ends = np.flatnonzero((found == ord("\n")) & (inside == 0))
        separators = np.cumsum((found == ord(separator)) & (inside == 0))
        at = places[ends]
        fields = np.diff(separators[ends], prepend=-fields_before) + 1
        sizes = np.diff(at, prepend=-1 - bytes_before) - 1
        empty = (sizes == 0) | ((sizes == 1) & (octets[at - 1] == ord("\r")))
        wrong = np.flatnonzero((fields != width) & ~empty)
        if len(wrong):
            raise _ragged(text.path, line + int(wrong[0]) + 1, int(fields[wrong[0]]), width)
        blank, line = blank or bool(empty.any()), line + len(ends)
        quoted = inside[-1] if len(inside) else quoted
        started = int(separators[ends[-1]]) if len(ends) else -fields_before
        fields_before = (int(separators[-1]) if len(separators) else 0) - started
        bytes_before = len(octets) - 1 - int(at[-1]) if len(ends) else bytes_before + len(octets)
    return blank


def _ends_lines(text: _Text) -> bool:
    *_, last = text.chunks()
    return last.endswith(b"\n")


def _ragged(path: Path, line: int, found: int, width: int) -> InputError:
    hint = _CUT if found < width else "Quote the fields that hold a separator."
    if line == 2 and width == 1:
        hint = "Remove the lines above the header."
    return InputError(
        f"{path}: line {line} has {found} field{'s' if found > 1 else ''}, the header {width}. {hint}"
    )
