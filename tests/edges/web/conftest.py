"""A board on an empty ledger with an alliance of four members, and browsers that are signed in to it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from litestar.testing import TestClient

from tocsin.events.fact import SYSTEM, Draft
from tocsin.events.people import DECIDING, Role
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_settings import BoardSettings
from tocsin.ledger.books import open_books
from tocsin.ledger.database import sqlite_url
from tocsin.ledger.passwords import Cost
from tocsin.web.app import Parts, make_app
from tocsin.web.session_cookie import COOKIE

AT = datetime(2026, 5, 18, 8, 0, tzinfo=UTC)
SECRET = bytes(range(32))
QUICK = Cost(memory=64, passes=1, lanes=1)  # of hashing a password, in tests alone
MEMBERS = {"XA": "full", "XB": "full", "XC": "observer", "SX": "secretariat"}


class Browser(TestClient[Any]):
    """A test client that sends forms as a browser does, with the hidden field of the page before."""

    def submit(self, address: str, form: dict[str, Any] | None = None, **more: Any) -> Any:
        """POST a form with the token of this session; redirects are not followed."""
        if not self.cookies.get("csrftoken"):
            self.get("/")
        field = {"_csrf_token": self.cookies.get("csrftoken") or ""}
        return self.post(address, data={**field, **(form or {})}, follow_redirects=False, **more)


@pytest.fixture
def room(tmp_path) -> Iterator[BoardRoom]:
    """A board with members XA, XB (full), XC (observer) and SX (the secretariat), and no people."""
    books = open_books(sqlite_url(tmp_path / "ledger.sqlite"), key=SECRET, cost=QUICK)
    drafts = [
        Draft(
            stream=f"member/{code}", kind="member-added",
            body={"name": {"en": f"Member {code}"}, "kind": kind, "rule_sets": ["ihr-2005", "7-1-7"]},
        )
        for code, kind in MEMBERS.items()
    ]  # fmt: skip
    books.ledger.append(drafts, person=SYSTEM, member="", at=AT, seen={})
    yield BoardRoom(books)
    books.close()


@pytest.fixture
def parts(room) -> Parts:
    return Parts(room=room, settings=BoardSettings(name="Alliance"), secret=SECRET)


@pytest.fixture
def person(room) -> Callable[..., str]:
    """Give somebody an account: `person("XA", "analyst", "focal-point")` gives their id."""

    number = count(1)

    def add(member: str, *roles: str) -> str:
        name = f"{member} {' '.join(roles)}"
        email = f"{re.sub('[^a-z0-9]', '.', name.lower())}.{next(number)}@example.org"
        account = room.books.accounts.add(name=name, email=email, at=AT)
        drafts = [
            Draft(
                stream=f"person/{account.id}",
                kind="person-added",
                body={"member": member, "roles": [Role(role).value for role in roles]},
            )
        ]
        room.books.ledger.append(drafts, person=SYSTEM, member=member, at=AT, seen={})
        return account.id

    return add


@pytest.fixture
def browser(parts, room, person) -> Iterator[Callable[..., Browser]]:
    """A browser of somebody: `browser("XA", "analyst")`; without arguments one that is not signed in."""
    opened: list[Browser] = []

    def open_one(member: str = "", *roles: str, lang: str = "", second_factor: bool = True) -> Browser:
        client = Browser(make_app(parts))  # a process of its own, as far as the ledger can tell
        client.__enter__()
        opened.append(client)
        if lang:
            client.cookies.set("lang", lang, domain="testserver.local")
        if member:
            factor = second_factor and bool(DECIDING & {Role(role) for role in roles})
            secret = room.books.sessions.begin(
                person(member, *roles), at=datetime.now(UTC), second_factor=factor
            )
            client.cookies.set(COOKIE, secret, domain="testserver.local")
        return client

    yield open_one
    for client in opened:
        client.__exit__(None, None, None)
