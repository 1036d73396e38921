"""A form that was sent twice is acted on once."""

from collections.abc import Sequence

from tocsin.events.board import Board
from tocsin.events.event import lines
from tocsin.events.fact import Draft, Fact
from tocsin.events.people import Actor
from tocsin.flows.board import Decide

_DRAWN = {"task-set": "task", "file-attached": "file", "event-split": "into"}  # named anew at every try


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
        since += [board.events[fact.body["into"]].opened for fact in since if fact.kind == "event-split"]
        again = bool(drafts) and all(any(_same(draft, fact) for fact in since) for draft in drafts)
        return [] if again else drafts

    return decided


def _same(draft: Draft, fact: Fact) -> bool:
    return _told(draft) == _told(fact)


def _told(of: Draft | Fact) -> tuple[str, str, dict[str, object]]:
    body = {key: value for key, value in of.body.items() if key != _DRAWN.get(of.kind)}
    return "" if of.kind == "event-opened" else of.stream, of.kind, body
