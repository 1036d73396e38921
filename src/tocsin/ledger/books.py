"""All that one database holds, opened together: the ledger, and beside it what can be forgotten."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from hmac import digest

from sqlalchemy import Connection

from tocsin.ledger.accounts import Accounts
from tocsin.ledger.chain import Ledger
from tocsin.ledger.database import Database, open_database
from tocsin.ledger.files import MOST_BYTES, Files
from tocsin.ledger.invitations import Invitations
from tocsin.ledger.outbox import Outbox
from tocsin.ledger.passwords import STANDARD, Cost, Passwords
from tocsin.ledger.repeats import Repeats
from tocsin.ledger.sealed import SealedAnswers
from tocsin.ledger.second_factor import SecondFactors
from tocsin.ledger.sessions import IDLE, WHOLE, Sessions
from tocsin.ledger.sign_in import SignIn
from tocsin.ledger.tokens import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """An open database, each part under its name.

    What belongs together is written inside one `writing()`: all of it stands, or none.

        with books.writing():
            books.sealed.keep(answer)
            books.ledger.append(drafts, ...)
    """

    database: Database
    ledger: Ledger
    accounts: Accounts
    passwords: Passwords
    second_factors: SecondFactors
    sign_in: SignIn
    sessions: Sessions
    invitations: Invitations
    tokens: Tokens
    sealed: SealedAnswers
    files: Files
    outbox: Outbox
    repeats: Repeats

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction for every call inside, see `Database.writing`."""
        return self.database.writing()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_books(
    url: str,
    *,
    key: bytes,
    cost: Cost = STANDARD,
    idle: timedelta = IDLE,
    whole: timedelta = WHOLE,
    upload: int = MOST_BYTES,
    create: bool = True,
) -> Books:
    """Open a database by its URL; see `open_database` for what it refuses.

    key     32 secret bytes, with which second factors and sealed answers are encrypted
    cost    of hashing a password
    idle, whole   after which a session ends
    upload  largest file, bytes
    """
    database = open_database(url, create=create)
    passwords, second_factors = Passwords(cost), SecondFactors(database, key)
    return Books(
        database=database,
        ledger=Ledger(database),
        accounts=Accounts(database),
        passwords=passwords,
        second_factors=second_factors,
        sign_in=SignIn(database, passwords, second_factors),
        sessions=Sessions(database, idle=idle, whole=whole),
        invitations=Invitations(database),
        tokens=Tokens(database),
        sealed=SealedAnswers(database, digest(key, b"sealed answers", "sha256")),
        files=Files(database, most=upload),
        outbox=Outbox(database),
        repeats=Repeats(database),
    )
