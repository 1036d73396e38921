"""Addresses of the interface for programs."""

from collections.abc import Sequence

import msgspec
from litestar import Response, get
from litestar.types import ControllerRouterHandler

from tocsin.web.api.openapi import document
from tocsin.web.api.route import OPEN_PATH, route_of_operation
from tocsin.web.api.table import OPERATIONS


@get(OPEN_PATH, include_in_schema=False, sync_to_thread=False, exclude_from_auth=True)
def openapi() -> Response[bytes]:
    """The OpenAPI document, for anybody: it says what could be asked for, and nothing of what is here."""
    return Response(msgspec.json.encode(document()), media_type="application/json")


API_ROUTES: Sequence[ControllerRouterHandler] = (openapi, *map(route_of_operation, OPERATIONS))
