"""The OpenAPI 3.1 document: made from the table of operations and the classes of what they take and give."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

import tocsin
from tocsin.events.rights import Scope
from tocsin.web.api.operation import Operation, Problem, Sent
from tocsin.web.api.table import OPERATIONS

REF = "#/components/schemas/{name}"
REFUSALS: Mapping[int, tuple[str, str]] = {
    400: ("Unreadable", "The body or the address is not as its schema says, or a value is not usable."),
    401: ("NotSignedIn", "There is no token, or it has expired or was revoked."),
    403: ("Denied", "The token lacks the scope, or its person the role; or it is not to be passed on."),
    404: ("Missing", "There is none, or none that you may see; nothing tells the two apart."),
    405: ("WrongMethod", "The address does not take this method."),
    409: ("Changed", "Somebody changed the same thing since you looked, or the same key is under way."),
    413: ("TooLarge", "What was sent is larger than the settings allow."),
    415: ("WrongKind", "The body is of another media type than the operation takes."),
    422: ("NotPossible", "It is well-formed, and cannot be done as things stand; `detail` says why."),
    429: ("TooMany", "Too many requests; wait as many seconds as Retry-After says."),
    503: ("Busy", "The database does not answer; nothing was recorded."),
}
PATHS = {
    "event": "id of an event", "finding": "id of a finding", "file": "id of a file",
    "member": "code of a member", "person": "id of somebody", "id": "id of a series",
    "pack": "id of a threat pack",
}  # fmt: skip
_KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "Drawn by you. Within 24 hours the same key with the same call is answered as before, and "
    "nothing is done twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}  # fmt: skip


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    schemas, paths = _schemas(), {}  # type: ignore[var-annotated]
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "tocsin", "version": tocsin.__version__,
            "description": "Everything that the pages of the board do, for programs. What is marked "
            "“do not pass on” does not exist here.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [{"name": name} for name in dict.fromkeys(o.group for o in OPERATIONS)],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {
                "type": "http", "scheme": "bearer",
                "description": f"A token of yours, made under your name, for some of the scopes "
                f"{', '.join(scope.value for scope in Scope)}.",
            }},
            "responses": {name: _refusal(said) for name, said in REFUSALS.values()},
            "schemas": schemas,
        },
    }  # fmt: skip


def _refusal(said: str) -> dict[str, Any]:
    return {
        "description": said,
        "content": {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}},
    }


def _schemas() -> dict[str, Any]:
    """Every class that is taken or given, by name."""
    kinds = [o.answer for o in OPERATIONS if o.answer is not Sent] + [Problem]
    kinds += [o.body for o in OPERATIONS if o.body not in (None, bytes, str)]
    _, found = msgspec.json.schema_components(dict.fromkeys(kinds), ref_template=REF)
    return {name: _plain(schema) for name, schema in sorted(found.items())}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose description is text without the blanks of a docstring."""
    told = schema.get("description")
    return schema | {"description": re.sub(r"\n +", "\n", told)} if told else schema


def _operation(operation: Operation, schemas: Mapping[str, Any]) -> dict[str, Any]:
    does = operation.does[0].upper() + operation.does[1:]
    made: dict[str, Any] = {
        "operationId": operation.name, "tags": [operation.group], "summary": does,
        "description": f"{operation.about} Scope: {operation.scope}.".strip(),
        "parameters": _parameters(operation), "x-scope": operation.scope,
        "security": [{"token": []}],
        "responses": {str(operation.status): _answer(operation)} | {
            str(status): {"$ref": f"#/components/responses/{name}"}
            for status, (name, _) in REFUSALS.items() if _can(operation, status)
        },
    }  # fmt: skip
    if operation.body is not None:
        made["requestBody"] = {"required": True, "content": {operation.takes: _body(operation)}}
    return made


def _can(operation: Operation, status: int) -> bool:
    """Whether an operation can be refused so."""
    if status in (409, 413, 415):
        return operation.method == "POST"
    return True


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "description": PATHS[name],
         "schema": {"type": "string"}, "example": "XA" if name == "member" else "7kq2m9xd"}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]  # fmt: skip
    if operation.query is not None:
        (_,), known = msgspec.json.schema_components([operation.query], ref_template=REF)
        told = known[operation.query.__name__]
        for name, found in told["properties"].items():
            schema = _inlined(found, known)
            said = schema.pop("description", "")
            made.append({
                "name": name, "in": "query", "required": name in told.get("required", ()), "schema": schema,
                **({"description": said} if said else {}),
            })  # fmt: skip
    return [*made, _KEY] if operation.acts else made


def _inlined(schema: Any, known: Mapping[str, Any]) -> Any:
    """A schema of a parameter without references; null is left out: a parameter is there or it is not."""
    if isinstance(schema, list):
        return [_inlined(part, known) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return {"type": "string"} | _inlined(known[schema["$ref"].rpartition("/")[2]], known) | rest
    made = {key: _inlined(value, known) for key, value in schema.items()}
    if "anyOf" in made:
        kinds = [kind for kind in made.pop("anyOf") if kind != {"type": "null"}]
        made = (kinds[0] if len(kinds) == 1 else {"anyOf": kinds}) | made
    if made.get("default", "") is None:
        del made["default"]
    return made


def _body(operation: Operation) -> dict[str, Any]:
    if operation.body is bytes:
        return {"schema": {"type": "string", "format": "binary"}}
    if operation.body is str:
        return {"schema": {"type": "object"}}
    example = {} if operation.example is None else {"example": operation.example}
    return {"schema": {"$ref": REF.format(name=operation.body.__name__)}, **example}


def _answer(operation: Operation) -> dict[str, Any]:
    if operation.answer is Sent:
        kind = {"type": "object"} if "json" in operation.gives else {"type": "string", "format": "binary"}
        return {"description": "The file.", "content": {operation.gives: {"schema": kind}}}
    (ref,), _ = msgspec.json.schema_components([operation.answer], ref_template=REF)
    return {"description": "Done." if operation.acts else "Here it is.",
            "content": {operation.gives: {"schema": ref}}}  # fmt: skip
