"""Every address of the board; a page that is not in this list does not exist."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from tocsin.web.appearance import appearance
from tocsin.web.board import board
from tocsin.web.event_routes import EVENT_ROUTES
from tocsin.web.health import health
from tocsin.web.sign_in import come_in, sign_in, sign_out
from tocsin.web.static import static

ROUTES: Sequence[ControllerRouterHandler] = (
    static, health, appearance, sign_in, come_in, sign_out, board,
    *EVENT_ROUTES,
)  # fmt: skip
