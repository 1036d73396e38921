"""Small files of a workspace, in a folder or at an S3 address; each is written whole or not at all."""

import os
from pathlib import Path

from tocsin.vocab.errors import ArchiveError


def is_url(address: str) -> bool:
    """Whether an address is a URL (`s3://...`, `file://...`) and not a folder."""
    return "://" in address


def inside(address: str, name: str) -> str:
    """The address of something in a folder or below a URL."""
    return f"{address.rstrip('/')}/{name}" if is_url(address) else str(Path(address) / name)


def read_small(address: str, name: str) -> str | None:
    """Text of a file; None where there is none. Raises ArchiveError where it cannot be read."""
    try:
        if not is_url(address):
            return (Path(address) / name).read_text("utf-8")
        with _filesystem(address).open_input_file(name) as file:
            return str(file.read().decode("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{inside(address, name)}: cannot be read ({_reason(error)}).") from None


def write_small(address: str, name: str, text: str) -> None:
    """Write a file in one step; folders on the way are made. Raises ArchiveError where that fails."""
    try:
        if is_url(address):
            with _filesystem(address).open_output_stream(name) as file:
                file.write(text.encode("utf-8"))
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


def holds_anything(address: str) -> bool:
    """Whether a folder holds any file; a URL is not looked through."""
    path = Path(address)
    if is_url(address) or not path.exists():
        return False
    if not path.is_dir():
        raise ArchiveError(f"{path}: there is a file of this name. Choose another folder.")
    return any(path.iterdir())


def _filesystem(address: str):  # type: ignore[no-untyped-def]
    import pyarrow.fs as pa_fs
    from deltalake.fs import DeltaStorageHandler

    return pa_fs.PyFileSystem(DeltaStorageHandler(address))


def _reason(error: Exception) -> str:
    words = getattr(error, "strerror", None) or str(error).strip().split("\n")[0]
    return (words or type(error).__name__).rstrip(".")[:200]
