"""How often somebody may ask, and what the answer is beyond it."""

from dataclasses import replace

import pytest

from tocsin.web.rates import Limits, Rates
from tocsin.web.security import counted_address

FEW = Limits(door=3, token=3, visitor=4, person=5)


@pytest.fixture
def parts(parts):
    return replace(parts, limits=FEW)


def test_rates__let_a_number_come_at_once_and_then_one_at_a_time():
    rates = Rates(limits=Limits(visitor=60))
    assert [rates.take("visitor", "a", at=0.0) for _ in range(60)] == [0.0] * 60
    assert rates.take("visitor", "a", at=0.0) == pytest.approx(1.0)
    assert rates.take("visitor", "b", at=0.0) == 0.0
    assert rates.take("door", "a", at=0.0) == 0.0
    assert rates.take("visitor", "a", at=0.5) == pytest.approx(0.5)
    assert rates.take("visitor", "a", at=1.01) == 0.0
    assert rates.take("visitor", "a", at=1.01) > 0


def test_rates__forget_those_who_have_their_number_again(monkeypatch):
    monkeypatch.setattr("tocsin.web.rates._MOST_KEPT", 10)
    rates = Rates(limits=Limits(visitor=2))
    for n in range(10):
        rates.take("visitor", f"old {n}", at=0.0)
    rates.take("visitor", "new", at=61.0)
    assert set(rates._left) == {("visitor", "new")}


def test_rates__look_seldom_whom_to_forget_while_very_many_ask(monkeypatch):
    monkeypatch.setattr("tocsin.web.rates._MOST_KEPT", 10)
    looked, forget = [], Rates._forget
    monkeypatch.setattr(Rates, "_forget", lambda self, at: looked.append(len(self._left)) or forget(self, at))
    rates = Rates(limits=Limits(visitor=2))
    for n in range(1000):
        rates.take("visitor", f"{n}", at=0.0)
    assert looked == [11, 23, 47, 95, 191, 383, 767]
    rates.take("visitor", "last", at=61.0)
    assert len(rates._left) == 1001  # it is looked again at twice 767
    for n in range(600):
        rates.take("visitor", f"new {n}", at=62.0)
    assert len(rates._left) < 700


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_the_address__of_a_network_that_one_household_has_counts_once(host, counted):
    assert counted_address(host) == counted


def test_limits__are_shared_out_among_processes():
    shared = Limits(door=30, visitor=300, person=3000).among(4)
    assert (shared.door, shared.visitor, shared.person) == (8, 75, 750)


def test_sign_in__beyond_its_number_is_not_even_looked_at(room, browser, person, people):
    anna, client = people.give_password(person("XA", "analyst")), browser()
    for n in range(3):
        client.submit("/sign-in", {"email": f"a{n}@example.org", "password": "x"})
    answer = people.come_in(client, anna)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) in range(18, 22)
    assert "Too many requests" in answer.text
    assert "tocsin_session" not in client.cookies


def test_invitations__and_tokens_are_not_guessed_at_will(browser):
    client = browser()
    guesses = [client.submit(f"/invitation/{n}", {}).status_code for n in range(4)]
    assert guesses == [422, 422, 422, 429]
    client = browser()
    guesses = [
        client.get("/api/openapi", headers={"authorization": f"Bearer tocsin_{n}"}).status_code
        for n in range(4)
    ]
    assert guesses[:3].count(429) == 0
    assert guesses[3] == 429


def test_a_visitor__is_counted_by_address_and_a_person_by_name(browser):
    client = browser()
    assert [client.get("/sign-in").status_code for _ in range(5)] == [200] * 4 + [429]
    client = browser("XA", "analyst")
    assert [client.get("/me").status_code for _ in range(6)] == [200] * 5 + [429]


def test_style_sheets_and_health__are_free(browser):
    client = browser()
    assert {client.get("/healthz").status_code for _ in range(9)} == {200}


def test_the_address__is_that_of_the_connection_and_not_what_a_header_claims(browser):
    client = browser()
    answers = [
        client.get("/sign-in", headers={"x-forwarded-for": f"192.0.2.{n}"}).status_code for n in range(5)
    ]
    assert answers[-1] == 429


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_the_refusal__is_said_in_the_readers_language(browser, lang):
    client = browser(lang=lang)
    for _ in range(5):
        answer = client.get("/sign-in")
    assert answer.status_code == 429
    assert "Too many" not in answer.text
