"""The board room: the one place through which pages, programs and the watch read and act."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from threading import RLock
from typing import TYPE_CHECKING

from tocsin.events.board import Board
from tocsin.events.card import Card, card_seen_by
from tocsin.events.event import Event, lines, seen_by
from tocsin.events.fact import Draft, Fact
from tocsin.events.packs import Pack
from tocsin.events.people import Actor
from tocsin.events.rule_sets import RuleSet
from tocsin.flows.packs import load_packs, load_rule_sets
from tocsin.vocab.errors import UnknownThingError, UnreachableError

if TYPE_CHECKING:
    from tocsin.ledger.books import Books

TRIES = 50  # times a decision is made anew because somebody else was quicker
Decide = Callable[[Board], Sequence[Draft]]


class BoardRoom:
    """The board of one ledger, kept up with what other processes record.

    Every reading method takes the reader first and hands out what that reader may see and nothing else;
    what they may not see does not exist for them.

    packs, rule_sets  by id; those of tocsin unless a workspace has its own
    """

    def __init__(
        self,
        books: "Books",
        *,
        packs: Mapping[str, Pack] | None = None,
        rule_sets: Mapping[str, RuleSet] | None = None,
    ) -> None:
        self.books = books
        self.packs = load_packs() if packs is None else packs
        self.rule_sets = load_rule_sets() if rule_sets is None else rule_sets
        self.ledger = books.ledger
        self._board = Board()
        self._turn = RLock()

    @property
    def board(self) -> Board:
        """The board as of now. Raises UnreachableError while the database is away."""
        with self._turn:
            if self.ledger.newest() > self._board.number:
                self._take(self.ledger.read(self._board.number))
            return self._board

    def act(
        self, actor: Actor, decide: Decide, *, at: datetime, beside: Callable[[], object] | None = None
    ) -> list[Fact]:
        """Decide on the board as it is, and record.

        Where somebody recorded something about the same streams in between, the decision is made again on
        what is there now: it stands, or is refused with what changed. Raises what `decide` raises.

        beside  writes what lies beside the facts (a file, a sealed answer) in the transaction that records
                them: both stand, or neither. It is not called where nothing was decided.
        """
        from tocsin.ledger.chain import MovedError

        for _ in range(TRIES):
            with self._turn:
                board = self.board
                drafts = list(decide(board))
                seen = {draft.stream: board.versions.get(draft.stream, 0) for draft in drafts}
                for own in (f"person/{actor.person}", f"member/{actor.member}"):
                    if own in board.versions:  # a right that was taken meanwhile, or a membership, is gone
                        seen[own] = board.versions[own]
            try:
                with self.books.writing():
                    facts = self.ledger.append(
                        drafts, person=actor.person, member=actor.member, at=at, seen=seen
                    )  # fmt: skip
                    if facts and beside is not None:
                        beside()
            except MovedError:
                continue
            if not self.ledger.database.is_undecided:  # else they are read once they stand
                with self._turn:
                    if facts and facts[0].number == self._board.number + 1:
                        self._take(facts)
            return facts
        raise UnreachableError(self.ledger.database.name, "others kept recording")

    def events(self, actor: Actor) -> list[Event]:
        """Events the reader sees, the newest fact first."""
        found = [event for event in list(self.board.events.values()) if event.audience.includes(actor.member)]
        found.sort(key=lambda event: event.last.number, reverse=True)
        return [event for event in (seen_by(event, actor) for event in found) if event is not None]

    def event(self, actor: Actor, name: str) -> Event:
        """One event; raises UnknownThingError where there is none for this reader."""
        found = self.board.events.get(name)
        seen = None if found is None else seen_by(found, actor)
        if seen is None:
            raise UnknownThingError("event", name)
        return seen

    def cards(self, actor: Actor) -> list[Card]:
        """Findings the reader sees, the newest first."""
        found = [card_seen_by(card, actor) for card in list(self.board.findings.values())]
        seen = [card for card in found if card is not None]
        return sorted(seen, key=lambda card: (card.as_of, -_rank(card)), reverse=True)

    def card(self, actor: Actor, name: str) -> Card:
        """One finding; raises UnknownThingError where there is none for this reader."""
        found = self.board.findings.get(name)
        seen = None if found is None else card_seen_by(found, actor)
        if seen is None:
            raise UnknownThingError("finding", name)
        return seen

    def number_of(self, actor: Actor, event: str, mark: str) -> int:
        """Number of the fact that a form was made after, by its mark; an act takes it as `seen`.

        0 = there is none that this reader sees.
        """
        found = self.event(actor, event)
        return next((fact.number for fact, _ in lines(found) if fact.hash.startswith(mark) and mark), 0)

    def _take(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            self._board.take(fact)


def _rank(card: Card) -> int:
    rank = card.finding.get("rank")
    return rank if isinstance(rank, int) else 10**9
