"""Say for one's member whether it has seen the same."""

from datetime import datetime

from tocsin.events.board import Board
from tocsin.events.entries import SightingKind
from tocsin.events.fact import Draft
from tocsin.events.fields import prose
from tocsin.events.people import Actor
from tocsin.events.rights import event_for


def decide(
    board: Board, actor: Actor, *, at: datetime, event: str, said: SightingKind, text: str = ""
) -> list[Draft]:
    """Seen; looked, not seen; or not looked. A newer answer goes before the older one; text up to 2,000.

    Whoever has seen it detects it with that, unless its own detection is stamped already.
    """
    now = event_for(board, actor, "give-sighting", event)
    body = {"said": said.value, "text": prose("text", text, most=2000, empty=True)}
    return [Draft(stream=f"event/{now.id}", kind="sighting-given", body=body)]
