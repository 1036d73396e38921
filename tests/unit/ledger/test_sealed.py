"""Sealed answers: one's own until the round is opened; then in the facts alone."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tocsin.events.fact import Draft
from tocsin.ledger.chain import MovedError
from tocsin.ledger.sealed import SealedAnswer, SealedAnswers
from tocsin.ledger.tables import SEALED

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)


def answer(member, event="7kq2m9xd", round_=1, answers="{}"):
    return SealedAnswer(
        event=event, round=round_, member=member, answers=answers, nonce="0" * 64, commitment="c", at=AT
    )


def test_own__is_what_the_member_sealed_last(books):
    books.sealed.keep(answer("XA"))
    books.sealed.keep(answer("XA", answers='{"1":"yes"}'))
    assert books.sealed.own("7kq2m9xd", 1, "XA") == answer("XA", answers='{"1":"yes"}')
    assert books.sealed.own("7kq2m9xd", 1, "XB") is books.sealed.own("7kq2m9xd", 2, "XA") is None
    books.sealed.withdraw("7kq2m9xd", 1, "XA")
    assert books.sealed.own("7kq2m9xd", 1, "XA") is None


def test_answers__lie_in_the_database_where_nobody_reads_them(books):
    books.sealed.keep(answer("XA", answers='{"said":"yes"}'))
    with books.database.reading() as connection:
        kept = repr(connection.exec_driver_sql("SELECT * FROM sealed").all())
    assert "said" not in kept
    assert "0" * 64 not in kept  # the nonce, with which a commitment could be tried out


def test_answers__open_with_the_key_of_the_workspace_and_in_their_place_alone(books):
    books.sealed.keep(answer("XA"))
    others = SealedAnswers(books.database, b"o" * 32)
    assert others.own("7kq2m9xd", 1, "XA") is None
    assert others.open_round("7kq2m9xd", 1) == []
    books.sealed.keep(answer("XA"))
    with books.database.writing() as connection:
        connection.execute(sa.update(SEALED).values(member="XB"))
    assert books.sealed.own("7kq2m9xd", 1, "XB") is None
    with books.database.writing() as connection:
        connection.execute(sa.update(SEALED).values(answers="{}"))
    assert books.sealed.own("7kq2m9xd", 1, "XB") is None


def test_open_round__takes_all_of_it_and_nothing_else(books):
    others = [answer("XA", round_=2), answer("XA", event="other")]
    for kept in (answer("XB"), answer("XA"), *others):
        books.sealed.keep(kept)
    assert books.sealed.open_round("7kq2m9xd", 1) == [answer("XA"), answer("XB")]
    assert books.sealed.open_round("7kq2m9xd", 1) == []
    assert [books.sealed.own(kept.event, kept.round, "XA") for kept in others] == others


def test_open_round__stays_sealed_when_its_facts_are_refused(books):
    books.sealed.keep(answer("XA"))

    def reveal(seen):
        with books.writing():
            answers = books.sealed.open_round("7kq2m9xd", 1)
            draft = Draft(stream="event/a", kind="round-opened", body={"answers": answers[0].answers})
            books.ledger.append([draft], person="p", member="XA", at=AT, seen={"event/a": seen})

    with pytest.raises(MovedError, match="event/a"):
        reveal(seen=7)
    assert books.sealed.own("7kq2m9xd", 1, "XA") == answer("XA")
    reveal(seen=0)
    assert books.sealed.own("7kq2m9xd", 1, "XA") is None
    assert books.ledger.newest() == 1
