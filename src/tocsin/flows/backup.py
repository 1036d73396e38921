"""A copy of a workspace in one file; `tocsin.flows.restore` makes a workspace of it again.

The file is a zip: about.json, tables/NAME.jsonl (see `tocsin.ledger.portable`), tocsin.toml, results.json
(what lay in results/, by name and size), and where asked for reports/. It is the same from SQLite and
PostgreSQL. The secret of the workspace, board.key, is left out: whoever finds the file must not be able to
read second factors.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import tocsin
from tocsin.flows.last_copy import note_copy
from tocsin.flows.ledger import open_ledger
from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.workspace import FILE, open_workspace
from tocsin.flows.writing import check_output, whole_file
from tocsin.vocab.errors import LedgerError

if TYPE_CHECKING:
    from tocsin.ledger.database import Database

FORMAT = 1  # of the file; a newer one is refused
ABOUT, RESULTS, TABLES, REPORTS = "about.json", "results.json", "tables/", "reports/"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a copy says of itself.

    format   of the file
    tocsin   version that made it
    tables   version of the tables
    made     when, UTC
    anchor   "NUMBER:HASH" of the last fact
    fault    what was wrong with the ledger when it was copied; empty = nothing
    sha256   of every other entry, hex
    """

    format: int
    tocsin: str
    tables: str
    made: str
    anchor: str
    fault: str
    sha256: dict[str, str]


def backup(
    folder: str,
    out: str,
    database: str = "",
    *,
    with_reports: bool = False,
    progress: Progress = no_progress,
) -> About:
    """Copy a workspace while others work on it; what is copied belongs to one moment.

    A ledger that is not whole is copied all the same, and the copy says so. The workspace keeps a note of
    when it was copied last. Raises OutputError for a file that cannot be written, and what opening workspace
    and ledger raise.
    """
    path = check_output(out, [".zip"])
    workspace = open_workspace(folder)
    if with_reports and "://" in workspace.path:
        raise LedgerError(f"{folder}: reports at a URL are copied with the tools of that store.")
    opened = open_ledger(folder, database)
    try:
        with whole_file(path) as part:
            part.touch(mode=0o600)  # it holds names and addresses
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                about = _write(archive, opened, Path(folder), with_reports=with_reports, progress=progress)
    finally:
        opened.close()
    note_copy(folder, about.made)
    return about


def _write(
    archive: zipfile.ZipFile, opened: "Database", folder: Path, *, with_reports: bool, progress: Progress
) -> About:
    from tocsin.ledger.audit import audit
    from tocsin.ledger.chain import Ledger
    from tocsin.ledger.migrate import HEAD
    from tocsin.ledger.portable import lines_of, tables

    hashes: dict[str, str] = {}
    with opened.reading() as connection:
        found = audit(opened, done=progress("Checking facts", Ledger(opened).newest()))
        for table in tables(connection):
            done = progress(f"Copying {table.name}")
            name = f"{TABLES}{table.name}.jsonl"
            hashes[name] = _put(
                archive, name, (f"{line}\n".encode() for line in lines_of(connection, table)), done
            )
    if (folder / FILE).is_file():
        hashes[FILE] = _put(archive, FILE, [(folder / FILE).read_bytes()])
        hashes[RESULTS] = _put(archive, RESULTS, [_results(folder).encode()])
    for path in _report_files(folder) if with_reports else ():
        name = path.relative_to(folder).as_posix()
        hashes[name] = _put(archive, name, _blocks(path))
    about = About(
        format=FORMAT, tocsin=tocsin.__version__, tables=HEAD,
        made=datetime.now(UTC).isoformat("T", "seconds"),
        anchor=found.anchor, fault=found.fault, sha256=hashes,
    )  # fmt: skip
    archive.writestr(ABOUT, json.dumps(asdict(about), indent=1))
    return about


def _put(
    archive: zipfile.ZipFile, name: str, blocks: Iterable[bytes], done: Callable[[int], None] = lambda n: None
) -> str:
    total = sha256()
    with archive.open(name, "w", force_zip64=True) as entry:
        for block in blocks:
            total.update(block)
            entry.write(block)
            done(1)
    return total.hexdigest()


def _results(folder: Path) -> str:
    files = sorted(path for path in (folder / "results").rglob("*") if path.is_file())
    listed = [{"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size} for path in files]
    return json.dumps(listed, ensure_ascii=False, indent=1)


def _report_files(folder: Path) -> list[Path]:
    """The log first: every file that it names is there by then, whatever is added meanwhile."""
    log = sorted(path for path in (folder / REPORTS / "_delta_log").rglob("*") if path.is_file())
    rest = sorted(path for path in (folder / REPORTS).rglob("*") if path.is_file())
    return [*log, *(path for path in rest if path not in set(log))]


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield block
