"""The mail server: how it is reached, and a line to it over which messages are handed over."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from hashlib import sha256
from pathlib import Path

from tocsin.flows.board_settings import BoardSettings
from tocsin.vocab.errors import MailError

PATIENCE = 15  # seconds for every answer of the server
_ENCRYPTED = 465  # port at which the line is encrypted from the first byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How the mail server is reached.

    sender         as it stands in From
    user           "" = none is asked for
    password_file  of which the first line is the password
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message.

    key   the same for the same message, so that a second copy of it is known as one; "" = of its own
    """

    to: str
    subject: str
    text: str
    key: str = ""


def post_of(settings: BoardSettings, folder: str) -> Post | None:
    """The mail server that [board] names; None = no e-mail is sent. `folder` is the workspace."""
    if not settings.smtp:
        return None
    host, _, port = settings.smtp.rpartition(":")
    file = settings.smtp_password_file
    return Post(
        host=host.strip("[]"), port=int(port), sender=settings.mail_from, user=settings.smtp_user,
        password_file=Path(folder) / file if file else None,
    )  # fmt: skip


class Line:
    """A line to the mail server that is open."""

    def __init__(self, post: Post, server: smtplib.SMTP) -> None:
        self._post = post
        self._server = server

    def hand_over(self, letter: Letter) -> None:
        """Give the server one message. Raises MailError that names no address."""
        try:
            self._server.send_message(_message(self._post, letter))
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise MailError("The mail server does not take the address ({code}).", code=code) from None
        except smtplib.SMTPResponseException as error:
            raise MailError("The mail server refused the message ({code}).", code=error.smtp_code) from None
        except (ValueError, smtplib.SMTPNotSupportedError):
            raise MailError("The mail server takes no address with such letters.") from None
        except (OSError, smtplib.SMTPException) as error:
            raise _silent(self._post, error) from None


@contextmanager
def line_to(post: Post) -> Iterator[Line]:
    """A line to the server, encrypted when it offers that; a password goes over no other.

    Raises MailError where it does not answer, its certificate is not good, or it does not let us in.
    """
    try:
        server = _reached(post)
    except (OSError, smtplib.SMTPException) as error:
        raise _silent(post, error) from None
    try:
        _come_in(post, server)
        yield Line(post, server)
    finally:
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def try_to_send(post: Post, letter: Letter) -> MailError | None:
    """Hand one message over now; gives what stood against it, None = it is on its way."""
    try:
        with line_to(post) as line:
            line.hand_over(letter)
    except MailError as error:
        return error
    return None


def _reached(post: Post) -> smtplib.SMTP:
    safe = ssl.create_default_context()
    if post.port == _ENCRYPTED:
        return smtplib.SMTP_SSL(post.host, post.port, timeout=PATIENCE, context=safe)
    server = smtplib.SMTP(post.host, post.port, timeout=PATIENCE)
    try:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=safe)
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _come_in(post: Post, server: smtplib.SMTP) -> None:
    if not post.user:
        return
    if not isinstance(server.sock, ssl.SSLSocket):
        raise MailError(
            "The mail server {host} offers no encryption, and the password is not sent without. Use port "
            "465, or one that offers STARTTLS.", host=post.host,
        )  # fmt: skip
    try:
        server.login(post.user, _password(post))
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPServerDisconnected):
        raise MailError(
            "The mail server does not take user and password. Check smtp_user and the file of the password."
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise _silent(post, error) from None


def _password(post: Post) -> str:
    if post.password_file is None:
        return ""
    try:
        return post.password_file.read_text("utf-8").split("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        raise MailError(
            "The file of the mail password, {file}, cannot be read. Check board.smtp_password_file.",
            file=post.password_file.name,
        ) from None


def _message(post: Post, letter: Letter) -> EmailMessage:
    domain = parseaddr(post.sender)[1].rpartition("@")[2]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = post.sender, letter.to, letter.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    own = f"<{sha256(letter.key.encode()).hexdigest()[:32]}@{domain}>"
    message["Message-ID"] = own if letter.key else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def _silent(post: Post, error: Exception) -> MailError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return MailError(
        "The mail server {host}:{port} does not answer ({reason}).",
        host=post.host, port=post.port, reason=reason,
    )  # fmt: skip
