"""Small files of a workspace, in a folder or at an S3 address; each is written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tocsin.vocab.errors import ArchiveError


def address_of(path: str | Path) -> str:
    """A folder or URL as the rest of the program names it: `file:///some/folder` is the folder itself.

    >>> address_of("file:///data/two%20words"), address_of("s3://alliance/surveillance/")
    ('/data/two words', 's3://alliance/surveillance')
    """
    address = str(path)
    if address.startswith("file://"):
        return unquote(urlsplit(address).path)
    return address.rstrip("/") if is_url(address) else address


def is_url(address: str) -> bool:
    """Whether an address is a URL (`s3://...`) and not a folder."""
    return "://" in address


def inside(address: str, name: str) -> str:
    """The address of something in a folder or below a URL."""
    return f"{address.rstrip('/')}/{name}" if is_url(address) else str(Path(address) / name)


def read_small(address: str, name: str) -> str | None:
    """Text of a file; None where there is none. Raises ArchiveError where it cannot be read."""
    try:
        if not is_url(address):
            return (Path(address) / name).read_text("utf-8")
        return str(_objects(address).open_input_file(name).read().decode("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(
            f"{inside(address, name)}: cannot be read ({_reason(error)}). Check the address"
            f"{', the credentials and the network' if is_url(address) else ' and the rights'}."
        ) from None


def write_small(address: str, name: str, text: str) -> None:
    """Write a file in one step; folders on the way are made. Raises ArchiveError where that fails."""
    try:
        if is_url(address):
            stream = _objects(address).open_output_stream(name, {})
            stream.write(text.encode("utf-8"))
            stream.close()  # only now is there an object, and it is whole
            return
        path = Path(address) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            part.write_text(text, encoding="utf-8", newline="\n")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"{inside(address, name)}: cannot be written ({_reason(error)}). Check the rights and the "
            "free space."
        ) from None


@contextmanager
def alone(address: str) -> Iterator[None]:
    """Wait until nobody else is in here for the same folder; ends also with a process that is killed.

    At a URL, and on a system without `flock`, nobody is kept out: look again afterwards.
    """
    try:
        import fcntl
    except ImportError:
        fcntl = None  # type: ignore[assignment]
    if fcntl is None or is_url(address):
        yield
        return
    folder = os.open(address, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def holds_anything(address: str) -> bool:
    """Whether a folder holds any file; a URL is not looked through."""
    path = Path(address)
    if is_url(address) or not path.exists():
        return False
    if not path.is_dir():
        raise ArchiveError(f"{path}: there is a file of this name. Choose another folder.")
    return any(path.iterdir())


def _objects(address: str) -> Any:
    """The object store under an address, with the credentials that `deltalake` finds.

    Not by way of `pyarrow.fs`, whose files hand on buffers where the store takes bytes alone.
    """
    from deltalake.exceptions import DeltaError, TableNotFoundError
    from deltalake.fs import DeltaStorageHandler

    try:
        return DeltaStorageHandler(address)._handler
    except (DeltaError, TableNotFoundError) as error:
        raise OSError(str(error)) from None


def _reason(error: Exception) -> str:
    words = getattr(error, "strerror", None) or str(error).strip().split("\n")[0]
    return (words or type(error).__name__).rstrip(".")[:200]
