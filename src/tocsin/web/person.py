"""`/people/{person}`: somebody with an account, and what administrators of their member do about it."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from tocsin.events.people import DECIDING, Role
from tocsin.flows import administering
from tocsin.flows.alliance import person_page
from tocsin.flows.dossier import names
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.fact_said import fact_said
from tocsin.web.form_fields import Fields
from tocsin.web.language import preferred, spoken
from tocsin.web.link import link_page
from tocsin.web.pages import name_of, page
from tocsin.web.telling import telling
from tocsin.web.words import role_word


@get("/people/{person:str}", include_in_schema=False, sync_to_thread=True)
def person(request: Asked, room: Room, actor: Me, person: FromPath[str]) -> Response[str]:
    """The person as the reader sees them."""
    lang, found = request.user.lang, person_page(room, actor, person, at=now())
    tell = telling(room, lang, names=names(room))
    return page(
        request, "person.html.j2", p=found, person=found.line.person, tell=tell, fact_said=fact_said,
        title=tell.person(person), member_title=name_of(found.member, lang),
        roles=[role for role in Role if role in found.line.person.roles],
        role_word=lambda role: role_word(role, lang), own=person == actor.person,
        decides=bool(found.line.person.roles & DECIDING),
    )  # fmt: skip


@post("/people/{person:str}/give", include_in_schema=False, sync_to_thread=True)
def give(room: Room, actor: Me, person: FromPath[str], data: Form) -> Redirect:
    """Give a role."""
    form = Fields(data)
    administering.give(room, actor, person, form.word("role", Role), mark=form.text("seen"), at=now())
    return done(f"/people/{person}", "saved")


@post("/people/{person:str}/take", include_in_schema=False, sync_to_thread=True)
def take(room: Room, actor: Me, person: FromPath[str], data: Form) -> Redirect:
    """Take a role."""
    form = Fields(data)
    administering.take(room, actor, person, form.word("role", Role), mark=form.text("seen"), at=now())
    return done(f"/people/{person}", "saved")


@post("/people/{person:str}/password", include_in_schema=False, sync_to_thread=True)
def password(request: Asked, room: Room, actor: Me, person: FromPath[str]) -> Response[str]:
    """A link by which they choose a new password, shown this once."""
    secret = administering.new_password(room, actor, person, at=now())
    account = room.books.accounts.find(person)
    lang = spoken(preferred(account.language if account else "", ""))
    email = account.email if account else ""
    return link_page(request, secret, email=email, back=f"/people/{person}", lang=lang, again=True)


@post("/people/{person:str}/second-factor/remove", include_in_schema=False, sync_to_thread=True)
def remove_factor(room: Room, actor: Me, person: FromPath[str]) -> Redirect:
    """Take a second factor away that was lost."""
    administering.remove_second_factor(room, actor, person, at=now())
    return done(f"/people/{person}", "factor-taken")


@post("/people/{person:str}/close", include_in_schema=False, sync_to_thread=True)
def close(room: Room, actor: Me, person: FromPath[str]) -> Redirect:
    """Close the account."""
    administering.close(room, actor, person, at=now())
    return done(f"/people/{person}", "account-closed")


@post("/people/{person:str}/erase", include_in_schema=False, sync_to_thread=True)
def erase(room: Room, actor: Me, person: FromPath[str]) -> Redirect:
    """Forget name and address."""
    administering.erase(room, actor, person, at=now())
    return done(f"/people/{person}", "erased")
