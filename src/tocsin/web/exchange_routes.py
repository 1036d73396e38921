"""Addresses of search, of exchange with other systems, and of the page for those who write programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from tocsin.web.api.docs_page import docs
from tocsin.web.exports import export_cap, export_json, export_page, export_stix
from tocsin.web.imports import import_page, preview_import
from tocsin.web.search import search_page

EXCHANGE_ROUTES: Sequence[ControllerRouterHandler] = (
    search_page, import_page, preview_import, export_page, export_json, export_stix, export_cap, docs,
)  # fmt: skip
