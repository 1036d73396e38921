"""The demo's board: members, people, a past year of events, and what the last watch found, to be triaged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.events.acts import triage_finding
from tocsin.events.card import Triage, run_of
from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_findings import put_up
from tocsin.flows.board_settings import read_board_settings
from tocsin.flows.demo_people import (
    FILE,
    Person,
    add_members,
    add_people,
    new_password,
    read_people,
    write_people,
)
from tocsin.flows.demo_play import Play
from tocsin.flows.demo_story import ANALYST
from tocsin.flows.demo_tales import TALES
from tocsin.flows.findings_json import plain_finding
from tocsin.flows.ledger import ledger_url
from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.secret import key_for, workspace_secret

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch
    from tocsin.flows.workspace import Workspace
    from tocsin.ledger.books import Books

BEGAN = timedelta(days=364)
EARLIER = 4  # Mondays before the newest one whose findings are on the board too
PUBLISHED = time(7, 30, tzinfo=UTC)  # on a Monday
TRIAGED = timedelta(hours=2)  # after that
REASONS = (
    (Triage.DISMISSED, "Two cases of one household; the province calls it over."),
    (Triage.WATCHED, "One week above; we look again next Monday."),
)
Move = tuple[datetime, Callable[[], object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoBoard:
    """How to get onto the demo's board.

    password  of everybody
    people    the file that lists them
    new       False where there was a board already; it was left as people had it
    """

    folder: Path
    password: str
    people: Path
    new: bool


def make_demo_board(
    workspace: "Workspace", published: "Watch", *, now: datetime, progress: Progress = no_progress
) -> DemoBoard:
    """Tell the past year on the board of the demo's workspace, unless it has one; all of it or nothing.

    published  the watch of the newest Monday, whose findings wait for triage
    """
    from tocsin.ledger.books import open_books

    folder = Path(workspace.path)
    books = open_books(ledger_url(str(folder)), key=key_for(workspace_secret(folder), "second factors"))
    try:
        if books.ledger.newest():
            password = read_people(folder)[0]
            return DemoBoard(folder=folder, password=password, people=folder / FILE, new=False)
        progress("Telling the past year on the board")
        watches = [*earlier_watches(workspace, published), published]
        password = new_password()
        with books.writing():
            people = _tell(books, workspace, watches, password, now)
            path = write_people(people, password, folder)
    finally:
        books.close()
    return DemoBoard(folder=folder, password=password, people=path, new=True)


def earlier_watches(workspace: "Workspace", published: "Watch") -> "list[Watch]":
    """What was found on the Mondays before, without the runs that the newest one found (again).

    Cost: a watch for each of them, without its outlooks.
    """
    from tocsin.flows.watch import watch
    from tocsin.flows.watch_workspace import watched

    newest = _as_of(published)
    past, settings = watched(workspace)
    past.prepare(newest)
    runs = {run_of(plain_finding(finding, published)) for finding in published.findings}
    made = []
    for day in (newest - timedelta(weeks=back) for back in range(EARLIER, 0, -1)):
        panel = past.panel(day)
        found = watch(
            panel, method=settings.method, options=settings.options, fdr=settings.fdr, place=settings.place,
            borders=settings.borders, revisions=past.revisions(panel),
            nowcast=past.nowcast(day) if settings.complete else None,
        )  # fmt: skip
        others = tuple(f for f in found.findings if run_of(plain_finding(f, found)) not in runs)
        made.append(replace(found, findings=others))
    return made


def _tell(
    books: "Books", workspace: "Workspace", watches: "Sequence[Watch]", password: str, now: datetime
) -> Sequence[Person]:
    """Every act of the year in its order, each at its moment."""
    room = BoardRoom(books)
    began = now - BEGAN
    add_members(room, at=began)
    actors, people = add_people(room, password, at=began, now=now)
    play = Play(room=room, people=actors, now=now)
    moves: list[Move] = [
        (at, lambda at=at, tale=tale, step=step: play.move(at, tale, step))  # type: ignore[misc]
        for at, tale, step in play.moves(TALES)
    ]
    settings = read_board_settings(workspace.settings.board)
    for watch in watches:
        at = min(datetime.combine(_as_of(watch), PUBLISHED), now)
        moves.append((at, lambda at=at, watch=watch: put_up(room, watch, settings, at=at)))  # type: ignore[misc]
        if watch is not watches[-1]:
            at += TRIAGED
            moves.append((at, lambda at=at: _triage(room, actors, at)))  # type: ignore[misc]
    for _, move in sorted(moves, key=lambda one: one[0]):
        move()
    return people


def _triage(room: BoardRoom, actors: Mapping[tuple[str, str], Actor], at: datetime) -> None:
    """Every member decides about what it sees and has not decided about."""
    for number, card in enumerate(list(room.board.findings.values())):
        status, reason = REASONS[number % len(REASONS)]
        for code in sorted(card.audience.members):
            actor = actors[code, ANALYST]
            if card.of(code).status is Triage.WAITING:
                room.act(
                    actor,
                    lambda board, actor=actor, card=card.id, status=status, reason=reason: (  # type: ignore[misc]
                        triage_finding.decide(
                            board, actor, at=at, finding=card, status=status, reason=reason, seen=board.number
                        )
                    ),
                    at=at,
                )  # fmt: skip


def _as_of(watch: "Watch") -> date:
    day = watch.signals.panel.as_of
    assert day is not None  # a workspace always tells its day
    return day
