"""`/`: the board itself."""

from litestar import Response, get

from tocsin.web.asked import Asked, Me, Room
from tocsin.web.pages import page


@get("/", include_in_schema=False, sync_to_thread=True)
def board(request: Asked, room: Room, actor: Me) -> Response[str]:
    """Open events by urgency, and findings that wait."""
    return page(request, "board.html.j2", events=room.events(actor), cards=room.cards(actor))
