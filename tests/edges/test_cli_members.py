"""`tocsin members` and `tocsin invite`: how a board begins, at the command line of the machine."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tocsin.flows.joining import join
from tocsin.flows.serve import Serving, open_board


@pytest.fixture
def alliance(tmp_path, tocsin) -> str:
    folder = str(tmp_path / "alliance")
    assert tocsin("init", folder).code == 0
    return folder


def test_members__are_added_and_listed(alliance, tocsin):
    assert tocsin("members", alliance).out == ""
    tocsin("members", alliance, "--add", "SEC", "Secretariat", "--kind", "secretariat")
    said = tocsin(
        "members", alliance, "--add", "XA", "Arvania", "--ru", "Арвания", "--zh", "阿瓦尼亚",
        "--rules", "ihr-2024",
        "--rules", "7-1-7",
    )  # fmt: skip
    assert said.out.splitlines() == [
        "SEC\tSecretariat\tsecretariat\t0 people\t",
        "XA\tArvania\tfull\t0 people\tihr-2024, 7-1-7",
    ]
    opened = open_board(Serving(folder=alliance))
    assert opened.room.board.members["XA"].name == {"en": "Arvania", "ru": "Арвания", "zh": "阿瓦尼亚"}
    opened.room.books.close()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--add", "xa", "Arvania"), "event", "'xa' is no code of a state"),
        (("--add", "XA", "Arvania", "--rules", "ihr"), "unknown", "Known: 7-1-7, ihr-2005"),
        (("--add", "SEC", "B", "--kind", "secretariat"), "event", "is a member already"),
        (("--add", "SE2", "B", "--kind", "secretariat"), "event", "there is only one"),
    ],
)
def test_members__what_cannot_be_is_refused(alliance, tocsin, words, code, said):
    tocsin("members", alliance, "--add", "SEC", "Secretariat", "--kind", "secretariat")
    answer = tocsin("members", alliance, *words)
    assert answer.code == 2
    assert f"[{code}]" in answer.err
    assert said in answer.err


def test_invite__gives_a_link_that_makes_an_account_and_then_one_for_a_new_password(alliance, tocsin):
    tocsin("members", alliance, "--add", "XA", "Arvania")
    words = ("invite", alliance, "--email", "anna@example.org")
    first = tocsin(*words, "--member", "XA", "--role", "administrator", "--role", "analyst").out.strip()
    secret = re.fullmatch(r"http://127\.0\.0\.1:8000/invitation/([\w-]{43})", first)[1]
    room, at = open_board(Serving(folder=alliance)).room, datetime.now(UTC)
    anna = join(room, secret, name="Anna", password="four words make one", language="en", at=at)
    assert room.board.people[anna].roles == {"administrator", "analyst"}
    again = tocsin(*words, "--lost").out.strip()
    assert room.books.invitations.find(again.rpartition("/")[2], at=at).person == anna
    *_, last = room.ledger.read(stream=f"person/{anna}")
    assert (last.kind, last.person) == ("password-link-made", "system")
    room.books.close()
    assert tocsin("members", alliance).out == "XA\tArvania\tfull\t1 person\t\n"


def test_invite__links_to_the_address_of_the_board(alliance, tocsin):
    with Path(alliance, "tocsin.toml").open("a") as file:
        file.write('\n[board]\naddress = "https://board.example.org/"\n')
    tocsin("members", alliance, "--add", "XA", "Arvania")
    said = tocsin("invite", alliance, "--email", "a@example.org", "--member", "XA", "--role", "reader")
    assert said.out.startswith("https://board.example.org/invitation/")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--member", "XZ", "--role", "reader"), "No member 'XZ'. Known: XA."),
        (("--member", "XA"), "no role"),
        (("--member", "XA", "--role", "secretariat"), "XA is not it"),
    ],
)
def test_invite__what_cannot_be_is_refused(alliance, tocsin, words, said):
    tocsin("members", alliance, "--add", "XA", "Arvania")
    answer = tocsin("invite", alliance, "--email", "a@example.org", *words)
    assert answer.code == 2
    assert said in answer.err
