"""`/events/{event}`: one event, with all of it that the reader sees."""

from datetime import timedelta
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from tocsin.events.entries import Origin
from tocsin.events.event import Event
from tocsin.events.people import MemberKind
from tocsin.flows.board import BoardRoom
from tocsin.flows.dossier import Dossier, dossier
from tocsin.flows.opened import opening
from tocsin.flows.series_room import SeriesRoom
from tocsin.web.asked import Asked, Me, Room, Series
from tocsin.web.clock import now
from tocsin.web.clock_said import ClockSaid, clock_said
from tocsin.web.event_words import words_of
from tocsin.web.fact_said import fact_said
from tocsin.web.finding_said import sentence_said
from tocsin.web.pages import page
from tocsin.web.telling import Telling, telling
from tocsin.web.words import decision_word


@get("/events/{event:str}", include_in_schema=False, sync_to_thread=True)
def event_page(
    request: Asked, room: Room, series: Series, actor: Me, event: FromPath[str]
) -> Response[str]:  # fmt: skip
    """Header, clocks, timeline and everything people left on it; what may be done, as buttons."""
    found = dossier(room, actor, event, at=now())
    tell = telling(room, request.user.lang, found.event, links=found.links, names=found.names)
    return page(
        request, "event.html.j2", d=found, event=found.event, tell=tell, fact_said=fact_said,
        clocks=clocks_said(found, tell), inside=found.event.inside.get(actor.member),
        outcomes=outcomes_said(room, found.event, tell), **_choices(room, found),
        series_link=_series(series, found.event.origin), sentence_said=sentence_said,
        **words_of(tell, found.pack),
    )  # fmt: skip


def clocks_said(found: Dossier, tell: Telling) -> list[tuple[str, list[ClockSaid]]]:
    """Members with their clocks in words, the reader's own first."""
    return [
        (member, [clock_said(clock, tell, found.event, member) for clock in clocks])
        for member, clocks in found.clocks.items()
    ]


def outcomes_said(room: BoardRoom, event: Event, tell: Telling) -> dict[int, str]:
    """What each opened round came to, by its number: who came to which outcome."""
    said = {}
    for told in event.rounds:
        found = opening(room, event, told)
        by_decision: dict[str, list[str]] = {}
        for member, outcome in found.outcomes.items() if found else ():
            word = decision_word(outcome.decision, tell.lang, found.pack if found else None)
            by_decision.setdefault(word, []).append(member)
        parts = [f"{word}: {tell.in_row(members)}" for word, members in by_decision.items()]
        said[told.number] = " · ".join(parts) or tell.lang.gettext("Nobody had answered.")
    return said


def _choices(room: BoardRoom, found: Dossier) -> dict[str, Any]:
    """What the forms of the page offer to choose from."""
    states = (code for code, m in found.audience.items() if m.kind is not MemberKind.SECRETARIAT)
    return {
        "askable": list(states),
        "tomorrow": (found.at + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "today": found.at.date().isoformat(),
        "largest": room.books.files.most,
    }


def _series(series: SeriesRoom, origin: Origin) -> str:
    """Address of the finding's lead series as of its day; "" where it is not here.

    Whoever sees the event may open it: it takes part in the finding.
    """
    lead = origin.finding.get("lead", "")
    return f"/series/{lead}?as_of={origin.as_of}" if lead and series.has(origin.as_of) else ""
