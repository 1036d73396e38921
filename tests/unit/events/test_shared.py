from dataclasses import replace

import pytest

from tocsin.events.audience import Audience, Tlp
from tocsin.events.shared import share
from tocsin.flows.packs import load_packs
from tocsin.vocab.errors import DeniedError

from .events_for_tests import D, event


def test_share__takes_what_all_see_and_leaves_out_who_has_not_looked():
    found = share(event(), load_packs())
    assert (found.id, found.owner, found.tlp, found.opened) == ("7kq2m9xd", "XA", Tlp.AMBER, D)
    assert [(s.member, s.seen) for s in found.sightings] == [("XB", True), ("XC", False)]
    assert [(o.member, o.decision, o.risk, o.late) for o in found.opinions] == [
        ("XA", "notify", "high", False), ("XB", "not-now", "", True)
    ]  # fmt: skip
    assert found.opinions[0].text.splitlines()[3] == "restrictions: not-known: because ?"
    assert [(m.id, m.member, m.text, m.state) for m in found.measures] == [
        ("t1", "XB", "Chlorinate the wells", "done")
    ]  # fmt: skip
    assert "No beds." not in str(found)


def test_share__opinions_are_those_of_the_newest_revealed_round():
    told = event()
    sealed = replace(told.rounds[0], number=2, revealed=None, opened={})
    assert len(share(replace(told, rounds=(*told.rounds, sealed)), load_packs()).opinions) == 2
    revealed = replace(told.rounds[0], number=2, opened={"XA": told.rounds[0].opened["XA"]})
    assert len(share(replace(told, rounds=(*told.rounds, revealed)), load_packs()).opinions) == 1
    assert share(replace(told, rounds=(sealed,)), load_packs()).opinions == ()
    assert share(told, {}).opinions == ()  # nobody has the questions any more


@pytest.mark.parametrize(
    ("tlp", "pass_on", "fault"),
    [
        (Tlp.CLEAR, False, 'marked "do not pass on" by its owner XA; it is not exported'),
        (Tlp.RED, True, "marked TLP:RED by its owner XA"),
    ],
)  # fmt: skip
def test_share__what_is_not_to_be_passed_on_is_refused(tlp, pass_on, fault):
    marked = Audience(members=frozenset({"XA", "XB"}), tlp=tlp, pass_on=pass_on)
    with pytest.raises(DeniedError, match=fault):
        share(event(audience=marked), load_packs())
