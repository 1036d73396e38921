"""What a server needs before it can answer: workspace, settings, secret, ledger."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from tocsin.flows.board import BoardRoom
from tocsin.flows.board_settings import BoardSettings, read_board_settings
from tocsin.flows.ledger import ledger_url
from tocsin.flows.packs import load_packs, load_rule_sets
from tocsin.flows.secret import key_for, workspace_secret
from tocsin.flows.workspace import FILE, settings_of
from tocsin.vocab.errors import SettingsError

HANDED_OVER = "TOCSIN_SERVING"  # set by `tocsin serve` for the processes that it starts; nobody else sets it


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What a process is told by the one that starts it.

    folder    of the workspace
    database  URL of the ledger; empty = what tocsin.toml says
    workers   processes that answer together
    """

    folder: str
    database: str = ""
    workers: int = 1

    def written(self) -> str:
        """As one text."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Serving":
        """From the text that `written` gives."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open board."""

    room: BoardRoom
    settings: BoardSettings
    secret: bytes


def open_board(serving: Serving) -> Opened:
    """Open the board of a workspace; an empty ledger is made where there is none.

    Raises ArchiveError where there is no workspace, SettingsError for what tocsin.toml may not hold or a
    workspace that is not on this machine, PackError for a pack of its own, LedgerError and UnreachableError
    for its database.
    """
    from tocsin.ledger.books import open_books

    folder = Path(serving.folder)
    if "://" in serving.folder:
        raise SettingsError(
            f"{serving.folder}: a board is served from a folder on this machine, where its secret is kept."
        )
    settings = read_board_settings(settings_of(serving.folder).board, str(folder / FILE))
    packs, rule_sets = load_packs(folder), load_rule_sets(folder)
    secret = workspace_secret(folder)
    books = open_books(
        ledger_url(serving.folder, serving.database), key=key_for(secret, "second factors"),
        idle=timedelta(minutes=settings.idle), whole=timedelta(hours=settings.session),
        upload=settings.upload,
    )  # fmt: skip
    return Opened(
        room=BoardRoom(books, packs=packs, rule_sets=rule_sets), settings=settings, secret=secret
    )  # fmt: skip
