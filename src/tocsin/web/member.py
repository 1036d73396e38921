"""`/members/{code}`: one member, its people, and what administrators do about both."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.acts import change_member
from tocsin.events.people import MemberKind, Role
from tocsin.flows.administering import leave, withdraw
from tocsin.flows.alliance import member_page, seen_number
from tocsin.flows.joining import invite
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.form_fields import Fields
from tocsin.web.link import link_page
from tocsin.web.members import langs_of, member_form, names_of
from tocsin.web.pages import name_of, page
from tocsin.web.telling import telling
from tocsin.web.words import member_kind_word, role_word, rule_set_title


@get("/members/{code:str}", include_in_schema=False, sync_to_thread=True)
def member(request: Asked, room: Room, actor: Me, code: FromPath[str]) -> Response[str]:
    """The member as the reader sees it."""
    lang, found = request.user.lang, member_page(room, actor, code, at=now())
    return page(
        request, "member.html.j2", m=found, member=found.member, title=name_of(found.member, lang),
        tell=telling(room, lang), kind=member_kind_word(found.member.kind, lang),
        bound=[(name, rule_set_title(name, room.rule_sets, lang)) for name in found.member.rule_sets],
        roles_of=lambda roles: ", ".join(role_word(role, lang) for role in Role if role in roles),
        role_word=lambda role: role_word(role, lang),
        others=[(code, name) for code, name in langs_of(lang) if code != lang.code],
        **member_form(room, lang),
    )  # fmt: skip


@post("/members/{code:str}/change", include_in_schema=False, sync_to_thread=True)
def change(room: Room, actor: Me, code: FromPath[str], data: Form) -> Redirect:
    """Another name, kind or list of rule sets."""
    form, at = Fields(data), now()

    def seen() -> int:
        known = room.board.members.get(code)
        return 0 if known is None else seen_number(known.last, form.text("seen"))

    room.act(
        actor,
        lambda board: change_member.decide(
            board, actor, at=at, member=code, name=names_of(form), kind=form.word("kind", MemberKind),
            rule_sets=form.many("rule_set"), seen=seen(),
        ),
        at=at,
    )  # fmt: skip
    return done(f"/members/{code}", "saved")


@post("/members/{code:str}/end", include_in_schema=False, sync_to_thread=True)
def end(room: Room, actor: Me, code: FromPath[str]) -> Redirect:
    """End the membership."""
    leave(room, actor, code, at=now())
    return done(f"/members/{code}", "membership-ended")


@post("/members/{code:str}/invite", include_in_schema=False, sync_to_thread=True)
def invite_somebody(request: Asked, room: Room, actor: Me, code: FromPath[str], data: Form) -> Response[str]:
    """Invite, and show the link this once."""
    form = Fields(data)
    roles = [role for role in Role if role.value in form.many("role")]
    secret = invite(room, actor, email=form.text("email"), member=code, roles=roles, at=now())
    return link_page(
        request, secret, email=form.text("email").strip(), back=f"/members/{code}", lang=request.user.lang
    )


@post("/invitations/{invitation:str}/withdraw", include_in_schema=False, sync_to_thread=True)
def withdraw_invitation(room: Room, actor: Me, invitation: FromPath[str]) -> Redirect:
    """Withdraw an invitation."""
    return done(f"/members/{withdraw(room, actor, invitation, at=now())}", "withdrawn")
