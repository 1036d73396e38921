"""A workspace from a copy (`tocsin.flows.backup`), checked from end to end before it is said to be there."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from tocsin.flows.audit import read_anchor
from tocsin.flows.backup import ABOUT, FORMAT, REPORTS, TABLES, About
from tocsin.flows.board_settings import read_board_settings
from tocsin.flows.ledger import LEDGER
from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.settings import FIRST_TEXT, read_settings
from tocsin.flows.workspace import FILE
from tocsin.vocab.errors import InputError, LedgerError, OutputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored.

    folder    the new workspace
    database  where its ledger is, without a password
    reports   whether the copy held the reports too
    named     database that the restored tocsin.toml names, where it is another one; empty = none
    """

    folder: str
    database: str
    about: About
    reports: bool
    named: str


def restore(file: str, folder: str, database: str = "", *, progress: Progress = no_progress) -> Restored:
    """Make a workspace in a new or empty folder from a copy.

    database  URL of an empty database for the ledger; empty = ledger.sqlite in the folder

    Raises InputError for a file that is no copy or was changed, LedgerError for a chain that is not whole or
    a database that is not empty, OutputError for a folder that holds anything. Then nothing of it is kept.
    """
    target = _new_folder(folder)
    with _open_copy(file) as copy:
        named = read_board_settings(read_settings(copy.settings, f"{FILE} of {file}").board, FILE).database
        if named and not database:
            raise LedgerError(
                f"{FILE} in {file} names the database {_hidden(named)}. Say with --database where the ledger "
                "is to go: there, if it is empty, or another one."
            )
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            part.mkdir(parents=True)
            (part / "results").mkdir()
            (part / "results" / ".keep").touch()
            reports = _restore_reports(copy, part, progress)
            (part / FILE).write_text(copy.settings, "utf-8")
            place = _restore_ledger(copy, database or _sqlite(part), progress)
            if target.exists():
                target.rmdir()
            part.rename(target)
        except OSError as error:
            raise OutputError(f"Cannot write {folder}: {error.strerror or error}.") from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
    where = place if database else str(target / LEDGER)
    other = named if named != database else ""
    return Restored(folder=folder, database=where, about=copy.about, reports=reports, named=_hidden(other))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    file: str
    archive: zipfile.ZipFile
    about: About

    @property
    def settings(self) -> str:
        if FILE not in self.about.sha256:
            return FIRST_TEXT
        return b"".join(self.blocks(FILE)).decode("utf-8")

    def blocks(self, name: str) -> Iterator[bytes]:
        """The content of an entry, block by block; the last one only where all of it is as it was written."""
        yield from self._checked(name, lambda entry: iter(lambda: entry.read(1 << 20), b""))

    def lines(self, name: str) -> Iterator[str]:
        """The same, line by line."""
        for line in self._checked(name, iter):
            yield line.decode("utf-8")

    def _checked(self, name: str, parts: Callable[[IO[bytes]], Iterator[bytes]]) -> Iterator[bytes]:
        total = sha256()
        try:
            with self.archive.open(name) as entry:
                for part in parts(entry):
                    total.update(part)
                    yield part
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise InputError(f"{self.file}: {name} cannot be read ({error}). Use another copy.") from None
        if total.hexdigest() != self.about.sha256[name]:
            raise InputError(f"{self.file}: {name} is not as it was written. Use another copy.")


@contextmanager
def _open_copy(file: str) -> Iterator[_Copy]:
    try:
        with zipfile.ZipFile(file) as archive:
            told = json.loads(archive.read(ABOUT))
            if told.get("format", FORMAT + 1) > FORMAT:
                raise InputError(
                    f"{file}: made by a newer tocsin (format {told['format']}; this one knows up to "
                    f"{FORMAT}). Use that one."
                )
            yield _Copy(
                file=file, archive=archive, about=About(**{f.name: told[f.name] for f in fields(About)})
            )
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such file.") from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{file}: this is no copy of tocsin backup, or not a whole one ({error}).") from None


def _new_folder(folder: str) -> Path:
    path = Path(folder).absolute()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise OutputError(
            f"Cannot write {folder}: there is something already; name a new or an empty folder."
        )
    return path


def _restore_reports(copy: _Copy, part: Path, progress: Progress) -> bool:
    from tocsin.archive import Archive

    names = [name for name in copy.about.sha256 if name.startswith(REPORTS)]
    done = progress("Restoring reports", len(names))
    for name in names:
        if ".." in PurePosixPath(name).parts or "\\" in name:
            raise InputError(
                f"{copy.file}: {name} leads out of the workspace. Use a copy that nobody changed."
            )
        path = part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines(copy.blocks(name))
        done(1)
    Archive.create(str(part / REPORTS.rstrip("/")))  # empty where the copy held none
    return bool(names)


def _restore_ledger(copy: _Copy, url: str, progress: Progress) -> str:
    from tocsin.ledger.audit import audit
    from tocsin.ledger.database import open_database
    from tocsin.ledger.migrate import HEAD, is_known
    from tocsin.ledger.portable import load

    if not is_known(copy.about.tables):
        raise LedgerError(
            f"{copy.file}: made by a newer tocsin (tables {copy.about.tables}; this one knows up to {HEAD}). "
            "Use that one."
        )
    names = [name for name in copy.about.sha256 if name.startswith(TABLES)]
    stems = [PurePosixPath(name).stem for name in names]
    database = open_database(url, version=copy.about.tables)
    try:
        with database.writing():
            done = progress("Restoring the ledger")
            load(database, _counted(copy, dict(zip(stems, names, strict=True)), done))
            anchor = read_anchor(copy.about.anchor)
            found = audit(database, anchor=anchor, done=progress("Checking facts", anchor[0]))
            if not found.whole:
                raise LedgerError(
                    f"{copy.file}: its ledger is not whole. {found.fault} Nothing was restored."
                )
    finally:
        database.close()
    return database.name


def _counted(
    copy: _Copy, names: dict[str, str], done: Callable[[int], None]
) -> Iterator[tuple[str, Iterator[str]]]:
    def counted(name: str) -> Iterator[str]:
        for line in copy.lines(name):
            done(1)
            yield line

    return ((table, counted(name)) for table, name in names.items())


def _sqlite(folder: Path) -> str:
    from tocsin.ledger.database import sqlite_url

    return sqlite_url(folder / LEDGER)


def _hidden(url: str) -> str:
    """A URL without its password."""
    import sqlalchemy as sa

    return sa.make_url(url).render_as_string(hide_password=True) if url else ""
