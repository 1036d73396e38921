"""Everything that must not be guessed, drawn in one place; and the form in which it is stored."""

import secrets
from hashlib import sha256

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is mistaken for another


def new_id() -> str:
    """8 letters and digits: a name that tells nothing, not even how many there are."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def new_secret() -> str:
    """256 bits, as 43 letters, digits and marks: what a session, an invitation or a token is."""
    return secrets.token_urlsafe(32)


def new_nonce() -> str:
    """256 bits, as 64 hexadecimal digits: what a sealed answer is mixed with."""
    return secrets.token_hex(32)


def new_recovery_code() -> str:
    """79 bits, as four groups of four letters and digits that can be written down."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def new_bytes(size: int) -> bytes:
    """Bytes of chance."""
    return secrets.token_bytes(size)


def digest(secret: str) -> str:
    """SHA-256 of a secret of this module, hex: all of it that is stored.

    Such a secret cannot be found by trying, so that a fast hash does; passwords are hashed in `passwords`.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
