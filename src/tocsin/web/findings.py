"""`/findings`: what the watch found, for triage by keyboard; `/findings/{id}`: one of them."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.card import Card, Triage
from tocsin.events.people import Actor
from tocsin.events.rights import may
from tocsin.flows.board import BoardRoom
from tocsin.flows.take_up import mark_of
from tocsin.flows.triage import triage
from tocsin.report.language import Language
from tocsin.web import finding_said as said
from tocsin.web.asked import Asked, Form, Me, Room, Series
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.form_fields import Fields
from tocsin.web.listing import Choice, Column, Wish, as_csv, listed
from tocsin.web.pages import page
from tocsin.web.reader import local
from tocsin.web.telling import telling
from tocsin.web.words import pack_title, triage_word

_SAID = {Triage.WATCHED: "watched", Triage.DISMISSED: "dismissed", Triage.WAITING: "waiting"}


@get("/findings", include_in_schema=False, sync_to_thread=True)
def findings(request: Asked, room: Room, actor: Me) -> Response[Any]:
    """The list, or all of it as CSV."""
    lang, wish = request.user.lang, Wish.of(request.query_params)
    rows = room.cards(actor)
    columns, choices = _columns(lang, actor), _choices(room, rows, lang, actor)
    if request.query_params.get("format") == "csv":
        return Response(
            as_csv(rows, columns, wish, choices), media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="findings.csv"'},
        )  # fmt: skip
    return page(
        request, "findings.html.j2", list=listed(rows, columns, wish, choices), Triage=Triage,
        of=lambda card: card.of(actor.member), mark_of=lambda card: mark_of(card, actor),
        may_triage=may(actor, "triage-finding", room.board), may_open=may(actor, "open-event", room.board),
    )  # fmt: skip


@get("/findings/{name:str}", include_in_schema=False, sync_to_thread=True)
def finding(request: Asked, room: Room, series: Series, actor: Me, name: FromPath[str]) -> Response[str]:
    """One finding as of its day, its charts, and the three decisions."""
    lang, card = request.user.lang, room.card(actor, name)
    own = card.of(actor.member)
    return page(
        request, "finding.html.j2", card=card, own=own, Triage=Triage, mark=mark_of(card, actor),
        shown=series.behind(card, lang.code),
        name_said=said.name_said(card, lang), sentence=said.sentence_said(card, lang),
        numbers=said.numbers_said(card, lang), outlook=said.outlook_said(card, lang),
        lacking=said.lacking_said(card, lang), triage_said=triage_word(own.status, lang),
        pack=pack_title(card.pack, room.packs, lang), tell=telling(room, lang, names=_names(room, own)),
        may_triage=may(actor, "triage-finding", room.board, card),
        may_open=may(actor, "open-event", room.board),
    )  # fmt: skip


@post("/findings/{name:str}/triage", include_in_schema=False, sync_to_thread=True)
def triage_one(room: Room, actor: Me, name: FromPath[str], data: Form) -> Redirect:
    """Watch, dismiss, or let it wait again; back to where it was decided."""
    form = Fields(data)
    status = form.word("status", Triage)
    triage(
        room, actor, finding=name, status=status, reason=form.text("reason"), mark=form.text("seen"), at=now()
    )
    return done(local(form.text("back"), f"/findings/{name}"), _SAID[status])


def _names(room: BoardRoom, own: Any) -> dict[str, str]:
    """The name of whoever decided, who is of the reader's own member."""
    if own.by is None:
        return {}
    account = room.books.accounts.find(own.by.person)
    return {} if account is None or account.erased else {own.by.person: account.name}


def _columns(lang: Language, actor: Actor) -> list[Column[Card]]:
    _ = lang.gettext
    return [
        Column(key="what", title=_("What and where"), value=lambda card: said.name_said(card, lang)),
        Column(key="rank", title=_("Rank"), value=lambda card: str(card.finding.get("rank", "")),
               order=lambda card: card.finding.get("rank") or 0, numeric=True),
        Column(key="as_of", title=_("As of"), value=lambda card: lang.day(card.as_of),
               order=lambda card: card.as_of),
        Column(key="observed", title=_("Observed"), value=lambda card: said.observed_said(card, lang),
               order=lambda card: card.finding.get("observed") or 0, numeric=True),
        Column(key="usual", title=_("Usual range"), value=lambda card: said.usual_said(card, lang),
               order=lambda card: card.finding.get("usual_high") or 0, numeric=True),
        Column(key="status", title=_("State of triage"),
               value=lambda card: triage_word(card.of(actor.member).status, lang),
               order=lambda card: list(Triage).index(card.of(actor.member).status)),
    ]  # fmt: skip


def _choices(room: BoardRoom, rows: Sequence[Card], lang: Language, actor: Actor) -> list[Choice[Card]]:
    _ = lang.gettext
    packs = sorted({card.pack for card in rows})
    return [
        Choice(key="status", title=_("State of triage"),
               options={state.value: triage_word(state, lang) for state in Triage},
               keeps=lambda card, value: card.of(actor.member).status.value == value),
        Choice(key="pack", title=_("Kind of threat"),
               options={name: pack_title(name, room.packs, lang) for name in packs},
               keeps=lambda card, value: card.pack == value),
        Choice(key="indicator", title=_("Indicator"),
               options={name: name for name in sorted({card.indicator for card in rows if card.indicator})},
               keeps=lambda card, value: card.indicator == value),
    ]  # fmt: skip
