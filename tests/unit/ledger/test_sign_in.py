"""Signing in: what is right gets in, everything else looks alike and gets slower."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.ledger.accounts import Account
from tocsin.ledger.passwords import Cost, Passwords
from tocsin.ledger.sign_in import FORGOTTEN, FREE_FAILURES, SignedIn
from tocsin.vocab.errors import SignInError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EMAIL, PASSWORD = "anna@example.org", "four words make one"


@pytest.fixture
def anna(books) -> Account:
    account = books.accounts.add(name="Anna", email=EMAIL, at=AT)
    books.sign_in.set_password(account.id, books.passwords.hashed(PASSWORD))
    return account


def fail(books, times, email=EMAIL, at=AT):
    for _ in range(times):
        with pytest.raises(SignInError, match=r"^The address, the password or the code is not right\.$"):
            books.sign_in.check(email, "wrong", at=at)


def test_check__address_in_any_case_and_password(books, anna):
    assert books.sign_in.check("ANNA@example.org ", PASSWORD, at=AT) == SignedIn(
        person=anna.id, second_factor=False
    )


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org", "invited@example.org"])
@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " ", "x" * 5_000, "four words\0make one"])
def test_check__whatever_is_wrong_is_said_in_the_same_words(books, anna, email, password):
    books.accounts.add(name="Invited", email="invited@example.org", at=AT)  # has no password yet
    with pytest.raises(SignInError, match=r"^The address, the password or the code is not right\.$"):
        books.sign_in.check(email, password, at=AT)


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org", "invited@example.org"])
def test_check__every_try_costs_one_hash(books, anna, email, monkeypatch):
    books.accounts.add(name="Invited", email="invited@example.org", at=AT)
    verified, real = [], books.passwords._hasher.verify
    monkeypatch.setattr(type(books.passwords._hasher), "verify", lambda _, *a: verified.append(a) or real(*a))
    fail(books, 1, email)
    assert len(verified) == 1


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_lock__waits_double_with_every_failure_whether_the_address_exists_or_not(books, anna, email):
    at = AT
    fail(books, FREE_FAILURES, email)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        fail(books, 1, email, at)
        with pytest.raises(SignInError, match=rf"^Too many tries; try again in {minutes} min\.$"):
            books.sign_in.check(email, PASSWORD, at=at)
        at += minutes * MINUTE
        if minutes > 1:
            with pytest.raises(SignInError, match=r"try again in 1 min"):
                books.sign_in.check(email, PASSWORD, at=at - timedelta(seconds=1))


def test_lock__the_right_password_ends_the_count(books, anna):
    fail(books, FREE_FAILURES)
    books.sign_in.check(EMAIL, PASSWORD, at=AT)
    fail(books, FREE_FAILURES)
    books.sign_in.check(EMAIL, PASSWORD, at=AT)


def test_lock__is_forgotten_after_a_day(books, anna):
    fail(books, FREE_FAILURES + 1)
    fail(books, FREE_FAILURES, at=AT + FORGOTTEN + MINUTE)
    books.sign_in.check(EMAIL, PASSWORD, at=AT + FORGOTTEN + MINUTE)


def test_lock__of_one_account_is_no_lock_of_another(books, anna):
    fail(books, FREE_FAILURES + 1, "other@example.org")
    books.sign_in.check(EMAIL, PASSWORD, at=AT)


def test_lock__many_tries_at_once_gain_nothing(books, anna):
    def attempt(_):
        try:
            books.sign_in.check(EMAIL, "wrong", at=AT)
        except SignInError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(attempt, range(20)))
    assert sum("not right" in words for words in said) == FREE_FAILURES + 1


def test_set_password__ends_sessions_and_the_lock(books, anna):
    session = books.sessions.begin(anna.id, at=AT, second_factor=False)
    fail(books, FREE_FAILURES + 1)
    books.sign_in.set_password(anna.id, books.passwords.hashed("another set of words"))
    assert books.sessions.find(session, at=AT) is None
    books.sign_in.check(EMAIL, "another set of words", at=AT)
    fail(books, 1)


def test_check_password__asks_once_more_and_counts(books, anna):
    books.sign_in.check_password(anna.id, PASSWORD, at=AT)
    for _ in range(FREE_FAILURES + 1):
        with pytest.raises(SignInError, match=r"^The password is not right\.$"):
            books.sign_in.check_password(anna.id, "wrong", at=AT)
    with pytest.raises(SignInError, match="Too many tries"):
        books.sign_in.check_password(anna.id, PASSWORD, at=AT)
    books.sign_in.check(EMAIL, PASSWORD, at=AT)  # whoever sits at a stolen session locks nobody out


def test_check__hashes_anew_when_the_cost_was_raised(books, anna):
    costly = Passwords(Cost(memory=16, passes=2, lanes=1))
    books.sign_in.passwords = costly
    with books.database.reading() as connection:
        before = connection.exec_driver_sql("SELECT password FROM credentials").scalar()
    books.sign_in.check(EMAIL, PASSWORD, at=AT)
    with books.database.reading() as connection:
        after = connection.exec_driver_sql("SELECT password FROM credentials").scalar()
    assert ("m=8,t=1" in before, "m=16,t=2" in after) == (True, True)
    books.sign_in.check(EMAIL, PASSWORD, at=AT)
