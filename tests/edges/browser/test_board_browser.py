"""The whole way in a real browser: from an invitation to a closed event, in three languages."""

import re

import pytest
from playwright.sync_api import Page, expect

QUESTIONS = ("serious", "unusual", "spread", "restrictions")
PASSWORD = "heather on a northern hill"
WAYS = [  # language, html lang, owner, and two neighbours that see the event
    ("en", "en", "XA", ("XB", "XC")),
    ("ru", "ru", "XB", ("XA", "XD")),
    ("zh", "zh-Hans", "XC", ("XB", "XD")),
]
KINDS = [
    "event-opened", "sighting-given", "sighting-given", "event-confirmed", "round-started", "answer-sealed",
    "answer-sealed", "answer-sealed", "round-revealed", "notice-recorded", "event-closed",
]  # fmt: skip


def focal(member: str) -> str:
    return f"focal-point.{member.lower()}@example.org"


def act(page: Page, name: str) -> None:
    """Open what hides the form of an act."""
    page.locator(f"details:has(form[action$='/do/{name}']) > summary").click()


def send(page: Page, action: str) -> None:
    """Press the button of a form and wait for the page that comes."""
    with page.expect_navigation():
        page.locator(f"form[action$='{action}'] button").last.click()


def join(board, visitor, look, member: str, lang: str) -> Page:
    """Somebody is invited by the administrator, makes an account and a second factor, and signs in."""
    email = f"new.{lang}@example.org"
    admin = board.come_in(f"administrator.{member.lower()}@example.org", lang)
    admin.goto(f"/members/{member}")
    admin.fill("#email", email)
    for role in ("focal-point", "analyst"):
        admin.check(f"input[name=role][value={role}]")
    send(admin, "/invite")
    look(admin)
    link = admin.locator("main code").inner_text()

    page = visitor(lang)
    page.goto(link)
    page.fill("#name", f"New {member}")
    page.fill("#password", PASSWORD)
    page.fill("#repeated", PASSWORD)
    send(page, re.sub("^.*/invitation/", "/invitation/", link))
    assert page.url.endswith("/me/second-factor?said=joined")
    send(page, "/me/second-factor")
    look(page)
    secret = page.locator("input[name=secret]").input_value()
    page.fill("#code", board.code(secret))
    send(page, "/confirm")
    look(page)
    assert page.locator("ul.codes li").count() == 10
    send(page, "/sign-out")
    page.goto("/sign-in")
    board.sign_in(page, email, PASSWORD, secret)
    return page


def open_from_finding(page: Page, look, neighbours: tuple[str, ...]) -> str:
    """Triage by keyboard; gives the address of the event that was opened."""
    page.goto("/findings")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/findings/[0-9a-z]{8}$"))
    page.keyboard.press("e")
    page.wait_for_url(re.compile(r"/events/new\?finding="))
    for member in neighbours:
        page.check(f"input[name=member][value={member}]")
    send(page, "/events/new/check")
    look(page)
    for member in neighbours:
        assert page.locator(f"form[action='/events/new'] input[name=member][value={member}]").count() == 1
    send(page, "/events/new")
    assert "said=opened" in page.url
    return page.url.partition("?")[0]


def answer(page: Page, event: str, said: str, secret: str) -> None:
    """Answer every question alone, and see that nobody else's answer is to be read."""
    page.goto(f"{event}/rounds/1")
    assert "secret of" not in page.content()
    for question in QUESTIONS:
        page.check(f"input[name={question}-said][value={said}]")
        page.fill(f"#{question}-{question}-reason", f"secret of {secret}")
    page.check("input[name=likelihood][value=likely]")
    page.check("input[name=impact][value=moderate]")
    send(page, "/answer")


@pytest.mark.parametrize(("lang", "html_lang", "owner", "neighbours"), WAYS, ids=[way[0] for way in WAYS])
def test_board__from_an_invitation_to_a_closed_event(
    board, visitor, violations, lang, html_lang, owner, neighbours
):
    found: list[str] = []

    def look(at: Page) -> None:
        """Pages that come after a form are looked at in passing, once."""
        found.extend(violations(at) if lang == "en" else ())

    page = join(board, visitor, look, owner, lang)
    event = open_from_finding(page, look, neighbours)
    others = {member: board.come_in(focal(member), lang) for member in neighbours}
    for said, (_, other) in zip(("seen", "looked-not-seen"), others.items(), strict=True):
        other.goto(event)
        assert other.locator("html").get_attribute("lang") == html_lang
        act(other, "give-sighting")
        other.check(f"input[name=said][value={said}]")
        other.locator("#sighting-text").fill("Laboratories of the border were asked.")
        send(other, "/do/give-sighting")
    page.goto(event)
    act(page, "confirm-event")
    page.fill("#confirm-text", "Confirmed by the laboratory.")
    send(page, "/do/confirm-event")
    act(page, "start-round")
    send(page, "/do/start-round")
    for said, member, at in [("yes", owner, page), *(("no", m, other) for m, other in others.items())]:
        answer(at, event, said, member)
    page.goto(f"{event}/rounds/1")
    send(page, "/reveal")
    look(page)
    for member in (owner, *neighbours):
        assert f"secret of {member}" in page.content()
    assert page.locator("ul.answers li strong").count() == 3

    page.goto(f"{event}/notification")
    assert page.locator("dl.form dt").count() > 5
    page.check("input[name=state][value=prepared]")
    page.fill("#notice-text", "Prepared, to be read by the head of the institute.")
    send(page, "/notification")
    page.goto(event)
    act(page, "close-event")
    page.fill("#close-reason", "Over.")
    send(page, "/do/close-event")
    assert page.locator("html").get_attribute("lang") == html_lang

    stream = f"event/{event.rpartition('/')[2]}"
    kinds = board.ask(f"SELECT kind FROM facts WHERE stream = '{stream}' ORDER BY number")
    assert [kind for kind in kinds if not kind.startswith("milestone")] == KINDS
    assert found == []
    outside = board.come_in(focal("XH"))
    assert outside.request.get(event).status == 404


def test_findings__watched_by_keyboard__say_so(board):
    page = board.come_in("analyst.sx@example.org")
    page.goto("/findings?status=waiting")
    before = page.locator("[data-row]").count()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("w")
    assert "said=watched" in page.url
    page.goto("/findings?status=waiting")
    assert page.locator("[data-row]").count() == before - 1
