"""`/series`: the series a reader may open; `/series/{id}`: one of them as it was known on any day."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from tocsin.flows.series_room import Number, OpenSeries
from tocsin.report.language import Language
from tocsin.vocab.periods import parse_day
from tocsin.web.asked import Asked, Me, Series
from tocsin.web.listing import Choice, Column, Wish, as_csv, listed
from tocsin.web.pages import page
from tocsin.web.words import status_word


@get("/series", include_in_schema=False, sync_to_thread=True)
def all_series(request: Asked, series: Series, actor: Me) -> Response[Any]:
    """The list, or all of it as CSV."""
    lang, wish = request.user.lang, Wish.of(request.query_params)
    rows = series.series(actor)
    columns, choices = _columns(lang), _choices(rows, lang)
    if request.query_params.get("format") == "csv":
        return _csv(as_csv(rows, columns, wish, choices), "series.csv")
    return page(request, "series_list.html.j2", list=listed(rows, columns, wish, choices))


@get("/series/{name:str}", include_in_schema=False, sync_to_thread=True)
def one_series(
    request: Asked, series: Series, actor: Me, name: FromPath[str], as_of: FromQuery[str] = ""
) -> Response[Any]:
    """Counts, bounds, signals and what comes next, or the numbers as CSV."""
    lang, found = request.user.lang, series.one(actor, name)
    days = series.days(found)
    day = series.day(found, parse_day(as_of) if as_of else None)
    if request.query_params.get("format") == "csv":
        return _csv(as_csv(series.numbers(found, day), _number_columns(), Wish()), f"series-{name}-{day}.csv")
    return page(
        request, "series.html.j2", found=found, day=day, at=days.index(day),
        title=_name(found, series.settings.member_column, lang),
        days=[(one.isoformat(), lang.day(one)) for one in days], shown=series.shown(found, day, lang.code),
    )  # fmt: skip


def _name(found: OpenSeries, member_column: str, lang: Language) -> str:
    """What and where: measles, f, XA-05 (XA)."""
    line, place = found.line, found.line.place or lang.gettext("all places together")
    member = line.strata.get(member_column)
    if member is not None:
        place = lang.pgettext(
            "place in a wider place", "%(place)s (%(wider)s)", place=place, wider=member
        )  # fmt: skip
    strata = [value for column, value in line.strata.items() if column != member_column]
    parts = [line.indicator or lang.gettext("all indicators together"), *strata, place]
    return lang.pgettext("between the parts of a name", ", ").join(parts)


def _columns(lang: Language) -> list[Column[OpenSeries]]:
    _ = lang.gettext
    return [
        Column(key="place", title=_("Place"), value=lambda row: row.line.place or _("all places together")),
        Column(key="indicator", title=_("Indicator"),
               value=lambda row: row.line.indicator or _("all indicators together")),
        Column(key="stratum", title=_("Stratum"),
               value=lambda row: ", ".join(f"{k}: {v}" for k, v in row.line.strata.items())),
        Column(key="last", title=_("Newest report"), value=lambda row: _last(row, lang),
               order=lambda row: row.line.last or date.min),
        Column(key="newest", title=_("Newest count"), numeric=True,
               value=lambda row: "–" if row.until else lang.number(row.line.newest),
               order=lambda row: -math.inf if row.until or math.isnan(row.line.newest) else row.line.newest),
        Column(key="status", title=_("Status"),
               value=lambda row: "–" if row.until else status_word(row.line.status, lang)),
        Column(key="until", title=_("To be seen"),
               value=lambda row: _until(row, lang),
               order=lambda row: row.until or date.max),
    ]  # fmt: skip


def _until(row: OpenSeries, lang: Language) -> str:
    if row.until is None:
        return lang.gettext("as of any day")
    return lang.gettext("as of %(day)s", day=lang.day(row.until))


def _last(row: OpenSeries, lang: Language) -> str:
    if row.until or row.line.last is None:
        return "–"
    return lang.period(row.line.last, row.line.every)


def _choices(rows: Sequence[OpenSeries], lang: Language) -> list[Choice[OpenSeries]]:
    _ = lang.gettext
    names = sorted({row.line.indicator for row in rows if row.line.indicator})
    statuses = {word: status_word(word, lang) for word in ("above", "below", "unjudged")}
    return [
        Choice(key="indicator", title=_("Indicator"), options={name: name for name in names},
               keeps=lambda row, value: row.line.indicator == value),
        Choice(key="status", title=_("Status"), options=statuses,
               keeps=lambda row, value: row.until is None and row.line.status == value),
    ]  # fmt: skip


def _number_columns() -> list[Column[Number]]:
    """Plain numbers for programs: a point, no separators, nothing where there is no number."""
    return [
        Column(key="date", title="date", value=lambda row: row.end.isoformat()),
        Column(key="observed", title="observed", value=lambda row: _plain(row.observed)),
        Column(key="estimated", title="estimated", value=lambda row: _plain(row.estimated)),
        Column(key="expected", title="expected", value=lambda row: _plain(row.expected)),
        Column(key="upper", title="upper", value=lambda row: _plain(row.upper)),
        Column(key="status", title="status", value=lambda row: row.status),
    ]


def _plain(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.6g}" if not value.is_integer() else str(int(value))


def _csv(content: bytes, name: str) -> Response[bytes]:
    return Response(
        content, media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip
