"""Members and people: who sees what of them, and what administrators do about accounts."""

import re
import socket
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from tocsin.events.people import Role
from tocsin.flows.joining import CONSOLE, invite
from tocsin.web.app import make_app
from tocsin.web.session_cookie import COOKIE

LINK = re.compile(r"<code>http://testserver\.local(/invitation/[\w-]+)</code>")


def now():
    return datetime.now(UTC)


def lines(room, person):
    return [fact.kind for fact in room.ledger.read(stream=f"person/{person}")]


@pytest.fixture
def admin(browser):
    """An administrator of XA."""
    return browser("XA", "administrator")


@pytest.fixture
def chair(browser):
    """An administrator of the secretariat."""
    return browser("SX", "administrator")


@pytest.fixture
def anna(person):
    """Somebody of XA."""
    return person("XA", "analyst", "focal-point")


def test_members__are_listed_with_their_people_and_as_csv(browser, anna):
    client = browser("XB", "reader")
    page = client.get("/members").text
    assert 'href="/members/XC">XC</a>' in page
    assert "observer" in page
    assert "Add a member" not in page
    table = client.get("/members?format=csv").text.splitlines()
    assert table[0].endswith("code,name,kind,rules,people,since")
    assert [line.split(",")[0] for line in table[1:]] == ["SX", "XA", "XB", "XC"]
    assert table[2].startswith("XA,Member XA,full member,")
    assert ",1,18 May 2026" in table[2]


def test_member__everybody_sees_names_and_roles_and_own_administrators_addresses(room, browser, admin, anna):
    email = room.books.accounts.find(anna).email
    for client in (browser("XB", "administrator"), browser("XA", "head"), browser("SX", "administrator")):
        page = client.get("/members/XA").text
        assert "XA analyst focal-point" in page
        assert "analyst, focal point" in page
        own = client.get(f"/people/{anna}").text
        assert email not in page + own
        assert "Second factor" not in page + own
    assert email in admin.get("/members/XA").text
    assert "not set up" in admin.get(f"/people/{anna}").text


@pytest.mark.parametrize("address", ["/members/XQ", "/members/xa", "/people/nobody00"])
def test_members__what_is_not_there_is_not_here(browser, address):
    client = browser("XA", "administrator")
    answer = client.get(address)
    assert answer.status_code == 404


def test_member__is_added_by_the_secretariat_and_its_administrator_invited(room, admin, chair):
    form = {"code": "XD", "name-en": "Deltania", "name-ru": "Дельтания", "kind": "full",
            "rule_set": ["ihr-2024", "7-1-7"]}  # fmt: skip
    assert admin.submit("/members", form).status_code == 403
    assert chair.submit("/members", form).headers["location"] == "/members/XD?said=member-added"
    member = room.board.members["XD"]
    assert member.name == {"en": "Deltania", "ru": "Дельтания"}
    assert member.rule_sets == ("ihr-2024", "7-1-7")
    page = chair.submit("/members/XD/invite", {"email": "first@example.org", "role": "administrator"})
    assert LINK.search(page.text)
    assert "first@example.org" in chair.get("/members/XD").text
    assert "first@example.org" not in admin.get("/members/XD").text
    refused = chair.submit("/members/XD/invite", {"email": "second@example.org", "role": "focal-point"})
    assert refused.status_code == 403


def test_member__of_somebody_else_is_changed_by_the_secretariat_alone(room, browser, admin, chair):
    form = {"name-en": "Arvania", "kind": "full", "rule_set": "ihr-2024"}
    seen = {"seen": chair.mark("/members/XA")}
    assert browser("XB", "administrator").submit("/members/XA/change", form | seen).status_code == 403
    assert admin.submit("/members/XA/change", form | seen | {"kind": "partner"}).status_code == 403
    assert chair.submit("/members/XA/change", form | seen | {"kind": "partner"}).status_code == 303
    assert room.board.members["XA"].kind == "partner"
    assert chair.submit("/members/XA/change", form | seen).status_code == 409
    assert admin.submit("/members/XA/change", form | {"kind": "partner", "seen": admin.mark("/members/XA"),
                                                      "name-en": "Nova"}).status_code == 303  # fmt: skip
    assert room.board.members["XA"].name == {"en": "Nova"}


def test_membership__that_ended_lets_its_people_see_nothing(room, browser, chair, person, people):
    secret = invite(room, CONSOLE, email="late@example.org", member="XB", roles=[Role.READER], at=now())
    client = browser("XB", "head")
    assert client.get("/", follow_redirects=False).status_code == 200
    assert chair.submit("/members/XB/end").status_code == 303
    assert client.get("/", follow_redirects=False).status_code == 303
    borka = people.give_password(person("XB", "reader"))
    assert people.come_in(browser(), borka).status_code == 401
    assert browser().get(f"/invitation/{secret}").status_code == 422
    page = chair.get("/members/XB").text
    assert "has left" in page
    assert "/members/XB/invite" not in page


def test_invitation__is_shown_once_works_and_can_be_withdrawn(room, browser, admin):
    page = admin.submit(
        "/members/XA/invite", {"email": "boris@example.org", "role": ["analyst", "reader"]}
    ).text
    link = LINK.search(page)[1]
    assert "nothing was sent" in page
    assert link not in admin.get("/members/XA").text
    assert "boris@example.org" in browser().get(link).text
    found = room.books.invitations.open(at=now())
    assert [(one.member, one.roles) for one in found] == [("XA", {Role.ANALYST, Role.READER})]
    other = browser("XB", "administrator")
    assert other.submit(f"/invitations/{found[0].id}/withdraw").status_code == 404
    assert admin.submit(f"/invitations/{found[0].id}/withdraw").status_code == 303
    assert browser().get(link).status_code == 422
    assert admin.submit(f"/invitations/{found[0].id}/withdraw").status_code == 404


def test_invitations__are_seen_by_administrators_of_the_member_that_they_lead_into(browser, admin, chair):
    admin.submit("/members/XA/invite", {"email": "boris@example.org", "role": "analyst"})
    assert "boris@example.org" in admin.get("/members/XA").text
    for client in (chair, browser("XA", "head"), browser("XB", "administrator")):
        assert "boris@example.org" not in client.get("/members/XA").text


@pytest.fixture
def mail_server():
    """What was taken, the server's port, and what it answers in place of taking a message."""

    class Catcher:
        def __init__(self):
            self.taken, self.refuses = [], ""

        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
            envelope.rcpt_tos.append(address)
            return self.refuses or "250 OK"

        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    control = Controller(Catcher(), hostname="127.0.0.1", port=port)
    control.start()
    yield control
    control.stop()


@pytest.fixture
def mailing(parts, room, person, browser, mail_server):
    """An administrator of XA at a board that sends e-mail."""
    settings = replace(
        parts.settings, smtp=f"127.0.0.1:{mail_server.port}", mail_from="b@example.org",
        address="https://board.example.org",
    )  # fmt: skip
    secret = room.books.sessions.begin(person("XA", "administrator"), at=now(), second_factor=True)
    app = make_app(replace(parts, settings=settings))
    with type(browser())(app, base_url="https://testserver.local") as client:
        client.cookies.set(COOKIE, secret, domain="testserver.local")
        yield client


def test_invitation__goes_out_by_mail_and_its_secret_is_laid_by_nowhere(room, mailing, mail_server):
    page = mailing.submit("/members/XA/invite", {"email": "boris@example.org", "role": "analyst"}).text
    link = re.search(r"<code>(https://board\.example\.org/invitation/([\w-]+))</code>", page)
    assert "on its way by e-mail" in page
    (message,) = mail_server.handler.taken
    assert message["To"] == "boris@example.org"
    assert link[1] in message.get_content()
    assert room.books.outbox.waiting() == (0, 0)
    with room.books.database.reading() as connection:
        assert link[2] not in "".join(connection.connection.driver_connection.iterdump())


def test_invitation__that_no_server_takes_is_still_shown(mailing, mail_server):
    mail_server.handler.refuses = "550 boris@example.org is not here"
    page = mailing.submit("/members/XA/invite", {"email": "boris@example.org", "role": "analyst"}).text
    assert "could not be sent" in page
    assert "does not take the address (550)" in page
    assert "/invitation/" in page


def test_roles__are_given_and_taken_and_who_loses_one_is_signed_out(room, browser, admin, people, anna):
    people.give_password(anna)
    client = browser()
    people.come_in(client, anna)
    mark = admin.mark(f"/people/{anna}")
    assert admin.submit(f"/people/{anna}/give", {"role": "delegate", "seen": mark}).status_code == 303
    assert client.get("/me", follow_redirects=False).status_code == 200
    stale = admin.submit(f"/people/{anna}/take", {"role": "analyst", "seen": mark})
    assert stale.status_code == 409
    form = {"role": "analyst", "seen": admin.mark(f"/people/{anna}")}
    assert browser("XB", "administrator").submit(f"/people/{anna}/take", form).status_code == 403
    assert browser("SX", "administrator").submit(f"/people/{anna}/take", form).status_code == 403
    assert admin.submit(f"/people/{anna}/take", form).status_code == 303
    assert client.get("/me", follow_redirects=False).status_code == 303
    assert room.board.people[anna].roles == {Role.FOCAL_POINT, Role.DELEGATE}


def test_account__that_is_closed_lets_nobody_in(room, browser, admin, people, anna):
    people.give_password(anna)
    client = browser()
    people.come_in(client, anna)
    token, _ = room.books.tokens.make(
        anna, label="x", scopes=["read"], at=now(), expires=now().replace(year=now().year + 1, month=1, day=2)
    )
    again = admin.submit(f"/people/{anna}/password").text
    assert browser("SX", "administrator").submit(f"/people/{anna}/close").status_code == 403
    assert admin.submit(f"/people/{anna}/close").status_code == 303
    assert client.get("/me", follow_redirects=False).status_code == 303
    assert room.books.sessions.of(anna, at=now()) == []
    assert room.books.tokens.find(token, at=now()) is None
    assert browser().get(LINK.search(again)[1]).status_code == 422
    assert people.come_in(browser(), anna).status_code == 401


def test_account__of_the_last_administrator_stays(room, admin):
    own = next(p.id for p in room.board.people.values() if Role.ADMINISTRATOR in p.roles)
    answer = admin.submit(f"/people/{own}/close")
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert lines(room, own) == ["person-added"]


def test_password__by_a_link_for_others_and_not_for_oneself(room, browser, admin, people, anna):
    people.give_password(anna)
    page = admin.submit(f"/people/{anna}/password").text
    answer = browser().submit(
        LINK.search(page)[1], {"password": "quite another one", "repeated": "quite another one"}
    )
    assert answer.headers["location"] == "/sign-in?said=password"
    assert people.come_in(browser(), anna, password="quite another one").status_code == 303
    own = next(p.id for p in room.board.people.values() if Role.ADMINISTRATOR in p.roles)
    refused = admin.submit(f"/people/{own}/password")
    assert (refused.status_code, "your own account" in refused.text) == (422, True)
    assert browser("XB", "administrator").submit(f"/people/{anna}/password").status_code == 403


def test_password__a_link_and_its_use_stay_in_the_ledger_and_end_every_token(
    room, browser, admin, people, anna
):
    people.give_password(anna)
    ends = now().replace(year=now().year + 1, month=1, day=2)
    token, _ = room.books.tokens.make(anna, label="x", scopes=["read"], at=now(), expires=ends)
    page = admin.submit(f"/people/{anna}/password").text
    assert room.books.tokens.find(token, at=now())
    form = {"password": "quite another one", "repeated": "too short"}
    browser().submit(LINK.search(page)[1], form)
    assert lines(room, anna) == ["person-added", "password-link-made"]
    browser().submit(LINK.search(page)[1], form | {"repeated": "quite another one"})
    *_, made, used = room.ledger.read(stream=f"person/{anna}")
    own = next(p.id for p in room.board.people.values() if Role.ADMINISTRATOR in p.roles)
    assert (made.kind, made.person, made.body) == ("password-link-made", own, {})
    assert (used.kind, used.person, used.member, used.body) == ("password-set-by-link", anna, "XA", {})
    assert room.books.tokens.find(token, at=now()) is None


def test_password__who_made_a_link_is_read_by_those_who_check_and_oneself(room, browser, admin, people, anna):
    admin.submit(f"/people/{people.give_password(anna)}/password")
    said = "Made a link by which a new password can be chosen."
    own = browser()
    people.come_in(own, anna)
    for reader in (admin, own, browser("XA", "head")):
        assert said in reader.get(f"/people/{anna}").text
    assert said not in browser("XA", "analyst").get(f"/people/{anna}").text
    audit = browser("XA", "head").get(f"/audit?stream=person/{anna}").text
    assert said in audit
    assert "XA administrator" in audit
    assert room.board.unread == []


def test_second_factor__that_was_lost_is_removed_by_the_own_administrator(room, browser, admin, people, anna):
    people.give_app(people.give_password(anna))
    client = browser()
    people.come_in(client, anna)
    assert client.cookies[COOKIE]
    where = f"/people/{anna}/second-factor/remove"
    assert browser("SX", "administrator").submit(where).status_code == 403
    assert room.books.second_factors.has(anna)
    assert admin.submit(where).status_code == 303
    assert not room.books.second_factors.has(anna)
    assert client.get("/me", follow_redirects=False).status_code == 303
    again = admin.submit(where)
    assert (again.status_code, "no second factor to take away" in again.text) == (422, True)
    assert lines(room, anna) == ["person-added", "second-factor-taken"]


def test_person__whose_name_is_erased_is_a_former_user(room, browser, admin, people, anna):
    email = people.address(people.give_password(anna))
    assert browser("XB", "administrator").submit(f"/people/{anna}/erase").status_code == 403
    assert admin.submit(f"/people/{anna}/erase").status_code == 303
    assert lines(room, anna) == ["person-added", "account-closed", "name-erased"]
    pages = admin.get(f"/people/{anna}").text + admin.get("/members/XA").text
    assert f"former user {anna}" in pages
    assert email not in pages
    assert "XA analyst focal-point" not in pages
    assert admin.submit(f"/people/{anna}/erase").status_code == 404
    assert lines(room, anna).count("name-erased") == 1


def test_person__whose_account_was_closed_before_is_erased_with_a_trace(room, admin, people, anna):
    admin.submit(f"/people/{people.give_password(anna)}/close")
    before = room.board.people[anna]
    admin.submit(f"/people/{anna}/erase")
    assert lines(room, anna) == ["person-added", "account-closed", "name-erased"]
    assert room.board.people[anna] == before


def test_person__with_a_name_full_of_marks_is_shown_as_it_is(room, browser, anna):
    room.books.accounts.change(anna, name='<script>alert("x")</script>')
    for address in ("/members/XA", f"/people/{anna}"):
        page = browser("XB", "reader").get(address).text
        assert "&lt;script&gt;alert" in page
        assert "<script>alert" not in page
