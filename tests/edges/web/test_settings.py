"""Settings and the state of the server, threat packs and rule sets, one's own e-mails."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.events.announce import News
from tocsin.flows.last_copy import FILE, last_copy, note_copy
from tocsin.flows.settings_room import state_of
from tocsin.ledger.migrate import HEAD
from tocsin.ledger.outbox import Outgoing
from tocsin.vocab.errors import DeniedError


def now():
    return datetime.now(UTC)


@pytest.fixture
def admin(browser):
    """An administrator of the secretariat."""
    return browser("SX", "administrator")


@pytest.mark.parametrize("who", [("XA", "administrator"), ("SX", "secretariat"), ("SX", "head")])
def test_settings__are_for_administrators_of_the_secretariat(room, browser, play, who):
    client = browser(*who)
    assert client.get("/settings").status_code == 403
    assert 'href="/settings"' not in client.get("/").text
    with pytest.raises(DeniedError, match="see the settings"):
        state_of(room, play.actor(*who), "")


def test_settings__say_what_is_set_and_where_it_is_changed(admin):
    page = admin.get("/settings").text
    assert 'href="/settings"' in page
    assert "Alliance" in page
    assert "tocsin.toml" in page
    assert f"tables {HEAD}, SQLite" in page
    assert "not known" in page
    assert 'href="/packs/infectious"' in page
    assert 'href="/rule-sets/ihr-2024"' in page


def test_settings__name_who_has_no_second_factor(admin, person, people):
    bare, safe, reader = person("XA", "head"), person("XB", "focal-point"), person("XC", "reader")
    people.give_app(safe)
    page = admin.get("/settings").text.split("<h2>Without a second factor")[1]
    assert f"/people/{bare}" in page
    assert f"/people/{safe}" not in page
    assert f"/people/{reader}" not in page


def test_settings__say_what_waits_and_why(room, admin, person):
    anna = person("XA", "reader")
    message = Outgoing(key="k", person=anna, subject="verify", text="{}", created=now())
    room.books.outbox.put(message)
    room.books.outbox.failed(message, "The mail server <b>sleeps</b>.", at=now())
    page = admin.get("/settings").text
    assert "E-mails that wait</dt><dd>1<small>" in page
    assert "The mail server &lt;b&gt;sleeps&lt;/b&gt;." in page


def test_settings__tell_how_old_the_last_copy_is(tmp_path, parts, room, person):
    from litestar.testing import TestClient

    from tocsin.web.app import make_app
    from tocsin.web.session_cookie import COOKIE

    note_copy(str(tmp_path), (now() - timedelta(days=3, hours=1)).isoformat())
    secret = room.books.sessions.begin(person("SX", "administrator"), at=now(), second_factor=True)
    with TestClient(make_app(replace(parts, folder=str(tmp_path)))) as client:
        client.cookies.set(COOKIE, secret, domain="testserver.local")
        assert "3 days 1 hour" in client.get("/settings").text


def test_last_copy__that_cannot_be_read_is_not_known(tmp_path):
    assert last_copy(str(tmp_path)) is None
    (tmp_path / FILE).write_text("soon")
    assert last_copy(str(tmp_path)) is None
    note_copy("s3://bucket/w", "x")  # nothing is left at a URL


@pytest.mark.parametrize("lang", ["en", "ru", "zh"])
def test_packs__can_be_read_by_everybody(room, browser, lang):
    client = browser("XC", "reader", lang=lang)
    for name, pack in room.packs.items():
        page = client.get(f"/packs/{name}").text
        for question in pack.questions:
            assert question.title[lang] in page
        for row in pack.matrix.risk:
            assert all(f'<td class="{name}">' in page for name in row)
    for name, rules in room.rule_sets.items():
        page = client.get(f"/rule-sets/{name}").text
        assert all(clock.title[lang] in page for clock in rules.clocks)
    assert client.get("/packs/none").status_code == 404
    assert client.get("/rule-sets/none").status_code == 404


def test_my_mail__is_what_is_asked_of_me_until_i_choose(room, browser):
    client = browser("XA", "analyst")
    page = client.get("/me/mail").text
    assert page.count(" checked") == 4
    assert 'value="shared" checked' not in page
    assert "sends no e-mail at present" in page
    form = {"news": ["shared", "task", "nonsense"]}
    assert client.submit("/me/mail", form).headers["location"] == "/me/mail?said=saved"
    assert client.get("/me/mail").text.count(" checked") == 2
    account = next(account for account in room.books.accounts.all().values())
    assert account.mail == {News.SHARED, News.TASK}
    client.submit("/me/mail", {})
    assert client.get("/me/mail").text.count(" checked") == 0
