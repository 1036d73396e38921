"""The secret of a workspace: made once, kept in a file that only its owner reads."""

import os
import secrets
from hashlib import sha256
from hmac import digest
from pathlib import Path
from tempfile import NamedTemporaryFile

from tocsin.vocab.errors import SettingsError

FILE = "board.key"


def workspace_secret(folder: Path) -> bytes:
    """The 32 secret bytes of a workspace; the first call makes them, whole or not at all.

    Raises SettingsError for a file that is damaged or cannot be written.
    """
    path = folder / FILE
    try:
        if not path.exists():
            _make(path)
        text = path.read_text("ascii", errors="replace").strip()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}. Check the rights of the folder.") from None
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise SettingsError(
            f"{path}: this is not the secret of a board (64 hexadecimal digits). Restore it from a backup; "
            "without it nobody's second factor can be read."
        )
    return bytes.fromhex(text)


def key_for(secret: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose; no purpose learns another's."""
    return digest(secret, purpose.encode(), sha256)


def _make(path: Path) -> None:
    """Write a new secret beside the place and link it there: of two processes the first wins."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{FILE}.", encoding="ascii") as part:
        part.write(secrets.token_bytes(32).hex() + "\n")
        part.flush()
        os.fsync(part.fileno())
        try:
            os.link(part.name, path)
        except FileExistsError:
            return
