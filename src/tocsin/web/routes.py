"""Every address of the board; a page that is not in this list does not exist."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from tocsin.web.account_routes import ACCOUNT_ROUTES
from tocsin.web.alliance_routes import ALLIANCE_ROUTES
from tocsin.web.api.routes import API_ROUTES
from tocsin.web.appearance import appearance
from tocsin.web.event_routes import EVENT_ROUTES
from tocsin.web.exchange_routes import EXCHANGE_ROUTES
from tocsin.web.health import health
from tocsin.web.static import static
from tocsin.web.watch_routes import WATCH_ROUTES

ROUTES: Sequence[ControllerRouterHandler] = (
    static, health, appearance, *ACCOUNT_ROUTES, *EVENT_ROUTES, *WATCH_ROUTES, *ALLIANCE_ROUTES,
    *EXCHANGE_ROUTES, *API_ROUTES,
)  # fmt: skip
