"""Forms that no page sends are refused before they are taken apart, whoever sends them."""

import pytest

from tocsin.web.bounded import MOST_BYTES, MOST_FIELDS

FORM = "application/x-www-form-urlencoded"
LARGE = {"bytes": b"a=" + b"x" * MOST_BYTES, "fields": b"a=1&" * MOST_FIELDS}


@pytest.fixture
def taken_apart(monkeypatch):
    """Forms that were taken apart."""
    from litestar import _parsers
    from litestar._kwargs import extractors
    from litestar.connection import request

    parse, seen = _parsers.parse_url_encoded_form_data, []
    for module in (request, extractors):
        monkeypatch.setattr(
            module, "parse_url_encoded_form_data", lambda body: seen.append(len(body)) or parse(body)
        )
    return seen


@pytest.mark.parametrize("body", LARGE.values(), ids=LARGE)
@pytest.mark.parametrize("kind", [FORM, "text/plain", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("address", ["/sign-in", "/events/new", "/events/event001/files", "/no-such-page"])
def test_form__that_is_too_large__is_not_taken_apart(browser, taken_apart, address, kind, body):
    client = browser()
    client.get("/sign-in")
    for headers in ({}, {"x-csrftoken": client.cookies["csrftoken"]}):
        answer = client.post(
            address, content=body, headers={"content-type": kind, **headers}, follow_redirects=False
        )
        assert answer.status_code != 500
        if address == "/sign-in" and (kind == FORM or headers):
            assert answer.status_code == 413
    assert [size for size in taken_apart if size > 100] == []


def test_form__sent_in_pieces_without_a_length__is_refused_too(browser, taken_apart):
    pieces = (b"a=1&" * 100 for _ in range(20))
    answer = browser().post("/sign-in", content=pieces, headers={"content-type": FORM})
    assert answer.status_code == 413
    assert taken_apart == []


def test_form__as_large_as_a_page_can_send__is_taken(browser, taken_apart):
    client = browser()
    client.submit("/sign-in", {f"field-{n}": "霍" * 4000 for n in range(12)})
    assert len(taken_apart) == 1
