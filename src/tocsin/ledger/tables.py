"""The tables: facts, which are never changed, and beside them what can be corrected and forgotten."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # 64 bits in both; in SQLite the row's own number


class Moment(TypeDecorator[datetime]):
    """A moment as whole microseconds since 1970, UTC; sorts and compares alike in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else _EPOCH + int(value) * _MICROSECOND


def _text(name: str, *, unique: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Text, unique=unique, nullable=null)


def _moment(name: str, *, null: bool = False) -> Column[datetime]:
    return Column(name, Moment, nullable=null)


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _person(**more: Any) -> Column[str]:
    return Column("person", Text, ForeignKey("people.id"), **more)


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

FACTS = Table(
    "facts",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    _text("at"),  # as it is hashed, see tocsin.events.fact.moment
    _text("person"),
    _text("member"),
    _text("stream"),
    _text("kind"),
    _text("body"),  # canonical JSON, byte for byte as it was hashed
    _text("previous"),
    _text("hash"),
    Index(None, "stream", "number"),
)

PEOPLE = Table(
    "people",
    METADATA,
    _key("id"),
    _text("name"),
    _text("email", null=True),  # as it is written
    _text("email_key", unique=True, null=True),  # as it is compared; null once erased
    _text("language"),
    _moment("created"),
    _moment("erased", null=True),
    _text("mail", null=True),  # a JSON list; null while they have not chosen
)

CREDENTIALS = Table(
    "credentials",
    METADATA,
    _person(primary_key=True),
    _text("password", null=True),  # argon2id, with its parameters and salt
    Column("totp", LargeBinary, nullable=True),  # secret, encrypted
    Column("totp_step", BigInteger, nullable=False),  # last step that was used; none is used twice
    Column("totp_confirmed", Boolean, nullable=False),
)

RECOVERY_CODES = Table(
    "recovery_codes",
    METADATA,
    _person(primary_key=True),
    _key("hash"),
)

ATTEMPTS = Table(
    "attempts",
    METADATA,
    _key("name"),  # SHA-256 of the address that was typed, whether somebody has it or not
    Column("failures", Integer, nullable=False),
    _moment("last"),
    _moment("locked_until", null=True),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    _key("hash"),
    _text("id", unique=True),
    _person(nullable=False, index=True),
    _moment("created"),
    _moment("seen"),
    Column("second_factor", Boolean, nullable=False),
    _text("device"),
)

INVITATIONS = Table(
    "invitations",
    METADATA,
    _key("hash"),
    _text("id", unique=True),
    _text("email"),
    _text("email_key"),
    _text("member"),
    _text("roles"),  # a JSON list
    _person(nullable=True),  # somebody who is there already and chooses a new password
    _text("invited_by"),
    _moment("created"),
    _moment("expires"),
)

TOKENS = Table(
    "tokens",
    METADATA,
    _key("hash"),
    _text("id", unique=True),
    _person(nullable=False, index=True),
    _text("label"),
    _text("scopes"),  # a JSON list
    _moment("created"),
    _moment("expires"),
    _moment("used", null=True),
)

SEALED = Table(
    "sealed",
    METADATA,
    _key("event"),
    Column("round", Integer, primary_key=True, autoincrement=False),
    _key("member"),
    _text("answers"),
    _text("nonce"),
    _text("commitment"),
    _moment("at"),
)

FILES = Table(
    "files",
    METADATA,
    _key("id"),
    Column("stream", Text, nullable=False, index=True),
    _text("member"),
    _text("name"),
    _text("media_type"),
    Column("size", Integer, nullable=False),
    _text("sha256"),
    Column("content", LargeBinary, nullable=False),
    _moment("at"),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    _key("key"),
    _person(nullable=False),
    _text("subject"),
    _text("text"),
    _moment("created"),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Moment, nullable=False, index=True),
    _moment("sent", null=True),
    _text("fault"),
)

REPEATS = Table(
    "repeats",
    METADATA,
    _person(primary_key=True),
    _key("key"),  # as a program drew it
    _text("asked"),  # SHA-256 of what was asked
    Column("status", Integer, nullable=True),  # null while nobody knows
    _text("answer"),
    Column("at", Moment, nullable=False, index=True),
)
