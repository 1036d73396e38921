"""How the board is run: the [board] table of tocsin.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from tocsin.vocab.errors import SettingsError, UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSettings:
    """What the [board] table says; everything has a default that is safe.

    name        of the alliance, shown beside the bell
    address     how people reach the board, such as https://board.example.org; e-mails link to it and, with
                https, cookies travel over it alone
    database    URL of the ledger; empty = ledger.sqlite in the workspace
    upload      largest file that may be attached, bytes
    idle        minutes without a request after which a session ends
    session     hours after which it ends in any case
    smtp        server for e-mail, "host:port"; empty = no e-mail is sent
    mail_from   its sender
    oidc_issuer, oidc_client   sign-in through an OpenID Connect provider; empty = by password alone
    """

    name: str = ""
    address: str = ""
    database: str = ""
    upload: int = 10_000_000
    idle: int = 30
    session: int = 12
    smtp: str = ""
    mail_from: str = ""
    oidc_issuer: str = ""
    oidc_client: str = ""

    @property
    def secure(self) -> bool:
        """Whether cookies are for https alone."""
        return self.address.startswith("https://")


def read_board_settings(table: Mapping[str, Any], where: str = "tocsin.toml") -> BoardSettings:
    """The settings, each checked; raises UnknownNameError and SettingsError that name the key."""
    known = {f.name: f for f in fields(BoardSettings)}
    for key, value in table.items():
        if key not in known:
            raise UnknownNameError(f"key in {where}: board.", key, known)
        wanted: type = int if known[key].type is int else str
        if not isinstance(value, wanted) or isinstance(value, bool):
            word = "a whole number" if wanted is int else "a text"
            raise SettingsError(f"{where}: board.{key}={value!r}: it must be {word}.")
        if wanted is int and value < 1:
            raise SettingsError(f"{where}: board.{key}={value!r}: it must be 1 or more.")
    made = BoardSettings(**table)
    for key in ("address", "oidc_issuer"):
        given = getattr(made, key)
        if given and (urlsplit(given).scheme not in ("http", "https") or not urlsplit(given).netloc):
            raise SettingsError(f"{where}: board.{key}={given!r}: it must begin with http:// or https://.")
    return made
