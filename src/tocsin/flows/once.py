"""A form that was sent twice is acted on once."""

from collections.abc import Sequence

from tocsin.events.board import Board
from tocsin.events.event import lines
from tocsin.events.fact import Draft, Fact
from tocsin.events.people import Actor
from tocsin.flows.board import Decide

_DRAWN = frozenset({"task", "file"})  # names drawn anew at every try


def once(decide: Decide, actor: Actor, event: str, seen: int) -> Decide:
    """The decision, or nothing where the same person recorded just that since the form was made.

    seen  number of the newest fact that the form was made from; 0 = nobody knows, then every one counts
    """

    def decided(board: Board) -> Sequence[Draft]:
        drafts = decide(board)
        if not seen:
            return drafts
        since = [
            fact
            for fact, _ in lines(board.events[event])
            if fact.number > seen and fact.person == actor.person
        ]
        again = bool(drafts) and all(any(_same(draft, fact) for fact in since) for draft in drafts)
        return [] if again else drafts

    return decided


def _same(draft: Draft, fact: Fact) -> bool:
    return (draft.stream, draft.kind, _said(draft)) == (fact.stream, fact.kind, _said(fact))


def _said(told: Draft | Fact) -> dict[str, object]:
    drawn = _DRAWN if told.kind in ("task-set", "file-attached") else frozenset()
    return {key: value for key, value in told.body.items() if key not in drawn}
