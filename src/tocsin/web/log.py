"""What is written down of requests and faults: lines of JSON, without names, addresses or secrets."""

import json
import logging
import secrets
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from tocsin.web.clock import ticks
from tocsin.web.measures import note

REQUEST_ID = "tocsin_request"  # under which a request carries its id
_log = logging.getLogger("tocsin.requests")


class Lines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, and what a caller adds as `told`.

    Of an exception the type and the places are told, not its message: that may hold what somebody typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """A record as a line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            told["error"] = type(error).__name__
            told["places"] = [
                f"{place.filename}:{place.lineno} {place.name}"
                for place in traceback.extract_tb(error.__traceback__)
            ]
        return json.dumps(told, ensure_ascii=False)


def log_to_stderr() -> None:
    """Send every record of this process to stderr as such lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore"):  # they write addresses
        logging.getLogger(noisy).setLevel(logging.WARNING)


class Observed:
    """An application whose every answer has an id, and is logged and counted by route, never by address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and note how."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        began, status, method = ticks(), 500, str(scope.get("method"))
        scope[REQUEST_ID] = number = secrets.token_hex(6)  # type: ignore[literal-required]

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders.from_message(message)["X-Request-Id"] = number
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            seconds, route = ticks() - began, route_of(scope)
            note(method, route, status, seconds)
            _log.info(
                "answered",
                extra={
                    "told": {
                        "request": number, "method": method, "route": route, "status": status,
                        "ms": round(seconds * 1000, 1),
                    }
                },
            )  # fmt: skip


def route_of(scope: Scope) -> str:
    """The address with its variable parts left out; "-" where there is no such page."""
    return str(scope.get("path_template") or "-")
