"""What a handler may be given: the request, the board room, the person; each under one name."""

from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody

from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_view import BoardViews
from tocsin.flows.series_room import SeriesRoom
from tocsin.web.reader import Reader

Asked = Request[Reader, None, State]  # with the reader as its user
Room = NamedDependency[BoardRoom]
Me = NamedDependency[Actor]
Views = NamedDependency[BoardViews]
Series = NamedDependency[SeriesRoom]
Form = URLEncodedBody[dict[str, Any]]  # a field that comes several times is a list, see pages.chosen


def provide_room(state: State) -> BoardRoom:
    """The board room of the application."""
    room: BoardRoom = state.room
    return room


def provide_views(state: State) -> BoardViews:
    """The board at a glance."""
    views: BoardViews = state.views
    return views


def provide_series(state: State) -> SeriesRoom:
    """What was reported, each reader what they may see."""
    series: SeriesRoom = state.series
    return series


def provide_actor(request: Asked) -> Actor:
    """The signed-in person."""
    return request.user.acting()
