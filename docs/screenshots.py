"""Take the pictures of docs/board.md and of the README: make the demo, serve its board, look at its pages.

    .venv/bin/python docs/screenshots.py

Needs Chromium, as the tests do.
"""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyotp
from playwright.sync_api import Browser, Page, sync_playwright

from tocsin.flows.demo import make_demo
from tocsin.flows.demo_people import read_people
from tocsin.flows.demo_play import name_of
from tocsin.flows.demo_tales import EGGS, PERTUSSIS

IMAGES = Path(__file__).parent / "images"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WIDE, TALL, PHONE = (1100, 860), (1100, 1180), (360, 740)
EVENT, OPENED = f"/events/{name_of(PERTUSSIS.title)}", f"/events/{name_of(EGGS.title)}/rounds/1"


def main() -> None:
    """Write every picture."""
    with TemporaryDirectory() as folder:
        made = make_demo(Path(folder), made_at=datetime.now(UTC))
        server = subprocess.Popen(
            [sys.executable, "-m", "tocsin", "serve", str(made.board.folder), "--port", "0"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+\d", server.stdout.readline())
            assert found is not None
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                take_all(browser, found.group(), made.board.folder)
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=20)


def take_all(browser: Browser, address: str, folder: Path) -> None:
    """Every picture, as the focal point of Arvania sees the pages."""
    page = browser.new_page(base_url=address)
    page.set_default_timeout(60_000)
    password, secrets = read_people(folder)
    email = "focal-point.xa@example.org"
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.fill("#code", pyotp.TOTP(secrets[email]).now())
    page.click("main form button")
    page.wait_for_selector("header nav")
    take(page, "/", "board", WIDE)
    page.goto("/findings")
    finding = str(page.locator("[data-row] a").first.get_attribute("href"))
    take(page, finding, "finding", WIDE)
    take(page, EVENT, "event", TALL)
    take(page, OPENED, "assessment", TALL)
    take(page, "/language?lang=zh&next=/", "board-zh", WIDE)
    page.emulate_media(color_scheme="dark")
    take(page, f"/language?lang=ru&next={EVENT}", "event-ru", PHONE)


def take(page: Page, path: str, name: str, size: tuple[int, int]) -> None:
    """One picture, of what fits a window of that size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(path)
    page.screenshot(path=IMAGES / f"board-{name}.png".replace("board-board", "board"))
    print(f"{name}: {path}")


if __name__ == "__main__":
    main()
