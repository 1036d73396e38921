"""E-mail: what the facts tell is laid into the outbox, and sent from there, each message once.

The outbox holds which news of which event is for whom, and no words: they are made when a message is sent,
from the event as the reader sees it then. Who was taken out of the audience meanwhile gets nothing.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from tocsin.events.announce import ASKED, Announcement, News, announced, as_it_is_now, due_soon
from tocsin.events.event import Event
from tocsin.flows.assess import bound
from tocsin.flows.board import BoardRoom
from tocsin.flows.post import Letter, Line, Post, line_to
from tocsin.ledger.accounts import Account
from tocsin.ledger.outbox import Outgoing
from tocsin.vocab.errors import MailError

LOOK_BACK = timedelta(days=2)  # so far back facts are read at a start; what was sent is not sent again
CLOCKS_EVERY = timedelta(minutes=5)
Words = Callable[[Account, Announcement, Event], tuple[str, str]]  # subject and text, for one reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of the messages that were due.

    sent     taken by the server;  failed  to be tried again
    dropped  of no meaning any more: closed accounts, events that are out of sight
    fault    why the last one failed; empty = none did
    """

    sent: int = 0
    failed: int = 0
    dropped: int = 0
    fault: str = ""


class Mail:
    """The e-mail of one board, in one process; several may do the same work, and each message is sent once.

    words  makes subject and text of a message
    """

    def __init__(self, room: BoardRoom, post: Post, words: Words) -> None:
        self.room = room
        self.post = post
        self.words = words
        self._read: int | None = None  # number of the last fact that was looked at
        self._clocks: datetime | None = None

    def queue(self, *, at: datetime) -> int:
        """Lay what is to be told into the outbox; gives how many messages are new there."""
        if self._read is None:
            before = self.room.ledger.back(until=at - LOOK_BACK, limit=1)
            self._read = before[0].number if before else 0
        facts, board = self.room.ledger.read(self._read), self.room.board
        told = [one for fact in facts for one in announced(board, fact)]
        if self._clocks is None or at - self._clocks >= CLOCKS_EVERY:
            told += due_soon(board, at, partial(bound, self.room))
            self._clocks = at
        number = self._lay(told, at)
        self._read = facts[-1].number if facts else self._read
        return number

    def send(self, *, at: datetime, limit: int = 50) -> Sent:
        """Send what is due, over one line. What cannot be sent now stays, and is tried again later."""
        messages = self.room.books.outbox.take(at=at, limit=limit)
        letters = [(message, self._letter(message)) for message in messages]
        for message, letter in letters:
            if letter is None:
                self.room.books.outbox.sent(message.key, at=at)
        due = [(message, letter) for message, letter in letters if letter is not None]
        if not due:
            return Sent(dropped=len(letters))
        try:
            with line_to(self.post) as line:
                faults = [self._hand_over(line, message, letter, at) for message, letter in due]
        except MailError as error:
            faults = [self._failed(message, error, at) for message, _ in due]
        failed = [fault for fault in faults if fault]
        return Sent(
            sent=len(due) - len(failed), failed=len(failed), dropped=len(letters) - len(due),
            fault=failed[-1] if failed else "",
        )  # fmt: skip

    def _lay(self, told: Iterable[Announcement], at: datetime) -> int:
        accounts, outbox = self.room.books.accounts.all(), self.room.books.outbox
        wanted = [one for one in told if wants(accounts.get(one.person), one.news)]
        if not wanted:
            return 0
        with self.room.books.writing():
            return sum(
                outbox.put(
                    Outgoing(
                        key=one.key, person=one.person, subject=one.news.value, created=at,
                        text=json.dumps({"event": one.event, "detail": one.detail}),
                    )
                )
                for one in wanted
            )  # fmt: skip

    def _letter(self, message: Outgoing) -> Letter | None:
        about, account = json.loads(message.text), self.room.books.accounts.find(message.person)
        told = Announcement(
            key=message.key, news=News(message.subject), person=message.person, event=about["event"],
            detail=about["detail"],
        )  # fmt: skip
        event = as_it_is_now(self.room.board, told)
        if event is None or account is None or not wants(account, told.news):
            return None
        subject, text = self.words(account, told, event)
        return Letter(to=account.email, subject=subject, text=text, key=message.key)

    def _hand_over(self, line: Line, message: Outgoing, letter: Letter, at: datetime) -> str:
        try:
            line.hand_over(letter)
        except MailError as error:
            return self._failed(message, error, at)
        self.room.books.outbox.sent(message.key, at=at)
        return ""

    def _failed(self, message: Outgoing, error: MailError, at: datetime) -> str:
        self.room.books.outbox.failed(message, str(error), at=at)
        return str(error)


def wants(account: Account | None, news: News) -> bool:
    """Whether somebody is to get such an e-mail; whoever has not chosen gets what is asked of them."""
    if account is None or account.erased or not account.email:
        return False
    return news in (ASKED if account.mail is None else account.mail)
