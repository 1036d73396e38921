"""From the watch to the board: findings put up, known ones renewed, each before its own audience."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.events.acts import put_finding
from tocsin.events.audience import Audience
from tocsin.events.board import Board
from tocsin.events.fact import SYSTEM, Draft
from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_settings import BoardSettings, read_board_settings
from tocsin.flows.ledger import ledger_url
from tocsin.flows.packs import load_packs, load_rule_sets
from tocsin.flows.secret import key_for, workspace_secret
from tocsin.flows.whose import Key, Whose, series_id
from tocsin.flows.workspace import FILE, open_workspace
from tocsin.vocab.errors import EventError, SettingsError

if TYPE_CHECKING:
    from tocsin.cluster.finding import Finding, Watch
    from tocsin.report.language import Language

ACTOR = Actor(person=SYSTEM, member="", roles=frozenset())
STREAM = "watch"  # every watch that changes the board adds to it, so that of two at once one waits
PACK = "infectious"  # of a watch that names none


@dataclass(frozen=True, slots=True, kw_only=True)
class PutUp:
    """What a watch changed on the board.

    new, renewed  findings that got a card, and cards that got newer numbers
    known         findings whose card has these numbers, or newer ones
    """

    new: int
    renewed: int
    known: int

    def said(self) -> str:
        """In one line.

        >>> PutUp(new=1, renewed=2, known=0).said()
        'On the board: 1 new, 2 renewed, 0 as they were.'
        """
        return f"On the board: {self.new} new, {self.renewed} renewed, {self.known} as they were."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding as a card keeps it.

    finding   as in findings.json, with what pages need beside it (docs/findings.md)
    audience  members that are to see it
    homeless  places of which no member is known; such a finding is not put up
    """

    finding: Mapping[str, Any]
    audience: frozenset[str]
    homeless: frozenset[str]
    indicator: str


@contextmanager
def board_of(folder: str, database: str = "") -> Iterator[tuple[BoardRoom, BoardSettings]]:
    """The board of a workspace that has one, and its settings; let go of at the end.

    Raises what opening the workspace raises, LedgerError where it has no ledger, UnreachableError.
    """
    from tocsin.ledger.books import open_books

    settings = read_board_settings(open_workspace(folder).settings.board, str(Path(folder) / FILE))
    url = ledger_url(folder, database)
    books = open_books(url, key=key_for(workspace_secret(Path(folder)), "second factors"), create=False)
    try:
        packs, rule_sets = load_packs(Path(folder)), load_rule_sets(Path(folder))
        yield BoardRoom(books, packs=packs, rule_sets=rule_sets), settings
    finally:
        books.close()


def put_watch_up(folder: str, watch: "Watch", database: str = "", *, at: datetime) -> PutUp:
    """Put the findings of a watch on the board of its workspace, under the pack of its [watch] table."""
    pack = open_workspace(folder).settings.watch.get("pack")
    with board_of(folder, database) as (room, settings):
        return put_up(room, watch, settings, pack=str(pack or PACK), at=at)


def put_up(
    room: BoardRoom, watch: "Watch", settings: BoardSettings, *, pack: str = PACK, at: datetime
) -> PutUp:
    """Put the findings of a watch of a workspace on the board, all in one go.

    The same finding (`run_of`) on a later day renews its card. Raises EventError where the watch knows no
    day; SettingsError that names the places of which no member is known, after all others were put up.
    """
    as_of = watch.signals.panel.as_of
    if as_of is None:
        raise EventError("The watch knows no day; a board takes findings of a workspace.")
    members = frozenset(code for code, member in room.board.members.items() if member.active)
    _check_watchers(settings, members)
    found = told(watch, settings, members)
    homes = [one for one in found if not one.homeless]
    from tocsin.ledger.chance import new_id

    ids = [new_id() for _ in homes]

    def decide(board: Board) -> Sequence[Draft]:
        drafts = [
            draft
            for one, card in zip(homes, ids, strict=True)
            for draft in put_finding.decide(
                board, ACTOR, at=at, card=card, finding=one.finding, as_of=as_of, pack=pack,
                indicator=one.indicator, audience=Audience(members=one.audience),
            )
        ]  # fmt: skip
        turn = Draft(stream=STREAM, kind="findings-put", body={"as_of": as_of.isoformat()})
        return [*drafts, turn] if drafts else []

    facts = room.act(ACTOR, decide, at=at)
    kinds = [fact.kind for fact in facts]
    put = PutUp(
        new=kinds.count("finding-put"), renewed=kinds.count("finding-seen-again"),
        known=len(homes) - sum(kind.startswith("finding-") for kind in kinds),
    )  # fmt: skip
    _refuse_homeless(found, put)
    return put


def told(watch: "Watch", settings: BoardSettings, members: frozenset[str]) -> list[Told]:
    """The findings of a watch as cards keep them, in their order."""
    from tocsin.flows.findings_json import plain_finding

    whose = Whose(settings=settings, place=watch.place, members=members)
    panel: Sequence[Key] = watch.signals.panel.series.to_dicts()
    everybody = settings.findings == "all"
    made = []
    for finding in watch.findings:
        parts = [panel[row] for row in finding.series]
        concerned, homeless = whose.concerned(parts, panel)
        made.append(
            Told(
                finding={**plain_finding(finding, watch), **beside(finding, watch, panel)},
                audience=members if everybody else concerned | set(settings.watchers),
                homeless=frozenset() if everybody else homeless,
                indicator=str(panel[finding.lead].get("indicator") or ""),
            )
        )
    return made


def beside(finding: "Finding", watch: "Watch", panel: Sequence[Key]) -> dict[str, Any]:
    """What a card keeps beside the finding, so that it reads the same without the watch, in every language.

    date, every   newest judged period: its reference date, and day, week or month
    lead          `series_id` of the series that the numbers are about
    takes_part    those of all series that take part
    said          by language: `name` (what and where), `sentence`, `outlook` (label, value, remark),
                  `lacking` (sentences)
    """
    from tocsin.report.language import LANGUAGES, language

    return {
        "date": watch.signals.periods.end(-1).isoformat(),
        "every": watch.signals.periods.every,
        "lead": series_id(panel[finding.lead]),
        "takes_part": sorted({series_id(panel[row]) for row in (*finding.series, finding.lead)}),
        "said": {code: _said(finding, watch, language(code)) for code in LANGUAGES},
    }


def _said(finding: "Finding", watch: "Watch", lang: "Language") -> dict[str, Any]:
    from tocsin.report.names import names_of
    from tocsin.report.outlook_said import lacking, numbers
    from tocsin.report.sentences import facts_of

    names = names_of(watch, lang)
    outlook = watch.outlooks.get(finding.rank)
    return {
        "name": names.series(finding.lead),
        "sentence": lang.stopped(facts_of(finding, names)),
        "outlook": [] if outlook is None else [list(line) for line in numbers(outlook, finding, watch, lang)],
        "lacking": [] if outlook is None else list(lacking(outlook, lang)),
    }


def _check_watchers(settings: BoardSettings, members: Collection[str]) -> None:
    unknown = [code for code in settings.watchers if code not in members]
    if unknown:
        raise SettingsError(
            f"tocsin.toml: board.watchers names {', '.join(unknown)}; the members are "
            f"{', '.join(sorted(members)) or 'none'}."
        )


def _refuse_homeless(found: Sequence[Told], put: PutUp) -> None:
    left = [one for one in found if one.homeless]
    if not left:
        return
    places = sorted({place for one in left for place in one.homeless})
    shown = ", ".join(repr(place) for place in places[:10]) + (", ..." if len(places) > 10 else "")
    raise SettingsError(
        f"{len(left)} of {len(found)} findings are not on the board, since nobody knows which member has "
        f"{shown}. Name it in tocsin.toml: [board.places]. The other findings were put up: {put.new} new, "
        f"{put.renewed} renewed."
    )
