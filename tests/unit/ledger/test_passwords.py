"""Passwords: long ones of several characters; hashed by argon2id with the standard's cost."""

import pytest

from tocsin.ledger.passwords import STANDARD, Passwords, check_password
from tocsin.vocab.errors import AccountError

CASES = {
    "short": ("elevenchars", "has 11 characters; it must have 12 to 200"),
    "long": ("abcdefgh" * 26, "has 208 characters; it must have 12 to 200"),
    "of few characters": ("abcdabcdabcd", "has 4 different characters; it must have 5 or more"),
    "of the address": ("my name is ANNA.adam!", "holds the e-mail address"),
}


@pytest.mark.parametrize("case", CASES)
def test_check__refuses_a_password_that_is(case):
    password, said = CASES[case]
    with pytest.raises(AccountError, match=said) as error:
        check_password(password, email="anna.adam@example.org")
    assert password not in str(error.value)


@pytest.mark.parametrize(
    "password", ["four words make one", "пять разных слов", "一二三四五六七八九十百千", " " * 7 + "abcde"]
)
def test_check__takes_any_script(password):
    check_password(password, email="a@example.org")


def test_cost__is_that_of_rfc_9106():
    passwords = Passwords(STANDARD)
    assert passwords.hashed("four words make one").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_matches__is_false_for_a_hash_that_is_none():
    from tocsin.ledger.passwords import Cost

    assert Passwords(Cost(memory=8, passes=1, lanes=1)).matches("x", "no hash") is False
