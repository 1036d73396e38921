"""The second factor: one-time codes of an app (TOTP, RFC 6238), and codes to fall back on.

A code holds for its step of 30 seconds and the one on either side; a step is used once. Secrets are
encrypted (AES-GCM, bound to the person) with a key that is not in the database.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyotp
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp.utils import strings_equal

from tocsin.ledger.chance import digest, new_bytes, new_recovery_code
from tocsin.ledger.credentials import credentials_of, keep_credentials
from tocsin.ledger.database import Database
from tocsin.ledger.tables import CREDENTIALS, RECOVERY_CODES
from tocsin.vocab.errors import AccountError, LedgerError

STEP = 30  # seconds
RECOVERY_CODES_GIVEN = 10
_NONCE = 12  # bytes before the encrypted secret
_SECRET = re.compile(r"[A-Z2-7]{32}")  # base 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an app needs: the secret in base 32, or the same as an address for a QR code."""

    secret: str
    uri: str


class SecondFactors:
    """The second factors of one database; `key` has 32 bytes."""

    def __init__(self, database: Database, key: bytes) -> None:
        self.database = database
        self._cipher = AESGCM(key)

    def begin(self, person: str, *, label: str, issuer: str) -> Enrolment:
        """A new secret, in use from `confirm` on. Raises AccountError while another one is in use."""
        secret = pyotp.random_base32()
        with self.database.writing() as connection:
            if self._has(connection, person):
                raise AccountError("A second factor is in use; remove it before another is set up.")
            kept = {"totp": self._locked(person, secret), "totp_step": 0}
            keep_credentials(connection, person, kept)
        return enrolment_of(secret, label=label, issuer=issuer)

    def confirm(self, person: str, code: str, *, at: datetime) -> list[str]:
        """Take the secret into use by a first code; gives the recovery codes, which are shown this once.

        Raises AccountError for a wrong code, or where none was begun.
        """
        with self.database.writing() as connection:
            row = credentials_of(connection, person)
            if row is None or row.totp is None or row.totp_confirmed:
                raise AccountError("No second factor was begun; begin again.")
            if not self._use_code(connection, person, row, code, at):
                raise AccountError("The code is not right; see that the clock of the telephone is.")
            keep_credentials(connection, person, {"totp_confirmed": True})
            return self.renew_recovery_codes(person)

    def has(self, person: str) -> bool:
        """Whether a second factor is in use."""
        with self.database.reading() as connection:
            return self._has(connection, person)

    def holders(self) -> frozenset[str]:
        """Everybody who has one in use."""
        wanted = sa.select(CREDENTIALS.c.person).where(CREDENTIALS.c.totp_confirmed)
        with self.database.reading() as connection:
            return frozenset(connection.execute(wanted).scalars())

    def remove(self, person: str) -> None:
        """Take the second factor and its recovery codes away."""
        with self.database.writing() as connection:
            keep_credentials(connection, person, {"totp": None, "totp_confirmed": False, "totp_step": 0})
            connection.execute(sa.delete(RECOVERY_CODES).where(RECOVERY_CODES.c.person == person))

    def renew_recovery_codes(self, person: str) -> list[str]:
        """New recovery codes in place of the old ones; shown this once."""
        codes = [new_recovery_code() for _ in range(RECOVERY_CODES_GIVEN)]
        with self.database.writing() as connection:
            connection.execute(sa.delete(RECOVERY_CODES).where(RECOVERY_CODES.c.person == person))
            rows = [{"person": person, "hash": digest(_bare(code))} for code in codes]
            connection.execute(sa.insert(RECOVERY_CODES), rows)
        return codes

    def recovery_codes_left(self, person: str) -> int:
        """How many recovery codes are unused."""
        wanted = sa.select(sa.func.count()).where(RECOVERY_CODES.c.person == person)
        with self.database.reading() as connection:
            return int(connection.execute(wanted).scalar() or 0)

    def use(self, person: str, code: str, *, at: datetime) -> bool:
        """Whether a code of the app or a recovery code is right, which uses it up. True without a factor."""
        with self.database.writing() as connection:
            row = credentials_of(connection, person)
            if row is None or not row.totp_confirmed:
                return True
            return self._use_code(connection, person, row, code, at) or _use_recovery_code(
                connection, person, code
            )

    def _has(self, connection: sa.Connection, person: str) -> bool:
        row = credentials_of(connection, person)
        return row is not None and bool(row.totp_confirmed)

    def _use_code(self, connection: sa.Connection, person: str, row: Any, code: str, at: datetime) -> bool:
        totp, now = pyotp.TOTP(self._opened(person, row.totp)), int(at.timestamp()) // STEP
        given = "".join(code.split())
        near = {step: totp.generate_otp(step) for step in (now - 1, now, now + 1)}
        right = [step for step, good in near.items() if strings_equal(given, good)]
        fresh = [step for step in right if step > row.totp_step]
        if not fresh:
            return False
        keep_credentials(connection, person, {"totp_step": fresh[0]})
        return True

    def _locked(self, person: str, secret: str) -> bytes:
        nonce = new_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), person.encode())

    def _opened(self, person: str, kept: bytes) -> str:
        try:
            return self._cipher.decrypt(kept[:_NONCE], kept[_NONCE:], person.encode()).decode()
        except InvalidTag:
            raise LedgerError(
                "Second factors cannot be read with this secret of the workspace. Bring its board.key back, "
                "or let an administrator remove the second factor."
            ) from None


def enrolment_of(secret: str, *, label: str, issuer: str) -> Enrolment:
    """A secret that was begun, to be shown once more. Raises AccountError for what is none."""
    if not _SECRET.fullmatch(secret):
        raise AccountError("No second factor was begun; begin again.")
    return Enrolment(secret=secret, uri=pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=issuer))


def _use_recovery_code(connection: sa.Connection, person: str, code: str) -> bool:
    wanted = digest(_bare(code))
    gone = connection.execute(
        sa.delete(RECOVERY_CODES).where(RECOVERY_CODES.c.person == person, RECOVERY_CODES.c.hash == wanted)
    )
    return bool(gone.rowcount)


def _bare(code: str) -> str:
    """A recovery code however it was typed: small letters, without hyphens and blanks."""
    return "".join(mark for mark in code.lower() if mark.isalnum())
