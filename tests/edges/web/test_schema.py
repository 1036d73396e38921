"""Schemathesis: calls made by chance from the OpenAPI document; each is answered as the document says."""

import json

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tocsin.web.api.openapi import document
from tocsin.web.api.table import OPERATIONS

EVENT = "event234"
SCHEMA = schemathesis.openapi.from_dict(document())
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip
FEW = settings(
    max_examples=6, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def machine(program, play):
    play.open(EVENT)
    return program("XA", "analyst", "focal-point", "head", "administrator")


def send(client, case):
    """A call as it was made by chance; gives its answer."""
    headers = {str(k): str(v) for k, v in (case.headers or {}).items() if str(v).isascii()}
    body = {}
    if isinstance(case.body, bytes):
        body = {"content": case.body}
    elif not isinstance(case.body, schemathesis.core.NotSet):
        body = {"content": json.dumps(case.body).encode()}
    if body:
        headers["content-type"] = case.media_type or "application/json"
    return client.request(case.method, case.formatted_path, params=case.query, headers=headers, **body)


@pytest.mark.parametrize("group", list(dict.fromkeys(o.group for o in OPERATIONS)))
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_calls_by_chance__are_answered_as_the_document_says(machine, group, mode):
    asked = 0
    for operation in OPERATIONS:
        if operation.group != group:
            continue
        found = SCHEMA[operation.path][operation.method.lower()]
        known = {"path_parameters": {"event": EVENT}} if operation.path.count("{") == 1 and (
            "{event}" in operation.path) else {}  # fmt: skip

        @FEW
        @given(case=found.as_strategy(mode, **known))
        def try_one(case):
            nonlocal asked
            case.validate_response(send(machine, case), checks=CHECKS)
            asked += 1

        try_one()
    assert asked


def test_document__is_valid_and_its_examples_are_what_its_schemas_ask_for():
    told = document()
    components = {"components": told["components"]}
    examples = 0
    for operation in OPERATIONS:
        found = told["paths"][operation.path][operation.method.lower()]
        for kind in found.get("requestBody", {}).get("content", {}).values():
            if "example" in kind:
                Draft202012Validator({**kind["schema"], **components}).validate(kind["example"])
                msgspec.json.decode(msgspec.json.encode(kind["example"]), type=operation.body)
                examples += 1
            else:
                assert operation.body in (bytes, str)
    assert examples == sum(o.body not in (None, bytes, str) for o in OPERATIONS) > 25
    for schema in told["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_document__names_every_operation_once():
    names = [operation.name for operation in OPERATIONS]
    assert len(names) == len(set(names))
