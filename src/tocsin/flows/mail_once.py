"""The e-mail of a board, seen to once: what `tocsin mail` does."""

from collections.abc import Callable
from datetime import UTC, datetime

from tocsin.flows.board import BoardRoom
from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.mail import Mail, Sent, Words
from tocsin.flows.post import post_of
from tocsin.flows.serve import Serving, open_board
from tocsin.vocab.errors import SettingsError


def send_all(
    folder: str, database: str, words_for: Callable[[BoardRoom, BoardSettings], Words]
) -> Sent:  # fmt: skip
    """Queue and send until nothing is due. Raises SettingsError where no mail server is set."""
    opened = open_board(Serving(folder=folder, database=database))
    try:
        post = post_of(opened.settings, folder)
        if post is None:
            raise SettingsError(f"{folder}: no mail server is set; name it as board.smtp in tocsin.toml.")
        mail, total = Mail(opened.room, post, words_for(opened.room, opened.settings)), Sent()
        mail.queue(at=datetime.now(UTC))
        while (now := mail.send(at=datetime.now(UTC))) != Sent():
            total = Sent(
                sent=total.sent + now.sent, failed=total.failed + now.failed,
                dropped=total.dropped + now.dropped, fault=now.fault or total.fault,
            )  # fmt: skip
    finally:
        opened.room.books.close()
    return total
