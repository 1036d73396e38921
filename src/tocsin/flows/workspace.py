"""A workspace: a folder (or an S3 address) with tocsin.toml, reports/ and results/."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.flows.settings import FIRST_TEXT, Settings, SourceSettings, read_settings, with_source
from tocsin.vocab.errors import ArchiveError

if TYPE_CHECKING:
    from tocsin.archive.archive import Archive

FILE = "tocsin.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An open workspace.

    path      its folder or URL
    settings  what its tocsin.toml says
    archive   its reports
    """

    path: str
    settings: Settings
    archive: "Archive"

    @property
    def results(self) -> Path:
        """Folder for results; of a workspace at a URL there is none on this machine."""
        if "://" in self.path:
            raise ArchiveError(f"{self.path}: results are written to a folder; name one with --out.")
        return Path(self.path) / "results"


def is_workspace(path: str | Path) -> bool:
    """Whether a folder or URL holds a tocsin.toml."""
    if "://" not in str(path):
        return (Path(path) / FILE).is_file()
    from tocsin.archive.folder import address_of, read_small

    return read_small(address_of(path), FILE) is not None


def open_workspace(path: str | Path) -> Workspace:
    """Open a workspace.

    Raises ArchiveError where there is none, SettingsError and UnknownNameError for what tocsin.toml may not
    hold. Whether the reports can be read is found out when they are.
    """
    from tocsin.archive import Archive
    from tocsin.archive.folder import address_of, inside, read_small

    address = address_of(path)
    text = read_small(address, FILE)
    if text is None:
        raise _no_workspace(address)
    settings = read_settings(text, inside(address, FILE))
    hints = {name: s.usual_delay for name, s in settings.sources.items() if s.usual_delay is not None}
    return Workspace(
        path=address, settings=settings, archive=Archive(inside(address, "reports"), usual_delay=hints)
    )


def settings_of(path: str | Path) -> Settings:
    """What the tocsin.toml of a workspace says.

    Of one on this machine it is read without loading what reads reports, which takes a second. Raises what
    `open_workspace` raises.
    """
    if "://" in str(path):
        return open_workspace(path).settings
    file = Path(path) / FILE
    try:
        return read_settings(file.read_text("utf-8"), str(file))
    except (FileNotFoundError, NotADirectoryError):
        raise _no_workspace(str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{file}: cannot be read ({error}). Check the rights.") from None


def _no_workspace(address: str) -> ArchiveError:
    return ArchiveError(
        f"{address}: this is no workspace (it holds no {FILE}). Make one: tocsin init {address}"
    )


def make_workspace(path: str | Path) -> tuple[Workspace, bool]:
    """Make a workspace, or open the one that is there; the flag says whether it is new.

    What an interrupted attempt left is completed. Raises ArchiveError where the folder holds other things or
    cannot be written.
    """
    from tocsin.archive import Archive
    from tocsin.archive.folder import address_of, holds_anything, inside, write_small

    address = address_of(path)
    new = not is_workspace(address)
    if new:
        if holds_anything(address) and not _begun(address):
            raise ArchiveError(f"{address}: the folder holds other things. Name an empty or a new one.")
        Archive.create(inside(address, "reports"))
        if "://" not in address:
            write_small(address, "results/.keep", "")
        write_small(address, FILE, FIRST_TEXT)  # last: from here on it is a workspace
    return open_workspace(address), new


def remember_source(workspace: Workspace, name: str, source: SourceSettings) -> None:
    """Write how a source is read into tocsin.toml, in one step; comments and all else stay.

    Nothing is written where it says so already. Of two at once in a folder the second waits for the first.
    """
    from tocsin.archive.folder import alone, read_small, write_small

    with alone(workspace.path):
        text = read_small(workspace.path, FILE) or FIRST_TEXT
        if read_settings(text, FILE).sources.get(name) != source:
            write_small(workspace.path, FILE, with_source(text, name, source))


def _begun(address: str) -> bool:
    """Whether a folder holds only what an interrupted `tocsin init` leaves."""
    names = {path.name for path in Path(address).iterdir() if not path.name.startswith(".tocsin.toml.")}
    return names <= {"reports", "results"} and (Path(address) / "reports" / "_delta_log").is_dir()
