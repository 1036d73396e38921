"""`/members`: every member, and for the secretariat's administrators a form for a new one."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from tocsin.events.acts import add_member
from tocsin.events.packs import LANGS
from tocsin.events.people import MemberKind
from tocsin.events.rights import may
from tocsin.flows.alliance import MemberLine, members
from tocsin.flows.board import BoardRoom
from tocsin.report.language import Language
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.form_fields import Fields
from tocsin.web.listing import Choice, Column, Wish, as_csv, listed
from tocsin.web.pages import name_of, page
from tocsin.web.telling import day_of
from tocsin.web.words import member_kind_word, rule_set_title


@get("/members", include_in_schema=False, sync_to_thread=True)
def members_page(request: Asked, room: Room, actor: Me) -> Response[Any]:
    """The list, or all of it as CSV."""
    lang, rows = request.user.lang, members(room, actor)
    wish, columns, choices = Wish.of(request.query_params), _columns(room, lang), _choices(lang)
    if request.query_params.get("format") == "csv":
        return Response(
            as_csv(rows, columns, wish, choices), media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="members.csv"'},
        )  # fmt: skip
    return page(
        request, "members.html.j2", list=listed(rows, columns, wish, choices),
        may_add=may(actor, "add-member", room.board), **member_form(room, lang),
    )  # fmt: skip


@post("/members", include_in_schema=False, sync_to_thread=True)
def add_a_member(room: Room, actor: Me, data: Form) -> Redirect:
    """A new member, or one that comes back."""
    form, at = Fields(data), now()
    code = form.text("code").strip()
    room.act(
        actor,
        lambda board: add_member.decide(
            board, actor, at=at, member=code, name=names_of(form), kind=form.word("kind", MemberKind),
            rule_sets=form.many("rule_set"),
        ),
        at=at,
    )  # fmt: skip
    return done(f"/members/{code}", "member-added")


def names_of(form: Fields) -> dict[str, str]:
    """A member's name in each language in which one was written; English is always asked for."""
    given = {code: form.text(f"name-{code}").strip() for code in LANGS}
    return {code: text for code, text in given.items() if text or code == "en"}


def member_form(room: BoardRoom, lang: Language) -> dict[str, Any]:
    """What the form of a member offers to choose from."""
    return {
        "langs": langs_of(lang),
        "kinds": [(kind.value, member_kind_word(kind, lang)) for kind in MemberKind],
        "rule_sets": [(name, rule_set_title(name, room.rule_sets, lang)) for name in room.rule_sets],
    }


def langs_of(lang: Language) -> list[tuple[str, str]]:
    """Languages in which a member has a name, each as the reader calls it."""
    return [(code, lang.locale.languages[code]) for code in LANGS]


def _columns(room: BoardRoom, lang: Language) -> Sequence[Column[MemberLine]]:
    _ = lang.gettext
    return [
        Column(key="code", title=_("Code"), value=lambda row: row.member.code),
        Column(key="name", title=_("Name"), value=lambda row: name_of(row.member, lang)),
        Column(key="kind", title=_("Kind"), value=lambda row: _kind(row, lang)),
        Column(key="rules", title=_("Rule sets"), value=lambda row: ", ".join(
            rule_set_title(name, room.rule_sets, lang) for name in row.member.rule_sets)),
        Column(key="people", title=_("People"), value=lambda row: lang.number(row.people), numeric=True,
               order=lambda row: row.people),
        Column(key="since", title=_("Member since"), order=lambda row: row.member.since,
               value=lambda row: day_of(lang, row.member.since.date()) if row.member.since else ""),
    ]  # fmt: skip


def _kind(row: MemberLine, lang: Language) -> str:
    word = member_kind_word(row.member.kind, lang)
    return word if row.member.active else lang.gettext("%(kind)s (has left)", kind=word)


def _choices(lang: Language) -> Sequence[Choice[MemberLine]]:
    kinds = {kind.value: member_kind_word(kind, lang) for kind in MemberKind}
    return [
        Choice(key="kind", title=lang.gettext("Kind"), options=kinds,
               keeps=lambda row, value: row.member.kind == value),
    ]  # fmt: skip
