"""Facts about a thing out of sight: no time is spent on them that would tell that they are there."""

from tocsin.flows.audit_room import roll


def test_roll__of_a_thing_out_of_sight_reads_nothing(room, play, monkeypatch):
    play.open("event002", "XB", "XB")
    own, other = play.actor("XB", "head"), play.actor("XA", "head")
    assert [fact.kind for fact in roll(room, own, stream="event/event002").facts] == ["event-opened"]
    read = []
    monkeypatch.setattr(room.ledger, "back", lambda *which, **more: read.append(which) or [])
    assert roll(room, other, stream="event/event002").facts == []
    assert read == []
    roll(room, own, stream="event/event002")
    assert len(read) == 1
