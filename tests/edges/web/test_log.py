"""What is written down: of a request its route, of a fault type and places, and never what somebody typed."""

import json
import logging

import anyio
import httpx
import pytest
from litestar import get
from litestar.params import FromPath

from tocsin.web.app import make_app
from tocsin.web.log import Lines, Observed
from tocsin.web.measures import REQUESTS


@get("/boom/{secret:str}", exclude_from_auth=True, sync_to_thread=False)
def boom(secret: FromPath[str]) -> str:
    raise ValueError(f"{secret} of anna@example.org")


@pytest.fixture
def ask(parts, caplog):
    """Ask for an address; gives the answer and the lines that were written."""
    caplog.set_level(logging.INFO)
    app = Observed(make_app(parts, routes=[boom]))

    async def once(path):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver.local") as client:
            return await client.get(path)

    def asked(path):
        answer = anyio.run(once, path)
        own = [record for record in caplog.records if record.name.startswith("tocsin")]
        return answer, [Lines().format(record) for record in own]

    return asked


def test_a_fault__is_found_by_the_number_on_its_page_and_tells_no_secret(ask):
    answer, lines = ask("/boom/s3cret")
    assert answer.status_code == 500
    number = answer.headers["x-request-id"]
    assert f"[{number}]" in answer.text
    fault, request = map(json.loads, lines)
    assert (fault["request"], request["request"]) == (number, number)
    assert (fault["error"], fault["route"]) == ("ValueError", "/boom/{secret}")
    assert fault["places"][-1].endswith(" boom")
    assert (request["status"], request["route"]) == (500, "/boom/{secret}")
    for line in lines:
        assert "s3cret" not in line
        assert "anna" not in line


def test_requests__are_counted_by_route_and_a_page_that_is_not_there_by_none(ask):
    def counted():
        return REQUESTS.labels("GET", "-", "404")._value.get()

    before = counted()
    for n in range(3):
        answer, _ = ask(f"/nowhere/{n}")
        assert answer.status_code == 404
    assert counted() == before + 3
