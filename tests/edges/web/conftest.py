"""A board on an empty ledger with an alliance of four members, and browsers that are signed in to it."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyotp
import pytest
from litestar.testing import TestClient

from tocsin.cluster.finding import Watch
from tocsin.events.acts import open_event
from tocsin.events.audience import Audience
from tocsin.events.entries import OriginKind
from tocsin.events.fact import SYSTEM, Draft, Fact
from tocsin.events.people import DECIDING, Actor, Role
from tocsin.events.rights import SCOPES
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_findings import put_up
from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.doors import Doors
from tocsin.flows.series_room import SeriesRoom
from tocsin.flows.watch_workspace import watch_workspace
from tocsin.flows.workspace import make_workspace, open_workspace
from tocsin.ledger.books import open_books
from tocsin.ledger.database import sqlite_url
from tocsin.ledger.passwords import Cost
from tocsin.panel.reports import REPORTS
from tocsin.web.app import Parts, make_app
from tocsin.web.session_cookie import COOKIE

AT = datetime(2026, 5, 18, 8, 0, tzinfo=UTC)
SECRET = bytes(range(32))
QUICK = Cost(memory=64, passes=1, lanes=1)  # of hashing a password, in tests alone
PASSWORD = "four words make one"
MEMBERS = {"XA": "full", "XB": "full", "XC": "observer", "SX": "secretariat"}


class Browser(TestClient[Any]):
    """A test client that sends forms as a browser does, with the hidden field of the page before."""

    def submit(self, address: str, form: dict[str, Any] | None = None, **more: Any) -> Any:
        """POST a form with the token of this session; redirects are not followed."""
        if not self.cookies.get("csrftoken"):
            self.get("/")
        field = {"_csrf_token": self.cookies.get("csrftoken") or ""}
        return self.post(address, data={**field, **(form or {})}, follow_redirects=False, **more)

    def mark(self, address: str) -> str:
        """The mark that the forms of a page carry: of the newest fact that they were made from."""
        found = re.search('name="seen" value="([0-9a-f]{16})"', self.get(address).text)
        return found.group(1) if found else ""


@pytest.fixture
def ledger_address(tmp_path) -> str:
    return sqlite_url(tmp_path / "ledger.sqlite")


@pytest.fixture
def room(ledger_address) -> Iterator[BoardRoom]:
    """A board with members XA, XB (full), XC (observer) and SX (the secretariat), and no people."""
    books = open_books(ledger_address, key=SECRET, cost=QUICK)
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


class People:
    """What people have: a password, and a telephone with an app for one-time codes."""

    def __init__(self, room: BoardRoom) -> None:
        self.room = room
        self.apps: dict[str, pyotp.TOTP] = {}

    def give_password(self, person: str) -> str:
        """Let somebody have the password; gives their id again."""
        self.room.books.sign_in.set_password(person, self.room.books.passwords.hashed(PASSWORD))
        return person

    def give_app(self, person: str) -> pyotp.TOTP:
        """Set up somebody's second factor; the first code was that of the step before."""
        at, factors = datetime.now(UTC), self.room.books.second_factors
        app = self.apps[person] = pyotp.TOTP(factors.begin(person, label="x", issuer="y").secret)
        factors.confirm(person, app.at(at - timedelta(seconds=30)), at=at)
        return app

    def address(self, person: str) -> str:
        found = self.room.books.accounts.find(person)
        return found.email if found else ""

    def come_in(self, client: Browser, person: str, *, to: str = "/sign-in", password: str = PASSWORD) -> Any:
        """Sign somebody in, with a code of their app if they have one."""
        code = self.apps[person].now() if person in self.apps else ""
        return client.submit(to, {"email": self.address(person), "password": password, "code": code})


@pytest.fixture
def people(room) -> People:
    return People(room)


@pytest.fixture
def doors(room) -> Doors:
    return Doors(room)


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


@pytest.fixture
def secure_browser(parts) -> Iterator[Callable[[], Browser]]:
    """A browser that is not signed in, at a board that is reached by https."""
    settings = replace(parts.settings, address="https://board.example.org")
    with Browser(make_app(replace(parts, settings=settings)), base_url="https://testserver.local") as client:
        yield lambda: client


class Play:
    """Acts on the board without pages, by people who are made as they are needed."""

    def __init__(self, room: BoardRoom, person: Callable[..., str]) -> None:
        self.room, self.person = room, person
        self.actors: dict[tuple[str, ...], Actor] = {}

    def actor(self, member: str, *roles: str) -> Actor:
        """Somebody of a member in some roles, the same at every call."""
        key = (member, *roles)
        if key not in self.actors:
            person = self.person(member, *roles)
            self.actors[key] = Actor(person=person, member=member, roles=frozenset(map(Role, roles)))
        return self.actors[key]

    def do(self, act: Any, member: str, role: str, *, at: datetime = AT, **wanted: Any) -> list[Fact]:
        """Decide by a module of events/acts, and record."""
        actor = self.actor(member, role)
        return self.room.act(actor, lambda board: act.decide(board, actor, at=at, **wanted), at=at)

    def open(self, event: str, owner: str = "XA", members: str = "XA XB", **more: Any) -> str:
        """An event for some members."""
        about: dict[str, Any] = {
            "title": f"Cholera, {event}", "pack": "infectious", "origin": OriginKind.RUMOUR,
            "source": "A call", "hazard": "cholera",
            "audience": Audience(members=frozenset(members.split())),
        }  # fmt: skip
        self.do(open_event, owner, "focal-point", event=event, **about | more)
        return event

    def kinds(self, event: str) -> list[str]:
        """Kinds of the facts recorded about an event, oldest first."""
        return [fact.kind for fact in self.room.ledger.read(stream=f"event/{event}")]


@pytest.fixture
def play(room, person) -> Play:
    return Play(room, person)


DAYS = tuple(date(2026, 5, 4) + timedelta(weeks=week) for week in range(3))  # on which the reports came
PLACES = ("XA-01", "XA-02", "XB-01", "XC-01")


@pytest.fixture(scope="session")
def reports(tmp_path_factory) -> Path:
    """A workspace of weekly counts of two diseases.

    Measles rise in XA-01 and, next door, in XB-01 in the newest week; XA-02 has told nothing for three weeks.
    """
    folder = tmp_path_factory.mktemp("reported")
    space, _ = make_workspace(folder)
    (folder / "borders.csv").write_text("a,b\nXA-01,XB-01\n", "utf-8")
    (folder / "tocsin.toml").write_text('format = 1\n\n[watch]\nborders = "borders.csv"\n', "utf-8")
    rng = np.random.default_rng(7)
    counts = {
        (place, disease): rng.poisson(mean, 300).astype(float)
        for place in PLACES
        for disease, mean in (("measles", 6), ("pertussis", 9))
    }
    for place in ("XA-01", "XB-01"):
        counts[place, "measles"][-1] = 80
    for back, day in enumerate(reversed(DAYS)):
        space.archive.add(_reports(counts, day, back), snapshots="whole")
    return folder


def _reports(counts: dict[tuple[str, str], Any], day: date, back: int) -> pl.DataFrame:
    """What was published on a day: all weeks that had ended by then."""
    last = day - timedelta(days=1)
    rows = [
        {
            "source": "services", "indicator": disease, "place": place, "stratum": "", "every": "week",
            "unit": "cases", "reference_date": last - timedelta(weeks=week), "report_date": day,
            "value": float(values[-1 - week - back]), "absence": 0,
        }
        for (place, disease), values in counts.items()
        for week in range(len(values) - back)
        if not (place == "XA-02" and week + back < 3)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=REPORTS)


@pytest.fixture(scope="session")
def watched(reports) -> Watch:
    """What the watch found there on the newest day, with its outlook."""
    return watch_workspace(open_workspace(reports))


@pytest.fixture
def reported(room, reports, watched) -> SeriesRoom:
    """The reports beside the board, and their findings on it."""
    put_up(room, watched, BoardSettings(), at=AT)
    return SeriesRoom(room, str(reports), BoardSettings())


@pytest.fixture
def with_reports(parts, reported, room, person) -> Iterator[Callable[..., Browser]]:
    """`browser` on a board that has the reports beside it."""
    with ExitStack() as stack:

        def open_one(member: str, *roles: str, lang: str = "en", series: SeriesRoom = reported) -> Browser:
            client = stack.enter_context(Browser(make_app(replace(parts, series=series))))
            client.cookies.set("lang", lang, domain="testserver.local")
            secret = room.books.sessions.begin(
                person(member, *roles), at=datetime.now(UTC), second_factor=True
            )
            client.cookies.set(COOKIE, secret, domain="testserver.local")
            return client

        yield open_one


@pytest.fixture
def program(parts, room, people, person) -> Iterator[Callable[..., TestClient[Any]]]:
    """A program with a token of somebody: `program("XA", "analyst", scopes=["read"])`."""
    opened: list[TestClient[Any]] = []

    def open_one(member: str = "", *roles: str, scopes: Any = SCOPES, of: str = "") -> TestClient[Any]:
        client: TestClient[Any] = TestClient(make_app(parts))
        client.__enter__()
        opened.append(client)
        if member or of:
            owner = of or person(member, *roles)
            if not room.books.second_factors.has(owner):
                people.give_app(owner)
            at = datetime.now(UTC)
            secret, _ = room.books.tokens.make(
                owner, label="test", scopes=scopes, at=at, expires=at + timedelta(days=1)
            )
            client.headers["authorization"] = f"Bearer {secret}"
        return client

    yield open_one
    for client in opened:
        client.__exit__(None, None, None)
