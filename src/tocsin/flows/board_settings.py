"""How the board is run: the [board] table of tocsin.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from tocsin.vocab.errors import SettingsError, UnknownNameError

_WORDS = {"findings": ("concerned", "all"), "series": ("concerned", "all")}


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
    rate        requests a minute that one person may make, by pages and programs together
    smtp        server for e-mail, "host:port"; empty = no e-mail is sent
    smtp_user, smtp_password_file   for a server that asks who sends: a name, and a file in the workspace
                whose first line is the password
    mail_from   sender of e-mail
    oidc_issuer, oidc_client   sign-in through an OpenID Connect provider; empty = by password alone
    oidc_secret_file     file in the workspace that holds the client's secret; empty = it has none
    oidc_second_factor   value of acr or amr that is trusted to mean a second factor, such as "mfa"; empty =
                the code of our own is asked for all the same
    findings    who sees what the watch finds: "concerned" = members whose series take part; "all" = all
    series      whose series a reader may open: "concerned" = those of the reader's member, and of findings
                and events that the reader sees; "all" = everybody's
    watchers    codes of members that see every finding and every series, such as the secretariat
    member_column   key column that names the member of a series
    places      place, or word of that column, to the code of the member it belongs to; not needed for codes
                of members, nor for places that begin with one and a hyphen (XA-05)
    """

    name: str = ""
    address: str = ""
    database: str = ""
    upload: int = 10_000_000
    idle: int = 30
    session: int = 12
    rate: int = 3000
    smtp: str = ""
    smtp_user: str = ""
    smtp_password_file: str = ""
    mail_from: str = ""
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret_file: str = ""
    oidc_second_factor: str = ""
    findings: str = "concerned"
    series: str = "concerned"
    watchers: tuple[str, ...] = ()
    member_column: str = "member"
    places: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def secure(self) -> bool:
        """Whether cookies are for https alone."""
        return self.address.startswith("https://")


def read_board_settings(table: Mapping[str, Any], where: str = "tocsin.toml") -> BoardSettings:
    """The settings, each checked; raises UnknownNameError and SettingsError that name the key."""
    known = {f.name: f for f in fields(BoardSettings)}
    clean: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise UnknownNameError(f"key in {where}: board.", key, known)
        clean[key] = _checked(key, value, str(known[key].type), where)
    made = BoardSettings(**clean)
    for key in ("address", "oidc_issuer"):
        given = getattr(made, key)
        if given and (urlsplit(given).scheme not in ("http", "https") or not urlsplit(given).netloc):
            raise SettingsError(f"{where}: board.{key}={given!r}: it must begin with http:// or https://.")
    _check_mail(made, where)
    return made


def _check_mail(made: BoardSettings, where: str) -> None:
    """Refuse a mail server without what it needs; nothing of it is found out at the first message."""
    if not made.smtp:
        return
    host, _, port = made.smtp.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise SettingsError(f'{where}: board.smtp={made.smtp!r}: it must be "host:port".')
    if "@" not in parseaddr(made.mail_from)[1]:
        raise SettingsError(
            f"{where}: board.mail_from={made.mail_from!r}: with board.smtp it must be the sender's address."
        )
    if not made.address:
        raise SettingsError(f"{where}: board.smtp needs board.address, which e-mails link to.")
    if bool(made.smtp_user) != bool(made.smtp_password_file):
        raise SettingsError(
            f"{where}: board.smtp_user and board.smtp_password_file belong together; give both or neither."
        )


def _checked(key: str, value: Any, kind: str, where: str) -> Any:
    """The value of one key, of the kind that its field has."""
    good, bound = True, ""
    if "int" in kind:
        good, bound = isinstance(value, int) and not isinstance(value, bool), "a whole number"
    elif "tuple" in kind:
        good, bound = isinstance(value, list) and all(isinstance(v, str) for v in value), "a list of texts"
    elif "Mapping" in kind:
        texts = isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())
        good, bound = texts, 'a table of texts, such as { "North" = "XA" }'
    elif "str" in kind:
        good, bound = isinstance(value, str), "a text"
    if good and key in _WORDS:
        good, bound = value in _WORDS[key], f"one of {', '.join(_WORDS[key])}"
    if good and isinstance(value, int):
        good, bound = value >= 1, "1 or more"
    if not good:
        raise SettingsError(f"{where}: board.{key}={value!r}: it must be {bound}.")
    return tuple(value) if isinstance(value, list) else value
