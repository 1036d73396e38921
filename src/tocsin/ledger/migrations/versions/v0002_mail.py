"""Which e-mails somebody wants."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; null is whoever has not chosen."""
    op.add_column("people", sa.Column("mail", sa.Text(), nullable=True))
