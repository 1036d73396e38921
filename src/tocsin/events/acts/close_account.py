"""Close an account."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.fact import Draft
from tocsin.events.people import Actor
from tocsin.events.rights import reach
from tocsin.events.roles import one_stays
from tocsin.vocab.errors import EventError


def decide(board: Board, actor: Actor, *, at: datetime, person: str) -> list[Draft]:
    """For good; what the person did stays. The last administrator of a member cannot be closed."""
    now = reach(actor, "close-account", board, board.people, person, "person")
    if not now.active:
        raise EventError("The account of '{person}' is closed already.", person=person)
    one_stays(board, now)
    return [Draft(stream=f"person/{person}", kind="account-closed", body={})]
