"""Addresses of what the watch sees: the board, findings, series."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from tocsin.web.board import board
from tocsin.web.findings import finding, findings, triage_one
from tocsin.web.series import all_series, one_series

WATCH_ROUTES: Sequence[ControllerRouterHandler] = (
    board, findings, finding, triage_one, all_series, one_series,
)  # fmt: skip
