"""`/api/docs`: the OpenAPI document as a page of ours, for those who write programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get

from tocsin.report.language import Language
from tocsin.web.api.does_said import does_said, group_said
from tocsin.web.api.openapi import REFUSALS, document
from tocsin.web.api.operation import Operation, Sent
from tocsin.web.api.table import OPERATIONS
from tocsin.web.asked import Asked, Me
from tocsin.web.pages import page


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A parameter, or a field of a body: its name, its type in words, and what it is."""

    name: str
    kind: str
    required: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An operation as the page shows it."""

    operation: Operation
    does: str
    parameters: Sequence[Part] = field(hash=False)
    body: Sequence[Part] = field(hash=False)
    body_name: str
    answer: str
    curl: str
    refusals: Sequence[int]


@get("/api/docs", include_in_schema=False, sync_to_thread=True)
def docs(request: Asked, actor: Me) -> Response[str]:
    """Every operation with what it takes, what it gives and an example; made without a script."""
    told, lang = document(), request.user.lang
    groups: dict[str, list[Shown]] = {}
    for operation in OPERATIONS:
        groups.setdefault(operation.group, []).append(_shown(operation, told, lang, _base(request)))
    schemas = {name: _parts(schema) for name, schema in told["components"]["schemas"].items()}
    return page(
        request, "api_docs.html.j2", refusals=REFUSALS, Sent=Sent,
        groups=[(name, group_said(name, lang), shown) for name, shown in groups.items()],
        schemas=[(name, told["components"]["schemas"][name], parts) for name, parts in schemas.items()],
    )  # fmt: skip


def _base(request: Asked) -> str:
    address: str = request.app.state.settings.address
    return address.rstrip("/") or str(request.base_url).rstrip("/")


def _shown(operation: Operation, told: Mapping[str, Any], lang: Language, base: str) -> Shown:
    found = told["paths"][operation.path][operation.method.lower()]
    body = found.get("requestBody", {}).get("content", {}).get(operation.takes, {}).get("schema", {})
    name = body.get("$ref", "").rpartition("/")[2]
    schema = told["components"]["schemas"].get(name, {})
    (success,) = [answer for status, answer in found["responses"].items() if status.startswith("2")]
    given = next(iter(success["content"].values()))["schema"]
    return Shown(
        operation=operation, does=does_said(operation.does, lang), body=_parts(schema), body_name=name,
        parameters=[
            Part(name=p["name"], kind=f"{p['in']}, {_kind(p['schema'])}", required=p["required"],
                 said=p.get("description", ""))
            for p in found["parameters"]
        ],
        answer=given.get("$ref", "").rpartition("/")[2], curl=curl_of(operation, base),
        refusals=[int(status) for status in found["responses"] if not status.startswith("2")],
    )  # fmt: skip


def _parts(schema: Mapping[str, Any]) -> list[Part]:
    required = schema.get("required", ())
    return [
        Part(name=name, kind=_kind(part), required=name in required, said=part.get("description", ""))
        for name, part in schema.get("properties", {}).items()
    ]


def _kind(schema: Mapping[str, Any]) -> str:
    """A type in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_kind(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(word) for word in schema["enum"])
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"mapping to {_kind(schema['additionalProperties'])}"
    return str(schema.get("format", kind))


def curl_of(operation: Operation, base: str) -> str:
    """A call by curl that does it; the token stands in a variable."""
    path = operation.path
    for name, value in (("{member}", "XA"), ("{pack}", "infectious")):
        path = path.replace(name, value)
    while "{" in path:
        path = path[: path.index("{")] + "7kq2m9xd" + path[path.index("}") + 1 :]
    query = {"search": "?q=cholera", "files": "?name=week20.csv"}
    last = operation.path.rpartition("/")[2]
    asked = query.get(last, "") if operation.query is not None else ""
    lines = ['curl -H "Authorization: Bearer $TOCSIN_TOKEN"']
    if operation.acts:
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if operation.method == "POST" and operation.body is None:
        lines.append("-X POST")
    if operation.body is not None:
        lines.append(f'-H "Content-Type: {operation.takes}"')
        sent = "@week20.csv" if operation.body is bytes else "@bundle.json"
        if isinstance(operation.example, Mapping):
            sent = json.dumps(operation.example, ensure_ascii=False).replace("'", "'\\''")
        lines.append(f"--data-binary {sent}" if sent.startswith("@") else f"--data-raw '{sent}'")
    return " \\\n  ".join([*lines, f"'{base}{path}{asked}'"])
