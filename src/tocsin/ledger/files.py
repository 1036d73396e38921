"""Files that were attached: kept in the database, never under their own name on a disk."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from tocsin.ledger.chance import new_id
from tocsin.ledger.database import Database
from tocsin.ledger.tables import FILES
from tocsin.vocab.errors import InputError

MOST_BYTES = 10_000_000
MOST_NAME = 200  # characters
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}")
_ABOUT = [column for column in FILES.columns if column.name != "content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """What is known of a file.

    stream      what it was attached to
    member      whose people attached it
    name        as it was sent, for display alone
    media_type  as it was sent; nothing is believed of it
    sha256      of the content, hex; the fact holds the same
    """

    id: str
    stream: str
    member: str
    name: str
    media_type: str
    size: int
    sha256: str
    at: datetime


class Files:
    """The files of one database."""

    def __init__(self, database: Database, *, most: int = MOST_BYTES) -> None:
        self.database = database
        self.most = most

    def keep(
        self,
        content: bytes,
        *,
        stream: str,
        member: str,
        name: str,
        media_type: str,
        at: datetime,
        file: str = "",
    ) -> KeptFile:
        """Keep a file under the id that its fact names, or one of its own.

        Raises InputError for an empty file, one over the bound, and a name that is empty, long, not printable
        or a path.
        """
        if not 0 < len(content) <= self.most:
            raise InputError(
                f"The file has {len(content):,} bytes; it must have 1 to {self.most:,}. Send a smaller one."
            )
        if not name.strip() or len(name) > MOST_NAME or not name.isprintable() or re.search(r"[/\\]", name):
            raise InputError(
                f"The file's name is not usable: it must have 1 to {MOST_NAME} printable characters, no "
                "slash among them. Rename it."
            )
        kept = KeptFile(
            id=file or new_id(), stream=stream, member=member, name=name, size=len(content), at=at,
            media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream",
            sha256=sha256(content).hexdigest(),
        )  # fmt: skip
        values = {field: getattr(kept, field) for field in kept.__slots__}
        with self.database.writing() as connection:
            connection.execute(sa.insert(FILES).values(content=content, **values))
        return kept

    def find(self, file: str) -> KeptFile | None:
        """What is known of a file."""
        with self.database.reading() as connection:
            row = connection.execute(sa.select(*_ABOUT).where(FILES.c.id == file)).one_or_none()
        return _kept(row) if row else None

    def content(self, file: str) -> bytes | None:
        """The bytes of a file."""
        with self.database.reading() as connection:
            found = connection.execute(sa.select(FILES.c.content).where(FILES.c.id == file)).scalar()
        return None if found is None else bytes(found)

    def of(self, stream: str) -> list[KeptFile]:
        """The files attached to one thing, in the order in which they came."""
        wanted = sa.select(*_ABOUT).where(FILES.c.stream == stream).order_by(FILES.c.at, FILES.c.id)
        with self.database.reading() as connection:
            return [_kept(row) for row in connection.execute(wanted)]

    def remove(self, file: str) -> None:
        """Forget a file; the fact with its hash stays."""
        with self.database.writing() as connection:
            connection.execute(sa.delete(FILES).where(FILES.c.id == file))


def _kept(row: Any) -> KeptFile:
    return KeptFile(**row._mapping)
