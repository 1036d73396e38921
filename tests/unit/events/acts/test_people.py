"""Members and people: added, changed, gone; and that somebody always looks after them."""

from dataclasses import replace

import pytest

from tocsin.events.acts import (
    add_member,
    add_person,
    change_member,
    close_account,
    end_membership,
    give_role,
    open_event,
    take_role,
)
from tocsin.events.audience import only
from tocsin.events.entries import OriginKind
from tocsin.events.people import MemberKind, Role
from tocsin.testing.rehearsal import SYSTEM_ACTOR
from tocsin.vocab.errors import ChangedError, DeniedError, EventError, UnknownThingError

NEW = {
    "member": "XD",
    "name": {"en": "Dalia", "ru": "Далия"},
    "kind": MemberKind.FULL,
    "rule_sets": ["ihr-2005"],
}
AS_IS = {"name": {"en": "XA"}, "kind": MemberKind.FULL, "rule_sets": ["ihr-2024", "7-1-7"]}


@pytest.fixture
def hub(play):
    return play.person("HUB", "administrator")


@pytest.fixture
def admin(play):
    return play.person("XA", "administrator")


def test_member__added_leaves_and_comes_back(play, hub):
    play.do(add_member, hub, **NEW)
    member = play.board.members["XD"]
    assert (member.name["ru"], member.kind, member.rule_sets, member.active) == (
        "Далия",
        "full",
        ("ihr-2005",),
        True,
    )
    with pytest.raises(EventError, match="XD is a member already"):
        play.do(add_member, hub, **NEW)
    play.do(end_membership, hub, member="XD")
    assert not play.board.members["XD"].active
    with pytest.raises(EventError, match="XD has left already"):
        play.do(end_membership, hub, member="XD")
    play.do(add_member, hub, **NEW)
    assert play.board.members["XD"].active


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"member": "XDD"}, "'XDD' is no code of a state"),
        ({"member": "xd", "kind": MemberKind.PARTNER}, "'xd' is no code of a body"),
        ({"name": {"ru": "Далия"}}, r"A name is given in English \(en\) and may be given in ru, zh; found"),
        ({"name": {"en": "Dalia", "fr": "Dalia"}}, "found: en, fr"),
        ({"name": {"en": ""}}, "name is empty"),
        ({"kind": MemberKind.SECRETARIAT}, "HUB is the secretariat, and there is only one"),
        ({"rule_sets": ["IHR 2005"]}, "rule set 'IHR 2005' is not usable"),
    ],
)  # fmt: skip
def test_member__refuses(play, hub, changes, text):
    with pytest.raises(EventError, match=text):
        play.do(add_member, hub, **(NEW | changes))


def test_member__changes_itself_but_not_its_kind(play, hub, admin):
    told = AS_IS | {"name": {"en": "Alia"}}
    play.do(change_member, admin, member="XA", **told, seen=play.board.number)
    assert play.board.members["XA"].name == {"en": "Alia"}
    with pytest.raises(DeniedError, match="Only the secretariat changes what kind of member XA is"):
        play.do(change_member, admin, member="XA", **told | {"kind": MemberKind.OBSERVER}, seen=10**6)
    play.do(change_member, hub, member="XA", **told | {"kind": MemberKind.OBSERVER}, seen=10**6)
    assert play.board.members["XA"].kind is MemberKind.OBSERVER


def test_member__change__nothing_new_is_nothing_and_two_at_once_are_told(play, hub, admin):
    seen = play.board.number
    assert play.do(change_member, admin, member="XA", **AS_IS, seen=seen) == []
    play.do(change_member, hub, member="XA", **AS_IS | {"rule_sets": []}, seen=seen)
    with pytest.raises(ChangedError, match="XA by hubadmin of HUB"):
        play.do(change_member, admin, member="XA", **AS_IS | {"rule_sets": ["7-1-7"]}, seen=seen)


def test_member__the_secretariat_stays_and_who_left_is_not_changed(play, hub):
    with pytest.raises(EventError, match="HUB is the secretariat, and stays it"):
        play.do(end_membership, hub, member="HUB")
    with pytest.raises(EventError, match="HUB is the secretariat, and stays it"):
        play.do(change_member, hub, member="HUB", **AS_IS | {"kind": MemberKind.PARTNER}, seen=10**6)
    play.do(end_membership, hub, member="XA")
    with pytest.raises(EventError, match="XA has left; add it again first"):
        play.do(change_member, hub, member="XA", **AS_IS, seen=10**6)
    with pytest.raises(UnknownThingError, match="There is no member 'XQ' that you may see"):
        play.do(end_membership, hub, member="XQ")


def test_member__that_left__its_people_may_do_nothing(play, hub, xa):
    play.do(end_membership, hub, member="XA")
    with pytest.raises(DeniedError, match="You may not open an event"):
        play.do(
            open_event, xa, event="event002", title="Measles", audience=only("XA"), pack="infectious",
            origin=OriginKind.MEDIA,
        )  # fmt: skip


def test_person__added_with_roles(play, admin):
    play.do(add_person, admin, person="person01", member="XA", roles=[Role.READER, Role.HEAD, Role.READER])
    assert play.board.people["person01"].roles == {Role.READER, Role.HEAD}


def test_person__of_another_member__only_the_first_administrator(play, hub, admin):
    play.do(add_member, hub, **NEW)
    with pytest.raises(DeniedError, match="Of another member you may add only the first administrator"):
        play.do(add_person, hub, person="person01", member="XD", roles=[Role.ADMINISTRATOR, Role.FOCAL_POINT])
    play.do(add_person, hub, person="person01", member="XD", roles=[Role.ADMINISTRATOR])
    with pytest.raises(DeniedError, match="Of another member you may add only the first administrator"):
        play.do(add_person, hub, person="person02", member="XD", roles=[Role.ADMINISTRATOR])
    with pytest.raises(DeniedError, match="in one's own member; in the secretariat for all"):
        play.do(add_person, admin, person="person02", member="XD", roles=[Role.ADMINISTRATOR])


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"person": "xareader"}, "There is a person 'xareader' already"),
        ({"person": "Ivan"}, "person 'Ivan' is no identifier"),
        ({"roles": []}, "The person has no role; choose at least one"),
        ({"roles": [Role.SECRETARIAT]}, "'secretariat' is for people of the secretariat; XA is not it"),
    ],
)
def test_person__refuses(play, admin, changes, text):
    with pytest.raises(EventError, match=text):
        play.do(
            add_person, admin, **({"person": "person01", "member": "XA", "roles": [Role.READER]} | changes)
        )


def test_person__of_a_member_that_left_is_not_added(play, hub):
    play.do(end_membership, hub, member="XA")
    with pytest.raises(EventError, match="XA has left; add it again first"):
        play.do(add_person, SYSTEM_ACTOR, person="person01", member="XA", roles=[Role.READER])


def test_role__given_and_taken__counts_from_that_moment(play, admin):
    reader = play.person("XA", "reader")
    opening = {
        "title": "Measles", "audience": only("XA"), "pack": "infectious", "origin": OriginKind.MEDIA,
    }  # fmt: skip
    play.do(give_role, admin, person=reader.person, role=Role.ANALYST, seen=10**6)
    analyst = play.person("XA", "reader")
    assert analyst.roles == {Role.READER, Role.ANALYST}
    play.do(open_event, analyst, event="event002", **opening)
    play.do(take_role, admin, person=reader.person, role=Role.ANALYST, seen=10**6)
    with pytest.raises(DeniedError, match="it takes the role analyst or focal-point or secretariat"):
        play.do(open_event, analyst, event="event003", **opening)


def test_role__refusals(play, admin):
    person = play.id_of("XA", "reader")
    seen = play.board.number
    with pytest.raises(EventError, match="'xareader' is reader already"):
        play.do(give_role, admin, person=person, role=Role.READER, seen=seen)
    with pytest.raises(EventError, match="'xareader' is not head"):
        play.do(take_role, admin, person=person, role=Role.HEAD, seen=seen)
    with pytest.raises(EventError, match="'secretariat' is for people of the secretariat"):
        play.do(give_role, admin, person=person, role=Role.SECRETARIAT, seen=seen)
    play.do(give_role, admin, person=person, role=Role.HEAD, seen=seen)
    for act, role in ((give_role, Role.ANALYST), (take_role, Role.READER)):
        with pytest.raises(ChangedError, match="xareader by xaadmini of XA"):
            play.do(act, admin, person=person, role=role, seen=seen)
    play.do(close_account, admin, person=person)
    for act, role in ((give_role, Role.ANALYST), (take_role, Role.READER)):
        with pytest.raises(EventError, match="The account of 'xareader' is closed"):
            play.do(act, admin, person=person, role=role, seen=10**6)
    with pytest.raises(EventError, match="The account of 'xareader' is closed already"):
        play.do(close_account, admin, person=person)


def test_administrator__the_last_one_stays(play, admin):
    own = play.id_of("XA", "administrator")
    for act, more in ((close_account, {}), (take_role, {"role": Role.ADMINISTRATOR, "seen": 10**6})):
        with pytest.raises(
            EventError, match="'xaadmini' is the last administrator of XA; make somebody else one"
        ):
            play.do(act, admin, person=own, **more)
    play.do(give_role, admin, person=play.id_of("XA", "head"), role=Role.ADMINISTRATOR, seen=10**6)
    play.do(close_account, admin, person=own)
    assert not play.board.people[own].active


def test_secretariat__its_role_counts_only_there(play):
    play.person("XA", "reader", "secretariat")  # as a ledger of another kind might hold it
    with pytest.raises(DeniedError, match="You may not open an event"):
        play.do(
            open_event, play.person("XA", "reader"), event="event002", title="Measles", audience=only("XA"),
            pack="infectious", origin=OriginKind.MEDIA,
        )  # fmt: skip


def test_person__acts_for_the_member_they_belong_to_and_no_other(play, xa):
    stranger = replace(xa, member="XB")
    with pytest.raises(DeniedError, match="You may not open an event"):
        play.do(
            open_event, stranger, event="event002", title="Measles", audience=only("XB"), pack="infectious",
            origin=OriginKind.MEDIA,
        )  # fmt: skip
