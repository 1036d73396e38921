"""Series for programs: the list, and one of them as it was known on any day."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec

from tocsin.events.rights import require
from tocsin.flows.series_room import Number, OpenSeries
from tocsin.vocab.periods import Every
from tocsin.web.api.events import Cursor, Limit
from tocsin.web.api.operation import ONE_PAGE, Answer, Body, Call, Operation, Page, paged


class SeriesTold(Answer, frozen=True, kw_only=True):
    """A series. `until`: the last day as of which you may open it, with nothing newer told; null = any.

    `newest` is the newest count, `last` the last day of its period; null where there is none.
    """

    id: str
    place: str | None
    indicator: str | None
    key: dict[str, str | None]
    every: Every
    last: date | None
    newest: float | None
    status: str | None
    until: date | None


class NumberTold(Answer, frozen=True, kw_only=True):
    """One period; null = there is no such number, which is never zero.

    `estimated` is the middle of its nowcast, where that was judged in its place.
    """

    date: date
    observed: float | None
    estimated: float | None
    expected: float | None
    upper: float | None
    status: str


class SeriesAsOf(Answer, frozen=True, kw_only=True):
    """A series as of a day, the newest period first. `days`: those as of which you may open it."""

    series: SeriesTold
    as_of: date
    days: list[date]
    numbers: list[NumberTold]


class SeriesQuery(Body, frozen=True, kw_only=True):
    """Which series."""

    indicator: str = ""
    place: str = ""
    limit: Limit = ONE_PAGE
    cursor: Cursor = ""


class AsOfQuery(Body, frozen=True, kw_only=True):
    """The day."""

    as_of: Annotated[date | None, msgspec.Meta(description="only what was published by then")] = None


def _there(value: float) -> float | None:
    return None if math.isnan(value) else value


def _told(found: OpenSeries) -> SeriesTold:
    line, hidden = found.line, found.until is not None
    return SeriesTold(
        id=line.id, place=line.place, indicator=line.indicator, key=dict(line.key), every=line.every,
        last=None if hidden else line.last, newest=None if hidden else _there(line.newest),
        status=None if hidden else line.status, until=found.until,
    )  # fmt: skip


def _number(found: Number) -> NumberTold:
    return NumberTold(
        date=found.end, observed=_there(found.observed), estimated=_there(found.estimated),
        expected=_there(found.expected), upper=_there(found.upper), status=found.status,
    )  # fmt: skip


def _list(call: Call) -> Page[SeriesTold]:
    require(call.actor, "see-finding", call.room.board)
    wish: SeriesQuery = call.query
    found = [
        one
        for one in call.series.series(call.actor)
        if wish.indicator in ("", one.line.indicator) and wish.place in ("", one.line.place)
    ]
    part, following = paged(found, lambda one: one.line.id, wish.cursor, wish.limit)
    return Page(items=[_told(one) for one in part], next=following)


def _one(call: Call) -> SeriesAsOf:
    require(call.actor, "see-finding", call.room.board)
    found = call.series.one(call.actor, call.path["id"])
    day = call.series.day(found, call.query.as_of)
    return SeriesAsOf(
        series=_told(found), as_of=day, days=call.series.days(found),
        numbers=[_number(one) for one in call.series.numbers(found, day)],
    )  # fmt: skip


SERIES: Sequence[Operation] = (
    Operation(
        method="GET", path="/api/series", group="series", does="list the series you may open",
        action="see-finding", query=SeriesQuery, answer=Page[SeriesTold], run=_list,
        about="Those of your member, and those of findings and events that you see.",
    ),
    Operation(
        method="GET", path="/api/series/{id}", group="series", does="read a series as of a day",
        action="see-finding", query=AsOfQuery, answer=SeriesAsOf, run=_one,
    ),
)  # fmt: skip
