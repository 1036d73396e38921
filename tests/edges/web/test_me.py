"""One's own account: what is asked before it changes, and what ends by it."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from tocsin.web.session_cookie import COOKIE

PASSWORD, OTHER = "four words make one", "another four words"


def now():
    return datetime.now(UTC)


@pytest.fixture
def anna(person, people) -> str:
    """An analyst and focal point of XA with a password."""
    return people.give_password(person("XA", "analyst", "focal-point"))


@pytest.fixture
def signed_in(browser, people, anna):
    client = browser()
    people.come_in(client, anna)
    return client


def later(room, by):
    """Let a session have begun earlier."""
    import sqlalchemy as sa

    from tocsin.ledger.tables import SESSIONS

    with room.books.database.writing() as connection:
        connection.execute(sa.update(SESSIONS).values(created=now() - by))


def test_me__changes_name_and_language_and_the_pages_follow(room, signed_in, anna):
    answer = signed_in.submit("/me", {"name": "Анна Иванова", "language": "ru"})
    assert answer.headers["location"] == "/me?said=saved"
    account = room.books.accounts.find(anna)
    assert (account.name, account.language) == ("Анна Иванова", "ru")
    assert '<html lang="ru"' in signed_in.get("/me").text
    assert signed_in.submit("/me", {"name": "x", "language": "de"}).status_code == 422


def test_password__change_asks_for_the_old_one_and_ends_other_sessions(
    room, browser, people, signed_in, anna
):
    other = browser()
    people.come_in(other, anna)
    form = {"old": "not the old one", "password": OTHER, "repeated": OTHER}
    answer = signed_in.submit("/me/password", form)
    assert (answer.status_code, "The password is not right." in answer.text) == (422, True)
    assert other.get("/me", follow_redirects=False).status_code == 200
    before = signed_in.cookies[COOKIE]
    signed_in.submit("/me/password", form | {"old": PASSWORD})
    assert signed_in.cookies[COOKIE] != before
    assert signed_in.get("/me", follow_redirects=False).status_code == 200
    assert other.get("/me", follow_redirects=False).status_code == 303
    assert people.come_in(browser(), anna).status_code == 401
    assert people.come_in(browser(), anna, password=OTHER).status_code == 303


def test_password__change_keeps_what_the_second_factor_gave(browser, people, anna):
    people.give_app(anna)
    client = browser()
    people.come_in(client, anna)
    client.submit("/me/password", {"old": PASSWORD, "password": OTHER, "repeated": OTHER})
    assert "rest until" not in client.get("/me").text


def test_second_factor__a_wrong_code_shows_the_same_key_again(room, signed_in, anna):
    page = signed_in.submit("/me/second-factor").text
    secret = re.search(r'name="secret" value="(\w+)"', page)[1]
    right = pyotp.TOTP(secret).now()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    answer = signed_in.submit("/me/second-factor/confirm", {"code": wrong, "secret": secret})
    assert answer.status_code == 422
    assert "The code is not right" in answer.text
    assert f'value="{secret}"' in answer.text
    assert room.books.second_factors.has(anna) is False
    signed_in.submit("/me/second-factor/confirm", {"code": right, "secret": secret})
    assert room.books.second_factors.has(anna) is True


@pytest.mark.parametrize("secret", ["", "x" * 5000, "<script>", "A" * 31])
def test_second_factor__what_is_no_key_is_not_drawn(signed_in, secret):
    answer = signed_in.submit("/me/second-factor/confirm", {"code": "000000", "secret": secret})
    assert answer.status_code == 422
    assert "<img class" not in answer.text
    assert "begin again" in answer.text


def test_second_factor__a_session_of_a_while_ago_is_asked_for_the_password(room, signed_in, anna):
    later(room, timedelta(minutes=11))
    assert 'name="password"' in signed_in.get("/me/second-factor").text
    assert signed_in.submit("/me/second-factor").status_code == 422
    assert signed_in.submit("/me/second-factor", {"password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("address", ["/me/second-factor", "/me/second-factor/remove", "/me/recovery-codes"])
def test_second_factor__one_in_use_is_touched_with_the_password_alone(room, browser, people, anna, address):
    people.give_app(anna)
    client = browser()
    people.come_in(client, anna)
    answer = client.submit(address, {"password": "not the right one"})
    assert (answer.status_code, "The password is not right." in answer.text) == (422, True)
    assert room.books.second_factors.has(anna) is True
    assert client.submit(address, {"password": PASSWORD}).status_code in (200, 303)


def test_second_factor__removed_lets_roles_rest_and_ends_other_sessions(room, browser, people, anna):
    people.give_app(anna)
    client, other = browser(), browser()
    people.come_in(client, anna)
    room.books.sessions.begin(anna, at=now(), second_factor=True)
    other.cookies.set(
        COOKIE, room.books.sessions.begin(anna, at=now(), second_factor=True), domain="testserver.local"
    )
    client.submit("/me/second-factor/remove", {"password": PASSWORD})
    assert "rest until" in client.get("/me").text
    assert other.get("/me", follow_redirects=False).status_code == 303


def test_recovery_codes__new_ones_end_the_old(room, browser, people, anna):
    people.give_app(anna)
    old = room.books.second_factors.renew_recovery_codes(anna)
    client = browser()
    people.come_in(client, anna)
    page = client.submit("/me/recovery-codes", {"password": PASSWORD}).text
    new = re.findall(r"<li><code>([\w-]{19})</code></li>", page)
    form = {"email": people.address(anna), "password": PASSWORD}
    assert browser().submit("/sign-in", form | {"code": old[0]}).status_code == 401
    assert browser().submit("/sign-in", form | {"code": new[0]}).status_code == 303
    assert browser().submit("/sign-in", form | {"code": new[0]}).status_code == 401
    assert "9 recovery codes are left." in client.get("/me").text


def test_sessions__are_listed_and_ended(room, browser, people, signed_in, anna):
    other = browser()
    other.headers["user-agent"] = "Another browser"
    people.come_in(other, anna)
    page = signed_in.get("/me").text
    assert "Another browser" in page
    assert page.count("(this one)") == 1
    there = next(s for s in room.books.sessions.of(anna, at=now()) if s.device == "Another browser")
    signed_in.submit(f"/me/sessions/{there.id}/end")
    assert other.get("/me", follow_redirects=False).status_code == 303
    people.come_in(other, anna)
    signed_in.submit("/me/sessions/end")
    assert other.get("/me", follow_redirects=False).status_code == 303
    assert signed_in.get("/me", follow_redirects=False).status_code == 200


def test_sessions__and_tokens_of_others_are_not_ended(room, browser, person, people, signed_in, anna):
    ben = person("XA", "analyst")
    room.books.sessions.begin(ben, at=now(), second_factor=False)
    (session,) = room.books.sessions.of(ben, at=now())
    _, token = room.books.tokens.make(
        ben, label="x", scopes=["read"], at=now(), expires=now() + timedelta(days=1)
    )
    signed_in.submit(f"/me/sessions/{session.id}/end")
    signed_in.submit(f"/me/tokens/{token.id}/revoke")
    assert room.books.sessions.of(ben, at=now()) == [session]
    assert len(room.books.tokens.of(ben)) == 1


def test_tokens__are_shown_once_and_revoked(room, doors, signed_in, anna):
    form = {"label": "Weekly export", "scope": ["read", "triage"], "days": "30"}
    answer = signed_in.submit("/me/tokens", form)
    secret = re.search(r"tocsin_[\w-]{43}", answer.text)[0]
    assert doors.by_token(secret, at=now()).actor.scopes == {"read", "triage"}
    page = signed_in.get("/me").text
    assert "Weekly export" in page
    assert secret not in page
    (token,) = room.books.tokens.of(anna)
    signed_in.submit(f"/me/tokens/{token.id}/revoke")
    assert doors.by_token(secret, at=now()) is None


@pytest.mark.parametrize(
    "change",
    [{"scope": []}, {"scope": ["all"]}, {"days": "0"}, {"days": "367"}, {"days": "-1"}, {"days": "²"}],
)
def test_tokens__what_cannot_be_is_refused(room, signed_in, anna, change):
    form = {"label": "x", "scope": ["read"], "days": "30"}
    assert signed_in.submit("/me/tokens", form | change).status_code == 422
    assert room.books.tokens.of(anna) == []


def test_tokens__a_session_of_a_while_ago_is_asked_for_the_password(room, signed_in, anna):
    form = {"label": "x", "scope": ["read"], "days": "30"}
    assert 'id="token-password"' not in signed_in.get("/me").text
    later(room, timedelta(minutes=11))
    assert 'id="token-password"' in signed_in.get("/me").text
    for wrong in ({}, {"password": "not the right one"}):
        answer = signed_in.submit("/me/tokens", form | wrong)
        assert (answer.status_code, "The password is not right." in answer.text) == (422, True)
    assert room.books.tokens.of(anna) == []
    assert signed_in.submit("/me/tokens", form | {"password": PASSWORD}).status_code == 200
    assert len(room.books.tokens.of(anna)) == 1


def test_tokens__end_with_a_password_that_is_changed_where_one_says_so(room, signed_in, anna):
    assert 'name="tokens"' not in signed_in.get("/me").text
    signed_in.submit("/me/tokens", {"label": "x", "scope": ["read"], "days": "30"})
    assert 'name="tokens" value="yes" checked' in signed_in.get("/me").text
    form = {"password": OTHER, "repeated": OTHER}
    signed_in.submit("/me/password", form | {"old": PASSWORD})
    assert len(room.books.tokens.of(anna)) == 1
    signed_in.submit("/me/password", form | {"old": "not the right one", "tokens": "yes"})
    assert len(room.books.tokens.of(anna)) == 1
    signed_in.submit("/me/password", form | {"old": OTHER, "tokens": "yes"})
    assert room.books.tokens.of(anna) == []


def test_tokens__expire(room, doors, anna):
    secret, _ = room.books.tokens.make(
        anna, label="x", scopes=["read"], at=now() - timedelta(days=2), expires=now() - timedelta(days=1)
    )
    assert doors.by_token(secret, at=now()) is None
