"""The demo's board: everybody can sign in, the year holds together, and the outbreak waits for triage."""

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tocsin.events.card import Triage
from tocsin.events.event import Stage
from tocsin.events.people import Actor, MemberKind, Role
from tocsin.flows import demo as demo_flow
from tocsin.flows.audit import verify
from tocsin.flows.demo_board import make_demo_board
from tocsin.flows.demo_people import NAMES, OF_A_STATE, code_of, read_people
from tocsin.flows.serve import Serving, open_board
from tocsin.flows.workspace import open_workspace
from tocsin.testing.alliance import CROSSING, MEMBERS
from tocsin.vocab.errors import AccountError, OutputError, UnknownNameError

NOW = datetime(2026, 5, 18, 9, 0, tzinfo=UTC)  # when the demo was made


@pytest.fixture(scope="module")
def made(demo, tmp_path_factory):
    """The demo, with a copy of its workspace to act on."""
    folder = tmp_path_factory.mktemp("board") / "workspace"
    shutil.copytree(demo.board.folder, folder)
    board = replace(demo.board, folder=folder, people=folder / "people.txt")
    return replace(demo, board=board, workspace=open_workspace(str(folder)))


@pytest.fixture(scope="module")
def room(made):
    opened = open_board(Serving(folder=str(made.board.folder)))
    yield opened.room
    opened.room.books.close()


def person(room, member: str, role: Role) -> Actor:
    found = next(p for p in room.board.people.values() if p.member == member and role in p.roles)
    return Actor(person=found.id, member=member, roles=frozenset({role}))


def test_demo_board__every_member_has_one_person_of_each_role_and_a_name_in_each_language(room):
    assert set(room.board.members) == {*MEMBERS, "SX"}
    assert all(set(member.name) == {"en", "ru", "zh"} for member in room.board.members.values())
    assert {code: name for code, (name, _) in MEMBERS.items()} == {
        code: names[0] for code, names in NAMES.items() if code != "SX"
    }
    for code in MEMBERS:
        roles = Counter(role for p in room.board.people.values() if p.member == code for role in p.roles)
        assert roles == Counter(OF_A_STATE)
    chairs = [m.code for m in room.board.members.values() if m.kind is MemberKind.SECRETARIAT]
    assert chairs == ["SX"]


def test_demo_board__the_ledger_is_whole_and_tells_a_year_up_to_now(made, room):
    assert verify(str(made.board.folder)).whole
    facts = room.ledger.read()
    assert NOW - timedelta(days=366) < facts[0].at < facts[-1].at <= NOW
    assert {event.stage for event in room.board.events.values()} == set(Stage)
    revealed = [r for e in room.board.events.values() for r in e.rounds if r.revealed is not None]
    assert len(revealed) >= 4
    assert any(event.running_round for event in room.board.events.values())


def test_demo_board__the_outbreak_waits_for_triage_where_it_is(room):
    waiting = [
        card for card in room.cards(person(room, "XA", Role.FOCAL_POINT))
        if card.of("XA").status is Triage.WAITING
    ]  # fmt: skip
    assert [card.indicator for card in waiting] == [CROSSING.disease]
    assert waiting[0].as_of == date(2026, 5, 18)
    assert {"XA", "XB", "SX"} <= waiting[0].audience.members


@pytest.mark.parametrize("address", ["focal-point.xa@example.org", "reader.xh@example.org"])
def test_demo_board__whoever_is_listed_signs_in(made, room, address):
    code = code_of(made.board.folder, address, at=NOW)
    came = room.books.sign_in.check(address, made.board.password, code, at=NOW)
    assert came.second_factor == address.startswith("focal")
    assert room.board.people[came.person].active


def test_demo_board__its_people_are_listed_for_its_owner_alone(made):
    assert made.board.people.stat().st_mode & 0o077 == 0
    password, secrets = read_people(made.board.folder)
    assert password == made.board.password
    assert len(secrets) == 8 * len(OF_A_STATE) + 4
    with pytest.raises(UnknownNameError, match="No person of the demo 'me'"):
        code_of(made.board.folder, "me", at=NOW)


def test_demo_board__made_again__stays_as_people_left_it(made, room):
    before = room.ledger.anchor()
    again = make_demo_board(made.workspace, made.published, now=NOW + timedelta(hours=1))
    assert not again.new
    assert again.password == made.board.password
    assert room.ledger.anchor() == before


def test_demo_board__of_an_earlier_week__is_put_aside_whole(made, tmp_path):
    workspace = tmp_path / "workspace"
    shutil.copytree(made.board.folder, workspace)
    assert demo_flow._put_aside(workspace, date(2026, 5, 18)) is None
    aside = demo_flow._put_aside(workspace, date(2026, 5, 25))
    assert aside == tmp_path / "workspace-2026-05-18"
    assert (aside / "people.txt").exists()
    shutil.copytree(made.board.folder, workspace)
    with pytest.raises(OutputError, match="move one of them"):
        demo_flow._put_aside(workspace, date(2026, 5, 25))


def test_demo_code__without_a_demo__says_how_to_make_one(tmp_path):
    with pytest.raises(AccountError, match="make the demo first: tocsin demo"):
        code_of(tmp_path, "me", at=NOW)
