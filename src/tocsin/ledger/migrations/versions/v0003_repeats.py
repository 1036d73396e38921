"""Answers to acts of programs, kept for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "repeats",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("person", "key", "asked")],
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name="pk_repeats"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_repeats_person"),
    )
    op.create_index("ix_repeats_at", "repeats", ["at"])
