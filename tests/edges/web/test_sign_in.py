"""Coming in: one refusal for all that can be wrong, a new secret each time, and nowhere else to go."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from tocsin.flows.joining import CONSOLE
from tocsin.web.session_cookie import COOKIE, RENEWING

PASSWORD = "four words make one"
WRONG = "The address, the password or the code is not right."


@pytest.fixture
def anna(room, person, people) -> str:
    """An analyst of XA with a password and no second factor."""
    return people.give_password(person("XA", "analyst"))


@pytest.fixture
def ben(room, person, people) -> str:
    """A focal point of XA with a password and a second factor."""
    return people.give_password(person("XA", "focal-point"))


def test_sign_in__leads_to_the_page_that_was_wanted(room, browser, anna, people):
    client = browser()
    assert client.get("/me", follow_redirects=False).headers["location"] == "/sign-in?next=/me"
    assert 'action="/sign-in?next=%2Fme"' in client.get("/sign-in?next=/me").text
    answer = people.come_in(client, anna, to="/sign-in?next=/me")
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert room.books.accounts.find(anna).name in client.get("/me").text
    assert client.get("/sign-in?next=/me", follow_redirects=False).headers["location"] == "/me"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/%5Cevil.example", "/%0A/x"]
)
def test_sign_in__leads_nowhere_else(room, browser, anna, elsewhere, people):
    assert people.come_in(browser(), anna, to=f"/sign-in?next={elsewhere}").headers["location"] == "/"


def test_the_cookie__is_for_no_script_and_comes_along_with_links(room, browser, anna, parts, people):
    flags = people.come_in(browser(), anna).headers.get_list("set-cookie")
    (session,) = [flag for flag in flags if flag.startswith(COOKIE)]
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Path=/" in session
    assert "Domain" not in session
    assert "Secure" not in session


def test_the_cookie__of_a_board_with_https_travels_over_it_alone(room, secure_browser, anna, people):
    answer = people.come_in(secure_browser(), anna)
    for cookie in answer.headers.get_list("set-cookie"):
        assert "Secure" in cookie


def test_sign_in__never_takes_over_a_secret_that_the_browser_held(room, browser, anna, people):
    client = browser()
    client.cookies.set(COOKIE, "chosen-by-somebody-else", domain="testserver.local")
    people.come_in(client, anna)
    first = client.cookies[COOKIE]
    assert first != "chosen-by-somebody-else"
    people.come_in(client, anna)
    assert client.cookies[COOKIE] != first
    assert room.books.sessions.find(first, at=datetime.now(UTC)) is None


@pytest.mark.parametrize("what", ["address", "password", "code", "no code", "used code"])
def test_sign_in__whatever_is_wrong_is_said_in_the_same_words(room, browser, ben, what, people):
    app, client = people.give_app(ben), browser()
    code = app.at(datetime.now(UTC) + timedelta(seconds=30))
    form = {"email": people.address(ben), "password": PASSWORD, "code": code}
    if what == "used code":
        client.submit("/sign-in", form)
        client = browser()
    wrong = {
        "address": {"email": "nobody@example.org"}, "password": {"password": "another long one"},
        "code": {"code": "000000" if code != "000000" else "000001"}, "no code": {"code": ""},
        "used code": {},
    }  # fmt: skip
    answer = client.submit("/sign-in", form | wrong[what])
    assert answer.status_code == 401
    assert WRONG in answer.text
    assert COOKIE not in client.cookies


def test_sign_in__hashes_as_often_for_an_address_that_nobody_has(room, browser, anna, monkeypatch, people):
    asked = []
    real = room.books.passwords._hasher
    counting = SimpleNamespace(
        verify=lambda *a: asked.append(1) or real.verify(*a), check_needs_rehash=real.check_needs_rehash
    )
    monkeypatch.setattr(room.books.passwords, "_hasher", counting)
    for email in (people.address(anna), "nobody@example.org"):
        client, before = browser(), len(asked)
        client.submit("/sign-in", {"email": email, "password": "another long one"})
        assert len(asked) - before == 1


@pytest.mark.parametrize("email", [None, "nobody@example.org"])
def test_sign_in__after_five_failures_waits_whether_somebody_has_the_address_or_not(
    room, browser, anna, email, people
):
    form = {"email": email or people.address(anna), "password": "another long one"}
    client = browser()
    for _ in range(5):
        assert WRONG in client.submit("/sign-in", form).text
    answer = client.submit("/sign-in", form | {"password": PASSWORD})
    assert "Too many tries; try again in 1 min." in answer.text
    assert COOKIE not in client.cookies


def test_sign_in__a_closed_account_gets_the_same_words(room, browser, person, anna, people):
    close(room, anna)
    answer = people.come_in(browser(), anna)
    assert answer.status_code == 401
    assert WRONG in answer.text


def test_a_session__of_an_account_that_is_closed_meanwhile_opens_nothing(room, browser, anna, people):
    client = browser()
    people.come_in(client, anna)
    close(room, anna)
    assert client.get("/me", follow_redirects=False).status_code == 303


def test_session__a_page_that_renews_itself_does_not_keep_it_and_a_click_does(room, browser, anna, people):
    client = browser()
    people.come_in(client, anna)
    unused(room, timedelta(minutes=20))
    (session,) = room.books.sessions.of(anna, at=datetime.now(UTC))
    client.cookies.set(RENEWING, "1", domain="testserver.local")
    assert client.get("/", follow_redirects=False).status_code == 200
    assert room.books.sessions.of(anna, at=datetime.now(UTC)) == [session]
    client.submit("/me", {"name": "Anna", "language": "en"})
    assert datetime.now(UTC) - seen(room, anna) < timedelta(minutes=1)
    unused(room, timedelta(minutes=20))
    client.cookies.delete(RENEWING, domain="testserver.local")
    client.get("/static/bell.svg")
    assert datetime.now(UTC) - seen(room, anna) > timedelta(minutes=19)
    client.get("/")
    assert datetime.now(UTC) - seen(room, anna) < timedelta(minutes=1)
    unused(room, timedelta(minutes=31))
    client.cookies.set(RENEWING, "1", domain="testserver.local")
    assert client.get("/", follow_redirects=False).headers["location"].startswith("/sign-in")


def seen(room, person):
    (session,) = room.books.sessions.of(person, at=datetime.now(UTC))
    return session.seen


def unused(room, by):
    """Let every session have been used the last time a while ago."""
    import sqlalchemy as sa

    from tocsin.ledger.tables import SESSIONS

    with room.books.database.writing() as connection:
        connection.execute(sa.update(SESSIONS).values(seen=datetime.now(UTC) - by))


def test_sign_out__ends_the_session_and_not_the_cookie_alone(room, browser, anna, people):
    client = browser()
    people.come_in(client, anna)
    secret = client.cookies[COOKIE]
    answer = client.submit("/sign-out")
    assert answer.headers["location"] == "/sign-in?said=signed-out"
    assert COOKIE not in client.cookies
    assert room.books.sessions.find(secret, at=datetime.now(UTC)) is None
    assert "You are signed out." in client.get(answer.headers["location"]).text


def test_roles_that_decide__rest_until_there_is_a_second_factor(room, browser, person, people):
    admin = people.give_password(person("XA", "administrator", "analyst"))
    client = browser()
    people.come_in(client, admin)
    page = client.get("/me").text
    assert "rest until you have a second factor: administrator." in page
    assert 'href="/audit"' not in page
    people.give_app(admin)
    client = browser()
    people.come_in(client, admin)
    page = client.get("/me").text
    assert "These roles of yours rest" not in page
    assert 'href="/audit"' in page


def test_an_api_token__does_no_more_than_a_password_alone(room, person, doors, people):
    admin, at = person("XA", "administrator", "analyst"), datetime.now(UTC)
    secret, _ = room.books.tokens.make(
        admin, label="x", scopes=["read", "admin"], at=at, expires=at + timedelta(days=1)
    )
    assert doors.by_token(secret, at=at).actor.roles == {"analyst"}
    people.give_app(admin)
    assert doors.by_token(secret, at=at).actor.roles == {"analyst", "administrator"}


def test_the_language__is_that_of_the_person_from_the_moment_they_come_in(room, browser, anna, people):
    room.books.accounts.change(anna, language="ru")
    client = browser()
    people.come_in(client, anna)
    assert '<html lang="ru"' in client.get("/me").text
    client.get("/language?lang=zh&next=/me")
    assert room.books.accounts.find(anna).language == "zh"
    client.get("/language?lang=en&next=/me", headers={"sec-fetch-site": "cross-site"})
    assert room.books.accounts.find(anna).language == "zh"


def close(room, person):
    from tocsin.events.fact import Draft

    draft = Draft(stream=f"person/{person}", kind="account-closed", body={})
    room.books.ledger.append([draft], person=CONSOLE.person, member="", at=datetime.now(UTC), seen={})
