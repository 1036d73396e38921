"""`/healthz`: whether the board can answer, for whoever keeps it running."""

from litestar import Response, get

from tocsin.web.asked import Room


@get("/healthz", exclude_from_auth=True, include_in_schema=False, sync_to_thread=True)
def health(room: Room) -> Response[dict[str, str]]:
    """ok, or 503 with UnreachableError's page while the database is away."""
    room.ledger.newest()
    return Response({"status": "ok"})
