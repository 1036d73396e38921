"""The pages of coming in and of one's account, in Russian and Chinese: no English word is left on them."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from tocsin.events.people import Role
from tocsin.flows.joining import CONSOLE, invite, invite_again

PASSWORD = "four words make one"
KEPT = {  # names, and what is the same in every language
    "tocsin", "english", "alliance", "member", "testclient", "example", "aegis", "freeotp", "google",
    "microsoft", "authenticator", "totp", "authorization", "bearer", "anna", "focal",
}  # fmt: skip


def english(text):
    """Words in Latin letters that a reader sees, beside names, addresses, keys and codes."""
    text = re.sub(r"<code>.*?</code>|<head>.*?</head>|[\w.-]+@[\w.-]+", " ", text, flags=re.S)
    text = re.sub(r"<[^>]*?(?:aria-label|alt|placeholder|title)=\"([^\"]*)\"[^>]*>", r" \1 ", text)
    words = re.findall(r"[A-Za-z]{4,}", unescape(re.sub(r"<[^>]*>", " ", text)))
    return {word for word in words if word.lower() not in KEPT}


@pytest.fixture
def anna(room, person, people) -> str:
    found = people.give_password(person("XA", "focal-point", "administrator"))
    room.books.accounts.change(found, name="Anna")
    return found


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_pages__before_one_has_come_in_hold_no_english(room, browser, people, anna, lang):
    client, at = browser(lang=lang), datetime.now(UTC)
    new = invite(room, CONSOLE, email="b@example.org", member="XA", roles=[Role.HEAD], at=at)
    old = invite_again(room, CONSOLE, anna, at=at)
    wrong = {"email": people.address(anna), "password": "not the right one"}
    shown = [
        client.get("/sign-in?said=signed-out"),
        client.get(f"/invitation/{new}"),
        client.get(f"/invitation/{old}"),
        client.get("/invitation/made-up"),
        client.submit(f"/invitation/{new}", {"name": "", "password": PASSWORD, "repeated": PASSWORD}),
        client.submit(f"/invitation/{new}", {"name": "b", "password": "x", "repeated": "x"}),
        client.submit(f"/invitation/{new}", {"name": "b", "password": "x", "repeated": "y"}),
        *(client.submit("/sign-in", wrong) for _ in range(6)),
    ]
    assert {word for page in shown for word in english(page.text)} == set()


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_pages__of_ones_account_hold_no_english(room, browser, people, anna, lang):
    room.books.accounts.change(anna, language=lang)
    client, at = browser(), datetime.now(UTC)
    room.books.sessions.begin(anna, at=at, second_factor=False)
    room.books.tokens.make(anna, label="x", scopes=["read"], at=at, expires=at + timedelta(days=1))
    people.come_in(client, anna)
    shown = [client.get("/me"), client.get("/me/second-factor?said=joined")]
    shown.append(client.submit("/me/second-factor"))
    shown.append(client.submit("/me/second-factor/confirm", {"code": "0", "secret": "A" * 32}))
    people.give_app(anna)
    shown += [
        client.get("/me"),
        client.get("/me/second-factor"),
        client.submit("/me/recovery-codes", {"password": PASSWORD}),
        client.submit("/me/recovery-codes", {"password": "not the right one"}),
        client.submit("/me/tokens", {"label": "x", "scope": "read", "days": "9"}),
        client.submit("/me/tokens", {"label": "x", "scope": [], "days": "9"}),
        client.submit("/me/tokens", {"label": "x", "scope": "read", "days": "x"}),
        *(client.get(f"/me?said={code}") for code in ("saved", "password-changed", "sessions-ended",
                                                      "factor-removed", "token-revoked")),
    ]  # fmt: skip
    assert {word for page in shown for word in english(page.text)} == set()
