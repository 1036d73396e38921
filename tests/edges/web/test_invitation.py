"""Invitations: an account by a link that works once, and for as long as whoever invited may invite."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from tocsin.events.fact import SYSTEM
from tocsin.events.people import Actor, Role
from tocsin.flows.joining import CONSOLE, invite, invite_again
from tocsin.vocab.errors import AccountError, DeniedError, EventError, UnknownThingError
from tocsin.web.session_cookie import COOKIE

PASSWORD = "four words make one"
FORM = {"name": "Anna Ivanova", "password": PASSWORD, "repeated": PASSWORD}


def now():
    return datetime.now(UTC)


@pytest.fixture
def secret(room) -> str:
    """Of an invitation for the first administrator of XA."""
    return invite(room, CONSOLE, email="anna@example.org", member="XA", roles=[Role.ADMINISTRATOR], at=now())


def test_invitation__from_the_link_to_roles_that_count(room, browser, secret):
    client = browser()
    page = client.get(f"/invitation/{secret}").text
    assert "anna@example.org" in page
    assert "administrator" in page
    answer = client.submit(f"/invitation/{secret}", FORM)
    assert answer.headers["location"] == "/me/second-factor?said=joined"
    assert "rest until you have a second factor" in client.get("/me").text
    page = client.submit("/me/second-factor").text  # just came: no password is asked for
    app = pyotp.TOTP(re.search(r'name="secret" value="(\w+)"', page)[1])
    assert 'src="data:image/svg+xml' in page
    before = client.cookies[COOKIE]
    page = client.submit("/me/second-factor/confirm", {"code": app.now(), "secret": app.secret}).text
    assert len(re.findall(r"<li><code>[\w-]{19}</code></li>", page)) == 10
    assert client.cookies[COOKIE] != before
    page = client.get("/me").text
    assert "Anna Ivanova" in page
    assert "rest until" not in page
    assert 'href="/audit"' in page


def test_invitation__is_used_once(browser, secret):
    assert browser().submit(f"/invitation/{secret}", FORM).status_code == 303
    client = browser()
    answer = client.submit(f"/invitation/{secret}", FORM | {"name": "Somebody else"})
    assert answer.status_code == 422
    assert "no longer holds" in answer.text
    assert COOKIE not in client.cookies
    assert client.get(f"/invitation/{secret}").status_code == 422


def test_invitation__after_a_week_holds_no_more(room, browser):
    secret = invite(
        room, CONSOLE, email="a@example.org", member="XA", roles=[Role.READER], at=now() - timedelta(days=7)
    )
    assert "no longer holds" in browser().get(f"/invitation/{secret}").text
    assert "no longer holds" in browser().submit(f"/invitation/{secret}", FORM).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"password": "short", "repeated": "short"},
            "has 5 characters; it must have 12 to 200.",
        ),
        ({"password": "a" * 20, "repeated": "a" * 20}, "1 different characters"),
        ({"password": "anna and the sea", "repeated": "anna and the sea"}, "holds the e-mail address"),
        ({"repeated": PASSWORD + "x"}, "The two passwords are not the same"),
        ({"name": " "}, "The name is not usable"),
    ],
)
def test_invitation__what_cannot_be_is_refused_and_uses_nothing_up(room, browser, secret, change, said):
    client = browser()
    answer = client.submit(f"/invitation/{secret}", FORM | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert room.books.accounts.all() == {}
    assert client.submit(f"/invitation/{secret}", FORM).status_code == 303


def test_invitation__of_somebody_who_may_no_longer_invite_gives_no_account(room, browser, person):
    admin = person("XA", "administrator")
    actor = Actor(person=admin, member="XA", roles=frozenset({Role.ADMINISTRATOR}))
    secret = invite(room, actor, email="a@example.org", member="XA", roles=[Role.READER], at=now())
    take(room, admin, "administrator")
    answer = browser().submit(f"/invitation/{secret}", FORM)
    assert answer.status_code == 403
    assert set(room.books.accounts.all()) == {admin}


def test_invite_again__of_somebody_who_may_no_longer_invite_sets_no_password(room, browser, person, people):
    admin, anna = person("XA", "administrator"), people.give_password(person("XA", "reader"))
    actor = Actor(person=admin, member="XA", roles=frozenset({Role.ADMINISTRATOR}))
    secret = invite_again(room, actor, anna, at=now())
    take(room, admin, "administrator")
    form = {"password": PASSWORD + "!", "repeated": PASSWORD + "!"}
    assert browser().submit(f"/invitation/{secret}", form).status_code == 403
    assert people.come_in(browser(), anna).status_code == 303  # by the password of before


@pytest.mark.parametrize(
    ("member", "roles", "error"),
    [
        ("XA", [Role.SECRETARIAT], EventError),
        ("XB", [Role.ANALYST], DeniedError),
        ("XZ", [Role.ANALYST], UnknownThingError),
        ("XA", [], EventError),
    ],
)
def test_invite__is_asked_as_the_act_itself_is(room, person, member, roles, error):
    admin = Actor(person=person("XA", "administrator"), member="XA", roles=frozenset({Role.ADMINISTRATOR}))
    with pytest.raises(error, match=r"secretariat|You may|There is no member|no role"):
        invite(room, admin, email="a@example.org", member=member, roles=roles, at=now())
    assert room.books.invitations.open(at=now()) == []


def test_invite__an_address_that_has_an_account_is_refused(room, person, people):
    address = people.address(person("XA", "reader"))
    with pytest.raises(AccountError, match="already belongs to an account"):
        invite(room, CONSOLE, email=f" {address.upper()}", member="XA", roles=[Role.READER], at=now())


def test_invite_again__sets_a_password_and_ends_every_session(room, browser, person, people):
    anna = people.give_password(person("XA", "analyst"))
    people.give_app(anna)
    client = browser()
    people.come_in(client, anna)
    ends = now() + timedelta(days=1)
    room.books.tokens.make(anna, label="x", scopes=["read"], at=now(), expires=ends)
    secret = invite_again(room, CONSOLE, anna, at=now(), second_factor=True)
    assert room.books.tokens.of(anna) == []  # so is what a program held
    traces = list(room.ledger.read(stream=f"person/{anna}"))[1:]
    assert [(fact.kind, fact.person, fact.member) for fact in traces] == [
        ("second-factor-taken", SYSTEM, ""),
        ("password-link-made", SYSTEM, ""),
    ]  # fmt: skip
    assert client.get("/me", follow_redirects=False).status_code == 303  # the telephone was lost: out at once
    other = browser()
    assert "Choose a new password" in other.get(f"/invitation/{secret}").text
    answer = other.submit(f"/invitation/{secret}", {"password": PASSWORD + "!", "repeated": PASSWORD + "!"})
    assert answer.headers["location"] == "/sign-in?said=password"
    assert COOKIE not in other.cookies
    assert room.books.second_factors.has(anna) is False
    people.apps.clear()
    assert people.come_in(browser(), anna).status_code == 401
    assert people.come_in(browser(), anna, password=PASSWORD + "!").status_code == 303


def test_invite_again__is_for_administrators_of_the_own_member(room, person):
    anna, at = person("XA", "analyst"), now()
    for member, role in (("XA", "analyst"), ("XB", "administrator"), ("SX", "administrator")):
        actor = Actor(person=person(member, role), member=member, roles=frozenset({Role(role)}))
        with pytest.raises(DeniedError, match="You may"):
            invite_again(room, actor, anna, at=at)
    admin = Actor(person=person("XA", "administrator"), member="XA", roles=frozenset({Role.ADMINISTRATOR}))
    assert room.books.invitations.find(invite_again(room, admin, anna, at=at), at=at).person == anna


def take(room, person, role):
    from tocsin.events.fact import Draft

    draft = Draft(stream=f"person/{person}", kind="role-taken", body={"role": role})
    room.books.ledger.append([draft], person=CONSOLE.person, member="", at=now(), seen={})
