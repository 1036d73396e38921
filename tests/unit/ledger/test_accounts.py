"""Accounts: added, corrected, erased, in both databases."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from tocsin.events.people import Role
from tocsin.ledger.books import Books
from tocsin.ledger.outbox import Outgoing
from tocsin.ledger.tables import METADATA
from tocsin.vocab.errors import AccountError, SignInError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
LATER = AT + timedelta(days=1)
PASSWORD = "four words make one"


def add(books: Books, email="Anna@Example.org", name="Anna Adam"):
    account = books.accounts.add(name=name, email=email, at=AT)
    books.sign_in.set_password(account.id, books.passwords.hashed(PASSWORD))
    return account.id


def test_add__is_found_by_id_and_by_address_in_any_case(books):
    account = books.accounts.add(name=" Анна Адам ", email=" Anna@Example.org", at=AT, language="ru")
    assert (account.name, account.email, account.language) == ("Анна Адам", "Anna@Example.org", "ru")
    assert books.accounts.find(account.id) == account
    assert books.accounts.find_by_email("aNNA@example.ORG ") == account
    assert books.accounts.all() == {account.id: account}
    assert len(account.id) == 8


def test_add__an_address_belongs_to_one_account(books):
    add(books)
    with pytest.raises(AccountError, match=r"anna@EXAMPLE\.org already belongs to an account"):
        books.accounts.add(name="Other", email="anna@EXAMPLE.org", at=AT)
    assert len(books.accounts.all()) == 1
    add(books, "other@example.org")


@pytest.mark.parametrize(
    "email", ["", "anna", "a@b@c", "a b@c.org", "a@c.org\nBcc: x@y.org", "a" * 250 + "@c.org"]
)
def test_add__refuses_what_is_no_address(books, email):
    with pytest.raises(AccountError, match=r"e-mail address is not usable"):
        books.accounts.add(name="Anna", email=email, at=AT)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb", "\u202eanna"])
def test_add__refuses_a_name_that_cannot_be_shown(books, name):
    with pytest.raises(AccountError, match=r"name is not usable: it must have 1 to 100"):
        books.accounts.add(name=name, email="a@b.org", at=AT)


def test_change__corrects_and_keeps_the_rest(books):
    person = add(books)
    add(books, "other@example.org")
    books.accounts.change(person, name="Anna Berg")
    changed = books.accounts.change(person, language="zh")
    assert (changed.name, changed.email, changed.language) == ("Anna Berg", "Anna@Example.org", "zh")
    with pytest.raises(AccountError, match=r"other@example\.org already belongs"):
        books.accounts.change(person, email="OTHER@example.org".lower())
    assert books.accounts.find(person) == changed
    with pytest.raises(AccountError, match=r"no account 'nobody12'"):
        books.accounts.change("nobody12", name="A")


def test_erase__leaves_an_id_and_nothing_else(books):
    person = add(books)
    secret = pyotp.TOTP(books.second_factors.begin(person, label="a", issuer="t").secret)
    books.second_factors.confirm(person, secret.at(AT), at=AT)
    session = books.sessions.begin(person, at=AT, second_factor=True, device="Anna's telephone")
    token, _ = books.tokens.make(person, label="Anna's", scopes={"read"}, at=AT, expires=LATER)
    books.invitations.invite(email="Anna@Example.org", member="XA", roles=[Role.READER], by="p", at=AT)
    books.outbox.put(Outgoing(key="k", person=person, subject="Dear Anna", text="", created=AT))
    with pytest.raises(SignInError, match="not right"):
        books.sign_in.check("anna@example.org", "wrong", at=AT)
    books.accounts.erase(person, at=LATER)
    erased = books.accounts.find(person)
    assert (erased.name, erased.email, erased.erased) == ("", "", LATER)
    assert books.sessions.find(session, at=AT) is books.tokens.find(token, at=AT) is None
    left = {}
    with books.database.reading() as connection:
        for table in METADATA.sorted_tables:
            left[table.name] = len(connection.execute(table.select()).all())
    assert {name for name, rows in left.items() if rows} == {"people"}
    with pytest.raises(SignInError, match="not right"):
        books.sign_in.check("anna@example.org", PASSWORD, at=LATER)
    add(books)  # the address is free again
