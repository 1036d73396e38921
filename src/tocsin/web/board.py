"""`/`: the board itself: what is open by urgency, what waits for triage, who has fallen silent."""

from litestar import Response, get

from tocsin.events.rights import may
from tocsin.events.urgency import Level
from tocsin.web.asked import Asked, Me, Room, Series, Views
from tocsin.web.clock import now
from tocsin.web.clock_said import clock_said
from tocsin.web.finding_said import name_said, sentence_said
from tocsin.web.pages import page
from tocsin.web.telling import telling
from tocsin.web.words import level_word, risk_title, stage_word

EVENTS, FINDINGS, CLOCKS = 25, 10, 3  # shown of each; the lists hold the rest
MARKS = {Level.URGENT: "urgent", Level.SOON: "soon", Level.CALM: "calm"}


@get("/", include_in_schema=False, sync_to_thread=True)
def board(request: Asked, room: Room, views: Views, series: Series, actor: Me) -> Response[str]:
    """Open events by urgency, findings that wait, silent sources; all of it as the reader sees it."""
    lang, tell = request.user.lang, telling(room, request.user.lang)
    view = views.of(actor, at=now())
    return page(
        request, "board.html.j2", view=view, silent=series.silent(actor), tell=tell, marks=MARKS,
        events=view.events[:EVENTS], waiting=view.waiting[:FINDINGS], most_clocks=CLOCKS,
        levels=[(level, level_word(level, lang)) for level in sorted(Level, reverse=True)],
        level_word=lambda level: level_word(level, lang), stage_word=lambda stage: stage_word(stage, lang),
        clock_said=lambda one, member, clock: clock_said(clock, tell, one.event, member),
        risk=lambda one: risk_title(one.urgency.risk, room.packs.get(one.event.pack), lang),
        name_said=lambda card: name_said(card, lang), sentence_said=lambda card: sentence_said(card, lang),
        may_triage=may(actor, "triage-finding", room.board), may_open=may(actor, "open-event", room.board),
    )  # fmt: skip
