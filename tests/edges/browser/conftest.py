"""The demo's board served as anybody serves it, and Debian's Chromium in front of it."""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from threading import Thread

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from litestar.handlers import HTTPRouteHandler
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tocsin.flows.demo import Demo
from tocsin.flows.demo_people import read_people
from tocsin.flows.demo_play import name_of
from tocsin.flows.demo_tales import BERRIES, EGGS, PERTUSSIS
from tocsin.web.routes import ROUTES

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 40_000  # ms for anything on a page; the first look at a series takes a watch
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that is another in the dark
WIDE = {"width": 1280, "height": 900}


NO_PAGES = {  # GET addresses whose answer is no page of ours
    "/static/*", "/healthz", "/language", "/events/*/files/*", "/sign-in/oidc", "/sign-in/oidc/back",
    "/sign-in/code", "/events/*/export/stix", "/events/*/export/json",
}  # fmt: skip
FOCAL, HEAD, ADMIN, CHIEF = (
    f"{who}@example.org" for who in ("focal-point.xa", "head.xa", "administrator.xa", "administrator.sx")
)


@dataclass(frozen=True)
class Look:
    """A page, and whose browser looks at it; "" = of somebody who has not signed in."""

    path: str
    who: str = FOCAL


LOOKS = [
    Look("/sign-in", ""),
    Look("/invitation/{secret}", ""),
    Look("/"),
    Look("/", CHIEF),
    Look("/findings"),
    Look("/findings/{finding}"),
    Look("/series"),
    Look("/series/{series}"),
    Look("/events"),
    Look("/events/new"),
    Look("/events/new?finding={finding}"),
    *(Look(f"/events/{name_of(tale.title)}") for tale in (PERTUSSIS, EGGS, BERRIES)),
    Look(f"/events/{name_of(PERTUSSIS.title)}/edit"),
    Look(f"/events/{name_of(PERTUSSIS.title)}/audience"),
    Look(f"/events/{name_of(PERTUSSIS.title)}/milestones"),
    Look(f"/events/{name_of(PERTUSSIS.title)}/rounds/1"),
    Look(f"/events/{name_of(EGGS.title)}/rounds/1"),
    Look(f"/events/{name_of(PERTUSSIS.title)}/notification"),
    Look(f"/events/{name_of(EGGS.title)}/export"),
    Look("/events/import"),
    Look("/search?q=salmonella"),
    Look("/api/docs"),
    Look("/members"),
    Look("/members", CHIEF),
    Look("/members/XA", ADMIN),
    Look("/members/XB"),
    Look("/people/{person}", ADMIN),
    Look("/audit", HEAD),
    Look("/settings", CHIEF),
    Look("/me"),
    Look("/me/mail"),
    Look("/me/second-factor"),
    Look("/packs/infectious"),
    Look("/rule-sets/ihr-2024"),
]


def pages() -> set[str]:
    """Addresses of pages in the table of routes, with * for what changes."""
    found = set()
    for handler in ROUTES:
        if isinstance(handler, HTTPRouteHandler) and "GET" in handler.http_methods:
            found |= {re.sub(r"\{[^}]*\}", "*", path) for path in handler.paths}
    programs = {path for path in found if path.startswith("/api/") and path != "/api/docs"}
    return found - NO_PAGES - programs


def looked_at() -> set[str]:
    """The same of the pages that are walked."""
    events = re.compile("/events/[0-9a-f]{8}(?=/|$)")
    named = {
        re.sub(r"\{[^}]*\}", "*", events.sub("/events/*", look.path.partition("?")[0])) for look in LOOKS
    }
    codes = re.compile("^/(members|packs|rule-sets)/[^/]+$")
    return {codes.sub(r"/\1/*", path).replace("/rounds/1", "/rounds/*") for path in named}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a `look` is run for every page."""
    if "look" in metafunc.fixturenames:
        metafunc.parametrize(
            "look", LOOKS, ids=[f"{look.path}-{look.who.partition('@')[0]}" for look in LOOKS]
        )


@pytest.fixture(scope="module")  # its event loop is in the way of every other test of this thread
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=60_000)
        yield browser
        browser.close()


@dataclass
class Board:
    """A served board.

    faults  what a browser complained of: errors in its console, of scripts, requests to other hosts
    """

    address: str
    folder: Path
    password: str
    secrets: dict[str, str]
    browser: Browser
    faults: list[str] = field(default_factory=list)
    visits: dict[tuple[str, str], BrowserContext] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def visit(self, lang: str = "en", **how: object) -> Page:
        """A browser of somebody who has not signed in."""
        context = self.browser.new_context(
            base_url=self.address,
            locale=lang,
            viewport=WIDE,
            **how,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", self._see_request)
        context.on("console", lambda said: said.type == "error" and self.faults.append(said.text))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        return context.new_page()

    def come_in(self, email: str, lang: str = "en") -> Page:
        """A page of somebody of the demo, signed in by the form the first time."""
        if (email, lang) not in self.visits:
            page = self.visit(lang)
            page.goto("/sign-in")
            self.sign_in(page, email, self.password, self.secrets[email])
            if lang != "en":
                page.goto(f"/language?lang={lang}&next=/")
            self.visits[email, lang] = page.context
            return page
        return self.visits[email, lang].new_page()

    def sign_in(self, page: Page, email: str, password: str, secret: str) -> None:
        """Fill the form in; each code is used once."""
        page.fill("#email", email)
        page.fill("#password", password)
        if secret:
            page.fill("#code", self.code(secret))
        page.click("main form button")
        page.wait_for_selector("header nav")

    def code(self, secret: str) -> str:
        """The code of an app, or the next one where that of now was used."""
        now = int(datetime.now(UTC).timestamp()) // 30
        self.steps[secret] = max(now - 1, self.steps.get(secret, 0)) + 1
        return pyotp.TOTP(secret).generate_otp(self.steps[secret])

    def find(self, look: Look) -> str:
        """The address of a page that is to be looked at."""
        if "{" in look.path and not self.names:
            self.names = _examples(self)
        return look.path.format(**self.names)

    def ask(self, sentence: str) -> list[str]:
        """Rows of the ledger's first column, read beside the server."""
        with sqlite3.connect(f"file:{self.folder / 'ledger.sqlite'}?mode=ro", uri=True) as connection:
            return [row[0] for row in connection.execute(sentence)]

    def _see_request(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.address, "data:")):
            self.faults.append(f"asked another host: {url}")


@pytest.fixture(scope="module")
def board(demo: Demo, chromium: Browser, tmp_path_factory) -> Iterator[Board]:
    folder = tmp_path_factory.mktemp("served") / "workspace"
    shutil.copytree(demo.board.folder, folder)
    shutil.copy(demo.written["borders.csv"], folder.parent / "borders.csv")
    password, secrets = read_people(folder)
    server = subprocess.Popen(
        [sys.executable, "-m", "tocsin", "serve", str(folder), "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        made = Board(
            address=_address(server), folder=folder, password=password, secrets=dict(secrets),
            browser=chromium,
        )  # fmt: skip
        yield made
        for context in chromium.contexts:
            context.close()
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(timeout=5)
        assert server.stdout is not None
        server.stdout.close()


def _examples(board: Board) -> dict[str, str]:
    """What the addresses of pages are filled in with."""
    admin = board.come_in(ADMIN)
    admin.goto("/members/XA")
    admin.fill("#email", "somebody@example.org")
    admin.check("input[name=role][value=reader]")
    admin.locator("form[action$='/invite'] button").click()
    secret = admin.locator("main code").inner_text().rpartition("/")[2]
    admin.goto("/members/XA")
    person = str(admin.locator("a[href^='/people/']").first.get_attribute("href"))
    page = board.come_in(FOCAL)
    page.goto("/findings?sort=rank")
    finding = str(page.locator("[data-row] a").first.get_attribute("href"))
    page.goto("/series")
    series = str(page.locator("main a[href^='/series/']").first.get_attribute("href"))
    names = {"finding": finding, "person": person, "series": series.partition("?")[0]}
    return {"secret": secret, **{name: path.rpartition("/")[2] for name, path in names.items()}}


def _address(server: "subprocess.Popen[str]") -> str:
    """What the server says first, waited for with patience."""
    said: Queue[str] = Queue()
    assert server.stdout is not None
    Thread(target=lambda: said.put(server.stdout.readline()), daemon=True).start()  # type: ignore[union-attr]
    found = re.search(r"http://[\d.]+:\d+", said.get(timeout=60))
    assert found is not None
    return found.group()


@pytest.fixture(autouse=True)
def no_complaints(board: Board) -> Iterator[None]:
    """After every test: no error in a console, none of a script or of the policy, no other host asked."""
    board.faults.clear()
    yield
    assert board.faults == []


@pytest.fixture
def visitor(board: Board) -> Iterator[Callable[..., Page]]:
    """`visitor()`: a browser that is closed after the test."""
    opened: list[Page] = []

    def open_one(lang: str = "en", **how: object) -> Page:
        opened.append(board.visit(lang, **how))
        return opened[-1]

    yield open_one
    for page in opened:
        page.context.close()


@pytest.fixture
def every_page() -> set[str]:
    return pages()


@pytest.fixture(name="looked_at")
def _looked_at() -> set[str]:
    return looked_at()


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """What axe finds against WCAG 2.2 AA on a page, in light and in dark."""

    def found(page: Page) -> list[str]:
        page.emulate_media(color_scheme="light")
        light = _axe(page, {"type": "tag", "values": AA})
        page.emulate_media(color_scheme="dark")
        return light + _axe(page, {"type": "rule", "values": COLOURS})

    return found


def _axe(page: Page, only: dict[str, object]) -> list[str]:
    found = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]
