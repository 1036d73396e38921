"""A database that is away for a while: a plain page that says so, and no restart when it is back."""

from contextlib import contextmanager

import pytest

from tocsin.ledger.database import Database
from tocsin.vocab.errors import UnreachableError

FORM = {"email": "anna@example.org", "password": "four words make one"}


@contextmanager
def away(self):
    raise UnreachableError("ledger", "the server is gone")
    yield


def answers(client):
    """What a page, a form, a program and the health check are told."""
    token = {"authorization": "Bearer tocsin_x"}
    return [
        client.get("/me", follow_redirects=False),
        client.submit("/sign-in", FORM),
        client.get("/api/events", headers=token),
        client.get("/healthz"),
    ]


def test_away__is_a_plain_page_and_then_over(browser, monkeypatch):
    client = browser("XA", "analyst")
    assert client.get("/me").status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(Database, "reading", away)
        patch.setattr(Database, "writing", away)
        page, form, program, health = answers(client)
        assert [one.status_code for one in (page, form, program, health)] == [503] * 4
        assert "cannot reach its database. Nothing was recorded" in page.text
        assert page.headers["retry-after"] == "30"
        assert page.headers["content-security-policy"]
        assert program.json()["code"] == "unreachable"
        assert "the server is gone" not in page.text + form.text + program.text
        assert client.get("/sign-in").status_code == 503  # a cookie is there, and nobody can say whose
        visitor = browser()
        assert visitor.get("/sign-in").status_code == 200
    assert client.get("/me").status_code == 200
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_away__is_said_in_the_readers_language(browser, monkeypatch, lang):
    client = browser("XA", "analyst", lang=lang)
    monkeypatch.setattr(Database, "reading", away)
    assert "database" not in client.get("/me").text
