"""From a row of the table to a route: what came in is read by its classes, and what goes out is written."""

from hashlib import sha256
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody

from tocsin.flows.repeated import repeated
from tocsin.web.api.operation import Call, Operation, Sent, read_body, read_query
from tocsin.web.asked import Asked, Me
from tocsin.web.clock import now

KEY = "idempotency-key"
OPEN_PATH = "/api/openapi"


def route_of_operation(operation: Operation) -> HTTPRouteHandler:
    """The handler of one row."""
    path = operation.path.replace("}", ":str}")
    plain: dict[str, Any] = {
        "name": operation.name, "include_in_schema": False, "sync_to_thread": True,
        "status_code": operation.status,
    }  # fmt: skip
    if operation.method == "GET":

        @get(path, **plain)
        def read(request: Asked, actor: Me) -> Response[bytes]:
            return answered(operation, call_of(request, operation, b""))

        return read

    @post(path, **plain)
    def act(request: Asked, actor: Me, body: RawBody) -> Response[bytes]:
        media_type(request, operation)
        call, key = call_of(request, operation, body), request.headers.get(KEY)
        if not operation.acts or key is None:
            return answered(operation, call)
        asked = sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode() + body)
        status, text = repeated(
            call.room, actor, key, asked.hexdigest(),
            lambda: (operation.status, written(operation, call).decode()), at=call.at,
        )  # fmt: skip
        return Response(text.encode(), media_type=operation.gives, status_code=status)

    return act


def call_of(request: Asked, operation: Operation, body: bytes) -> Call:
    """What a request asks for. Raises InputError for what cannot be read."""
    state, reader = request.app.state, request.user
    given = request.query_params
    return Call(
        room=state.room, series=state.series, views=state.views, actor=reader.acting(), lang=reader.lang,
        at=now(), path={name: str(value) for name, value in request.path_params.items()},
        query=read_query(operation, {name: given.getall(name) for name in given}),
        body=None if operation.body is None else read_body(operation, body),
        media_type=request.headers.get("content-type", ""),
    )  # fmt: skip


def media_type(request: Asked, operation: Operation) -> None:
    """Refuse a body of another kind than the operation takes."""
    if operation.body is None or operation.body is bytes:
        return
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in (operation.takes, "application/json"):
        raise HTTPException(status_code=415, detail=f"send {operation.takes}")


def answered(operation: Operation, call: Call) -> Response[bytes]:
    """What an operation gives, as an answer."""
    if operation.answer is not Sent:
        return Response(
            written(operation, call), media_type=operation.gives, status_code=operation.status
        )  # fmt: skip
    sent: Sent = operation.run(call)
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in sent.name)
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(sent.name, safe='')}"
    return Response(sent.content, media_type=sent.media_type, headers={"Content-Disposition": named})


def written(operation: Operation, call: Call) -> bytes:
    """What an operation gives, as JSON; a number that is not there is null."""
    return msgspec.json.encode(operation.run(call))
