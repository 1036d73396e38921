"""The application of one process of `tocsin serve`."""

import os

from litestar import Litestar

from tocsin.flows.series_room import SeriesRoom
from tocsin.flows.serve import Serving, open_board
from tocsin.web.app import Parts, make_app
from tocsin.web.rates import Limits

HANDED_OVER = "TOCSIN_SERVING"  # set by `tocsin serve` for the processes that it starts; nobody else sets it


def app_of(serving: Serving) -> Litestar:
    """Open the board and make its application; the database is let go of when the application ends."""
    opened = open_board(serving)
    series = SeriesRoom(opened.room, serving.folder, opened.settings)
    parts = Parts(
        room=opened.room, settings=opened.settings, secret=opened.secret, series=series,
        limits=Limits(person=opened.settings.rate).among(serving.workers),
    )  # fmt: skip
    app = make_app(parts)
    app.on_shutdown.append(opened.room.books.close)
    return app


def app_of_worker() -> Litestar:
    """The same in a process of its own, which is told through one variable of its environment."""
    return app_of(Serving.read(os.environ[HANDED_OVER]))
