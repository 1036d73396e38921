"""The application of one process of `tocsin serve`."""

import logging
import os
from threading import Thread

from litestar import Litestar

from tocsin.flows.board import BoardRoom
from tocsin.flows.mail import Mail
from tocsin.flows.post import post_of
from tocsin.flows.postman import Postman
from tocsin.flows.series_room import SeriesRoom
from tocsin.flows.serve import HANDED_OVER, Opened, Serving, open_board
from tocsin.vocab.errors import TocsinError
from tocsin.web.app import Parts, make_app
from tocsin.web.log import Observed, log_to_stderr
from tocsin.web.mail_said import words_for
from tocsin.web.rates import Limits


def app_of(serving: Serving, opened: Opened) -> Litestar:
    """The application of an open board; the database is let go of when the application ends."""
    series = SeriesRoom(opened.room, serving.folder, opened.settings)
    parts = Parts(
        room=opened.room, settings=opened.settings, secret=opened.secret, series=series,
        limits=Limits(person=opened.settings.rate).among(serving.workers), folder=serving.folder,
    )  # fmt: skip
    app = make_app(parts)
    post = post_of(opened.settings, serving.folder)
    if post is not None:
        postman = Postman(Mail(opened.room, post, words_for(opened.room, opened.settings)))
        app.on_startup.append(postman.start)
        app.on_shutdown.append(postman.stop)
    app.on_startup.append(Thread(target=look_once, args=(opened.room, series), daemon=True).start)
    app.on_shutdown.append(opened.room.books.close)
    return app


def look_once(room: BoardRoom, series: SeriesRoom) -> None:
    """Fold every event and look for silent sources, so that the first reader does not wait for it."""
    try:
        list(room.board.events.values())
        series.book.silences()
    except TocsinError as error:  # whoever asks for the page is told; here nobody listens
        logging.getLogger("tocsin.web").warning("not looked at before the first reader: %s", error.code)


def app_of_worker() -> Observed:
    """The same in a process of its own, which is told through one variable of its environment."""
    log_to_stderr()
    serving = Serving.read(os.environ[HANDED_OVER])
    return Observed(app_of(serving, open_board(serving)))
