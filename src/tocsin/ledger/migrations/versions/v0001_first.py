"""The first tables, and the triggers that refuse to change a fact."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REFUSAL = "facts are never changed or removed"
_SQLITE = f"""
CREATE TRIGGER facts_update BEFORE UPDATE ON facts BEGIN SELECT raise(ABORT, '{_REFUSAL}'); END;
CREATE TRIGGER facts_delete BEFORE DELETE ON facts BEGIN SELECT raise(ABORT, '{_REFUSAL}'); END;
CREATE TRIGGER facts_insert BEFORE INSERT ON facts
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM facts)
BEGIN SELECT raise(ABORT, 'facts are numbered without gaps'); END
"""
_POSTGRESQL = f"""
CREATE FUNCTION facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$;
CREATE FUNCTION facts_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM facts) THEN
    RAISE EXCEPTION 'facts are numbered without gaps';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER facts_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON facts
  FOR EACH STATEMENT EXECUTE FUNCTION facts_stay();
CREATE TRIGGER facts_follow BEFORE INSERT ON facts FOR EACH ROW EXECUTE FUNCTION facts_follow()
"""


def upgrade() -> None:
    """Make the tables."""
    _facts()
    _accounts()
    _access()
    _contents()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _maybe(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=True) for name in names]


def _moment(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _moment_maybe(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=True) for name in names]


def _key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def _unique(table: str, name: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(name, name=f"uq_{table}_{name}")


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person"], ["people.id"], name=f"fk_{table}_person")


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        *_text("at", "person", "member", "stream", "kind", "body", "previous", "hash"),
        _key("facts", "number"),
    )
    op.create_index("ix_facts_stream_number", "facts", ["stream", "number"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE.split("END;\n"):
            op.execute(sa.text(statement if statement.rstrip().endswith("END") else statement + "END"))
    else:
        op.execute(sa.text(_POSTGRESQL))


def _accounts() -> None:
    op.create_table(
        "people",
        *_text("id", "name"), *_maybe("email", "email_key"), *_text("language"),
        *_moment("created"), *_moment_maybe("erased"),
        _key("people", "id"), _unique("people", "email_key"),
    )  # fmt: skip
    op.create_table(
        "credentials",
        *_text("person"), *_maybe("password"),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("totp_confirmed", sa.Boolean(), nullable=False),
        _key("credentials", "person"), _of_person("credentials"),
    )  # fmt: skip
    op.create_table(
        "recovery_codes",
        *_text("person", "hash"),
        _key("recovery_codes", "person", "hash"), _of_person("recovery_codes"),
    )  # fmt: skip
    op.create_table(
        "attempts",
        *_text("name"), sa.Column("failures", sa.Integer(), nullable=False),
        *_moment("last"), *_moment_maybe("locked_until"),
        _key("attempts", "name"),
    )  # fmt: skip


def _access() -> None:
    op.create_table(
        "sessions",
        *_text("hash", "id", "person"), *_moment("created", "seen"),
        sa.Column("second_factor", sa.Boolean(), nullable=False), *_text("device"),
        _key("sessions", "hash"), _unique("sessions", "id"), _of_person("sessions"),
    )  # fmt: skip
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_table(
        "invitations",
        *_text("hash", "id", "email", "email_key", "member", "roles"), *_maybe("person"),
        *_text("invited_by"),
        *_moment("created", "expires"),
        _key("invitations", "hash"), _unique("invitations", "id"), _of_person("invitations"),
    )  # fmt: skip
    op.create_table(
        "tokens",
        *_text("hash", "id", "person", "label", "scopes"),
        *_moment("created", "expires"), *_moment_maybe("used"),
        _key("tokens", "hash"), _unique("tokens", "id"), _of_person("tokens"),
    )  # fmt: skip
    op.create_index("ix_tokens_person", "tokens", ["person"])


def _contents() -> None:
    op.create_table(
        "sealed",
        *_text("event"), sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        *_text("member", "answers", "nonce", "commitment"), *_moment("at"),
        _key("sealed", "event", "round", "member"),
    )  # fmt: skip
    op.create_table(
        "files",
        *_text("id", "stream", "member", "name", "media_type"),
        sa.Column("size", sa.Integer(), nullable=False), *_text("sha256"),
        sa.Column("content", sa.LargeBinary(), nullable=False), *_moment("at"),
        _key("files", "id"),
    )  # fmt: skip
    op.create_index("ix_files_stream", "files", ["stream"])
    op.create_table(
        "outbox",
        *_text("key", "person", "subject", "text"), *_moment("created"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_moment("next_try"), *_moment_maybe("sent"), *_text("fault"),
        _key("outbox", "key"), _of_person("outbox"),
    )  # fmt: skip
    op.create_index("ix_outbox_next_try", "outbox", ["next_try"])
