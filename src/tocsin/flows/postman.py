"""The postman: a thread beside the pages that sees to the e-mail every few seconds."""

import logging
from datetime import UTC, datetime
from threading import Event, Thread

from tocsin.flows.mail import Mail
from tocsin.vocab.errors import TocsinError

EVERY = 10.0  # seconds
_log = logging.getLogger("tocsin.mail")


class Postman:
    """Queues and sends until it is stopped; what goes wrong in a round is logged, and the next follows."""

    def __init__(self, mail: Mail, *, every: float = EVERY) -> None:
        self.mail = mail
        self.every = every
        self._over = Event()
        self._thread = Thread(target=self._go, name="postman", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is under way."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def round(self) -> None:
        """Lay what is new into the outbox, and send what is due."""
        try:
            self.mail.queue(at=datetime.now(UTC))
            sent = self.mail.send(at=datetime.now(UTC))
        except TocsinError as error:
            _log.warning("e-mail waits: %s", error)
        except Exception:  # noqa: BLE001  the edge of a thread: the next round follows
            _log.exception("e-mail waits, by a fault of ours")
        else:
            if sent.fault:
                _log.warning("%d messages wait: %s", sent.failed, sent.fault)

    def _go(self) -> None:
        while not self._over.wait(self.every):
            self.round()
