"""Passwords: what a new one must be, and argon2id, which makes trying many of them slow."""

from dataclasses import dataclass
from threading import Semaphore
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tocsin.vocab.errors import AccountError

Hashed = NewType("Hashed", str)  # argon2id with its parameters and salt, as text

LEAST, MOST, DIFFERENT = 12, 200, 5  # characters
_AT_ONCE = 4  # hashes computed at the same time; each takes the memory that `Cost` says


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one hash costs: the second choice of RFC 9106, section 4. Tests take less.

    memory  KiB
    passes  over the memory
    lanes   computed side by side
    """

    memory: int = 65_536
    passes: int = 3
    lanes: int = 4


STANDARD = Cost()


class Passwords:
    """Hashes passwords and checks them, a few at a time."""

    def __init__(self, cost: Cost = STANDARD) -> None:
        self._hasher = PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory, parallelism=cost.lanes)
        self._room = Semaphore(_AT_ONCE)
        self._nobodys = self._hash("nobody's password")

    def hashed(self, password: str, *, email: str = "") -> Hashed:
        """A new password, hashed. Raises AccountError for one that is easily guessed.

        It takes a tenth of a second or more: call it before a turn to write is taken, so that nobody waits.
        """
        check_password(password, email=email)
        return self._hash(password)

    def matches(self, password: str, kept: str | None) -> bool:
        """Whether a password is the kept one; None takes as long, and is never right."""
        try:
            with self._room:
                right = self._hasher.verify(kept or self._nobodys, password[: MOST + 1])
        except (VerificationError, InvalidHashError):
            return False
        return right and kept is not None

    def renewed(self, password: str, kept: str) -> Hashed | None:
        """The same password hashed anew, where the kept hash was made at another cost."""
        return self._hash(password) if self._hasher.check_needs_rehash(kept) else None

    def _hash(self, password: str) -> Hashed:
        with self._room:
            return Hashed(self._hasher.hash(password))


def check_password(password: str, *, email: str = "") -> None:
    """Raise AccountError for a password that is short, long, of few characters or made of the address.

    Length is what counts: digits and marks are not asked for.
    """
    if not LEAST <= len(password) <= MOST:
        raise AccountError(
            "The password has {n} characters; it must have {least} to {most}. A few words make a good one.",
            n=len(password), least=LEAST, most=MOST,
        )  # fmt: skip
    if len(set(password)) < DIFFERENT:
        raise AccountError(
            "The password has {n} different characters; it must have {least} or more.",
            n=len(set(password)), least=DIFFERENT,
        )  # fmt: skip
    name = email.partition("@")[0].casefold()
    if len(name) >= 4 and name in password.casefold():
        raise AccountError("The password holds the e-mail address; choose one that does not.")
