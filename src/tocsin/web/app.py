"""The application: routes, what stands before them, and what every error becomes."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from litestar import Litestar, Router
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from tocsin.flows.board import BoardRoom
from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.board_view import BoardViews
from tocsin.flows.doors import Doors
from tocsin.flows.oidc import Oidc
from tocsin.flows.secret import key_for
from tocsin.flows.series_room import SeriesRoom
from tocsin.web.asked import provide_actor, provide_room, provide_series, provide_views
from tocsin.web.bounded import BoundedRequest
from tocsin.web.rates import STANDARD, Limits, Rates
from tocsin.web.refusals import HANDLERS
from tocsin.web.routes import ROUTES
from tocsin.web.security import harden
from tocsin.web.signed_in import Doorkeeper


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an application is put together from.

    limits  how often somebody may ask, of this process
    folder  of the workspace, whose files the settings name
    series  what was reported, for the pages that show it; None = there is no workspace beside the board
    """

    room: BoardRoom
    settings: BoardSettings
    secret: bytes
    limits: Limits = STANDARD
    folder: str = ""
    series: SeriesRoom | None = None


def make_app(parts: Parts, routes: Sequence[ControllerRouterHandler] = ROUTES) -> Litestar:
    """The board as an ASGI application."""
    csrf = key_for(parts.secret, "forms").hex()
    state = State(
        {
            "room": parts.room, "doors": Doors(parts.room), "settings": parts.settings, "csrf_secret": csrf,
            "secret": parts.secret, "oidc": _oidc(parts), "folder": parts.folder,
            "rates": Rates(limits=parts.limits),
            "series": parts.series or SeriesRoom(parts.room, "", parts.settings),
            "views": BoardViews(parts.room, parts.settings),
        }
    )  # fmt: skip
    return Litestar(
        # all at once: of two handlers of one address that come one by one, Litestar wraps the first twice
        route_handlers=[Router(path="/", route_handlers=[*routes])],
        state=state,
        request_class=BoundedRequest,
        dependencies={
            "room": Provide(provide_room, sync_to_thread=False),
            "actor": Provide(provide_actor, sync_to_thread=False),
            "series": Provide(provide_series, sync_to_thread=False),
            "views": Provide(provide_views, sync_to_thread=False),
        },
        middleware=[Doorkeeper()],
        csrf_config=CSRFConfig(
            secret=csrf, cookie_secure=parts.settings.secure, cookie_httponly=True, cookie_samesite="strict",
            exclude="^/api/",
        ),
        before_send=[harden],
        exception_handlers=HANDLERS,
        request_max_body_size=parts.settings.upload + 100_000,
        openapi_config=None,  # web/api/openapi.py makes the document
        logging_config=None,
        debug=False,
    )  # fmt: skip


def _oidc(parts: Parts) -> Oidc | None:
    """The provider of sign-in that the settings name."""
    return Oidc(parts.settings, parts.folder, parts.secret) if parts.settings.oidc_issuer else None


logging.getLogger("litestar").addHandler(logging.NullHandler())
