"""One-time codes: one step to either side, each step once; secrets unreadable without the key."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from tocsin.ledger.second_factor import STEP, SecondFactors
from tocsin.vocab.errors import AccountError, LedgerError, SignInError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
EMAIL, PASSWORD = "anna@example.org", "four words make one"


def steps(n):
    return AT + timedelta(seconds=STEP * n)


@pytest.fixture
def anna(books):
    account = books.accounts.add(name="Anna", email=EMAIL, at=AT)
    books.sign_in.set_password(account.id, books.passwords.hashed(PASSWORD))
    return account.id


@pytest.fixture
def app(books, anna) -> pyotp.TOTP:
    """Anna's telephone; her second factor was confirmed three steps ago."""
    totp = pyotp.TOTP(books.second_factors.begin(anna, label=EMAIL, issuer="Alliance").secret)
    books.second_factors.confirm(anna, totp.at(steps(-3)), at=steps(-3))
    return totp


def test_begin__gives_what_an_app_reads(books, anna):
    made = books.second_factors.begin(anna, label=EMAIL, issuer="Alliance")
    assert made.uri == f"otpauth://totp/Alliance:anna%40example.org?secret={made.secret}&issuer=Alliance"
    assert books.second_factors.has(anna) is False
    assert books.sign_in.check(EMAIL, PASSWORD, at=AT).second_factor is False


def test_begin__again_replaces_what_was_not_confirmed_but_not_what_is_in_use(books, anna):
    first = books.second_factors.begin(anna, label="a", issuer="b")
    second = books.second_factors.begin(anna, label="a", issuer="b")
    with pytest.raises(AccountError, match=r"The code is not right"):
        books.second_factors.confirm(anna, pyotp.TOTP(first.secret).at(AT), at=AT)
    books.second_factors.confirm(anna, pyotp.TOTP(second.secret).at(AT), at=AT)
    with pytest.raises(AccountError, match=r"A second factor is in use"):
        books.second_factors.begin(anna, label="a", issuer="b")
    with pytest.raises(AccountError, match=r"No second factor was begun"):
        books.second_factors.confirm(anna, pyotp.TOTP(second.secret).at(steps(1)), at=steps(1))


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_check__a_code_holds_one_step_to_either_side(books, app, off):
    assert books.sign_in.check(EMAIL, PASSWORD, app.at(steps(off)), at=AT).second_factor is True


@pytest.mark.parametrize("off", [-2, 2])
def test_check__a_code_from_farther_away_does_not(books, app, off):
    with pytest.raises(SignInError, match=r"password or the code is not right"):
        books.sign_in.check(EMAIL, PASSWORD, app.at(steps(off)), at=AT)


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "１２３４５６", "0" * 1000])
def test_check__no_code_or_a_wrong_one_does_not(books, app, code):
    with pytest.raises(SignInError, match=r"password or the code is not right"):
        books.sign_in.check(EMAIL, PASSWORD, code, at=AT)


def test_check__a_code_with_a_blank_in_it_holds(books, app):
    code = app.at(AT)
    books.sign_in.check(EMAIL, PASSWORD, f" {code[:3]} {code[3:]}", at=AT)


def test_check__a_step_is_used_once_and_no_older_one_after_it(books, app):
    books.sign_in.check(EMAIL, PASSWORD, app.at(AT), at=AT)
    for off in (0, -1):
        with pytest.raises(SignInError, match=r"password or the code is not right"):
            books.sign_in.check(EMAIL, PASSWORD, app.at(steps(off)), at=AT)
    books.sign_in.check(EMAIL, PASSWORD, app.at(steps(1)), at=AT)


def test_confirm__uses_its_step_up(books, app):
    with pytest.raises(SignInError, match=r"password or the code is not right"):
        books.sign_in.check(EMAIL, PASSWORD, app.at(steps(-3)), at=steps(-3))


def test_recovery_codes__each_opens_once_however_it_is_typed(books, anna, app):
    codes = books.second_factors.renew_recovery_codes(anna)
    assert (len(set(codes)), books.second_factors.recovery_codes_left(anna)) == (10, 10)
    books.sign_in.check(EMAIL, PASSWORD, f" {codes[0].upper().replace('-', ' ')} ", at=AT)
    assert books.second_factors.recovery_codes_left(anna) == 9
    with pytest.raises(SignInError, match=r"password or the code is not right"):
        books.sign_in.check(EMAIL, PASSWORD, codes[0], at=AT)
    renewed = books.second_factors.renew_recovery_codes(anna)
    with pytest.raises(SignInError, match=r"password or the code is not right"):
        books.sign_in.check(EMAIL, PASSWORD, codes[1], at=AT)
    books.sign_in.check(EMAIL, PASSWORD, renewed[1], at=AT)


def test_recovery_codes__of_one_person_open_nothing_for_another(books, anna, app):
    other = books.accounts.add(name="Other", email="other@example.org", at=AT)
    theirs = books.second_factors.renew_recovery_codes(other.id)
    with pytest.raises(SignInError, match=r"password or the code is not right"):
        books.sign_in.check(EMAIL, PASSWORD, theirs[0], at=AT)


def test_remove__leaves_the_password_alone(books, anna, app):
    books.second_factors.remove(anna)
    assert books.second_factors.has(anna) is False
    assert books.second_factors.recovery_codes_left(anna) == 0
    assert books.sign_in.check(EMAIL, PASSWORD, at=AT).second_factor is False


def test_storage__holds_neither_secret_nor_codes(books, anna):
    made = books.second_factors.begin(anna, label="a", issuer="b")
    codes = books.second_factors.confirm(anna, pyotp.TOTP(made.secret).at(AT), at=AT)
    with books.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM credentials").all()
        kept += connection.exec_driver_sql("SELECT * FROM recovery_codes").all()
    text = repr(kept)
    assert made.secret not in text
    assert not any(code in text or code.replace("-", "") in text for code in codes)


def test_storage__is_bound_to_key_and_person(books, anna, app):
    foreign = SecondFactors(books.database, b"x" * 32)
    with pytest.raises(LedgerError, match=r"cannot be read with this secret .* board\.key"):
        foreign.use(anna, app.at(AT), at=AT)
    other = books.accounts.add(name="Other", email="other@example.org", at=AT)
    with books.database.writing() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO credentials SELECT '{other.id}', password, totp, totp_step, totp_confirmed "
            "FROM credentials"
        )
    with pytest.raises(LedgerError, match=r"cannot be read with this secret"):
        books.second_factors.use(other.id, app.at(AT), at=AT)
