"""The series room: through which pages read what was reported, each reader what they may see."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tocsin.events.card import Card
from tocsin.events.people import Actor
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.kept import Kept
from tocsin.flows.series_book import SeriesBook, SeriesLine, Silence
from tocsin.flows.whose import Whose
from tocsin.vocab.errors import TocsinError, UnknownThingError
from tocsin.vocab.periods import Every

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch
    from tocsin.report.series_shown import SeriesShown

Reach = Mapping[str, date]  # series to the last day as of which a reader may open it


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSeries:
    """A series that a reader may open.

    until  the last day as of which they may; None = any
    """

    line: SeriesLine
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One period of a series as of a day; NaN = there is no such number.

    end       its reference date
    observed  what was reported; estimated: the middle of its nowcast, where that was judged in its place
    status    "above", "below" or "unjudged"; "" where it was not asked
    """

    end: date
    observed: float
    estimated: float
    expected: float
    upper: float
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentSource:
    """A source of which series that the reader may know of are silent.

    series, silent  how many there are, and how many are silent
    last            reference date of the newest number of a silent one
    places, indicators   of the silent ones
    """

    source: str
    every: Every
    series: int
    silent: int
    last: date
    places: Sequence[str] = field(hash=False)
    indicators: Sequence[str] = field(hash=False)


class SeriesRoom:
    """The series of one workspace, filtered by reader; docs/schedule.md says who may open which.

    folder  of the workspace; "" = there is none, and no series either
    """

    def __init__(self, room: BoardRoom, folder: str, settings: BoardSettings) -> None:
        self.room, self.settings, self.book = room, settings, SeriesBook(folder)
        self._owners: Kept[Mapping[str, str | None]] = Kept(most=2)
        self._reaches: Kept[Reach] = Kept(most=64)
        self._silent: Kept[list[SilentSource]] = Kept(most=64)
        self._shown: Kept[SeriesShown | None] = Kept(most=200)

    def series(self, actor: Actor) -> list[OpenSeries]:
        """Series that the reader may open, in the order of the workspace."""
        reach, owners, every = self._reach(actor), self._owner_of(), self._sees_all(actor)
        made = []
        for line in self.book.lines():
            if every or owners[line.id] == actor.member:
                made.append(OpenSeries(line=line))
            elif line.id in reach:
                made.append(OpenSeries(line=line, until=reach[line.id]))
        return made

    def has(self, day: date | None) -> bool:
        """Whether what was known on a day can be shown; False also where the reports are away."""
        try:
            return day in self.book.days()
        except TocsinError:  # said where a series is asked for
            return False

    def one(self, actor: Actor, name: str) -> OpenSeries:
        """One series; raises UnknownThingError where there is none for this reader."""
        for found in self.series(actor):
            if found.line.id == name:
                return found
        raise UnknownThingError("series", name)

    def days(self, found: OpenSeries) -> list[date]:
        """Days as of which the reader may open a series, the first one first."""
        return [day for day in self.book.days() if found.until is None or day <= found.until]

    def day(self, found: OpenSeries, asked: date | None = None) -> date:
        """The last of these days up to the one asked for; raises UnknownThingError where there is none."""
        days = [day for day in self.days(found) if asked is None or day <= asked]
        if not days:
            raise UnknownThingError("series", found.line.id)
        return days[-1]

    def shown(self, found: OpenSeries, day: date, lang: str) -> "SeriesShown | None":
        """Counts, bounds, drawings and what comes next, in a language; None = not published by that day."""
        return self._show(found.line.id, found.line.indicator, day, lang)

    def behind(self, card: Card, lang: str) -> "SeriesShown | None":
        """The lead series of a finding that the reader sees, as of its day; None = it cannot be shown."""
        if not self.has(card.as_of):
            return None
        try:
            return self._show(str(card.finding.get("lead", "")), card.indicator or None, card.as_of, lang)
        except TocsinError:  # the numbers of the finding stand on the card
            return None

    def numbers(self, found: OpenSeries, day: date) -> list[Number]:
        """Every period of a series as of a day, the newest first; empty = not published by that day."""
        there = self.book.row(found.line.id, found.line.indicator, day)
        return [] if there is None else list(_numbers(*there))

    def silent(self, actor: Actor) -> list[SilentSource] | None:
        """Sources of which series are silent that the reader may know of; None = the reports are away."""
        members, whole = self._members(), self._sees_all(actor)
        try:
            key = (self.book.version(), members, None if whole else actor.member)
            return self._silent.get(key, lambda: self._listen(members, key[2]))
        except TocsinError:  # said where a series is asked for; the board itself goes on
            return None

    def _listen(self, members: frozenset[str], owner: str | None) -> list[SilentSource]:
        """Silent sources of one member; None = of all."""
        whose = Whose(settings=self.settings, place=self.book.place(), members=members)
        groups: dict[tuple[str, Every], list[Silence]] = defaultdict(list)
        for one in self.book.silences():
            if owner is None or whose.member_of(one.key) == owner:
                groups[one.source, one.every].append(one)
        return [
            SilentSource(
                source=source, every=often, series=len(of), silent=len(quiet),
                last=max(one.last for one in quiet), indicators=sorted({one.indicator for one in quiet}),
                places=sorted({one.key["place"] for one in quiet if one.key["place"]}),
            )
            for (source, often), of in sorted(groups.items())
            if (quiet := [one for one in of if one.silent])
        ]  # fmt: skip

    def _show(self, name: str, indicator: str | None, day: date, lang: str) -> "SeriesShown | None":
        from tocsin.report.language import language
        from tocsin.report.series_shown import show_series

        def draw() -> "SeriesShown | None":
            found = self.book.row(name, indicator, day)
            if found is None:
                return None
            return show_series(*found, self.book.outlook(name, indicator, day), language(lang))

        return self._shown.get((self.book.version(), name, day, lang), draw)

    def _sees_all(self, actor: Actor) -> bool:
        return self.settings.series == "all" or actor.member in self.settings.watchers

    def _members(self) -> frozenset[str]:
        return frozenset(code for code, member in self.room.board.members.items() if member.active)

    def _owner_of(self) -> Mapping[str, str | None]:
        """Series to the member it belongs to."""
        whose = Whose(settings=self.settings, place=self.book.place(), members=self._members())

        def tell() -> Mapping[str, str | None]:
            return {line.id: whose.member_of(line.key) for line in self.book.lines()}

        return self._owners.get((self.book.version(), whose.members), tell)

    def _reach(self, actor: Actor) -> Reach:
        """What findings and events that the reader sees let them open."""
        key = (
            self.room.board.number,
            actor.member,
            actor.scopes is None,
        )  # a token sees less than its person
        return self._reaches.get(key, lambda: _shared(self.room, actor))


def _shared(room: BoardRoom, actor: Actor) -> Reach:
    reach: dict[str, date] = {}
    for series, day in _taking_part(room, actor):
        reach[series] = max(day, reach.get(series, day))
    return reach


def _taking_part(room: BoardRoom, actor: Actor) -> Iterator[tuple[str, date]]:
    """Series of the findings and events that a reader sees, each with the day of its data."""
    for card in room.cards(actor):
        for series in card.finding.get("takes_part", ()):
            yield series, card.as_of
    for event in room.events(actor):
        if event.origin.as_of is not None:
            for series in event.origin.finding.get("takes_part", ()):
                yield series, event.origin.as_of


def _numbers(watch: "Watch", row: int) -> Iterator[Number]:
    from tocsin.vocab.status import Status

    signals, panel = watch.signals, watch.signals.panel
    ends = panel.periods.ends().astype("datetime64[D]").tolist()
    for place in range(len(ends) - 1, -1, -1):
        at = place - signals.first
        asked, count = at >= 0, float(panel.counts[row, place])
        reported = math.nan if watch.reported is None or not asked else float(watch.reported[row, at])
        completed = not math.isnan(reported)
        yield Number(
            end=ends[place], observed=reported if completed else count,
            estimated=count if completed else math.nan,
            expected=float(signals.expected[row, at]) if asked else math.nan,
            upper=float(signals.upper[row, at]) if asked else math.nan,
            status=Status(int(signals.status[row, at])).word if asked else "",
        )  # fmt: skip
