"""`/me/second-factor`: set one up with an app, put another in its place, take it away; recovery codes."""

from typing import Any

import segno
from litestar import Response, get, post
from litestar.response import Redirect

from tocsin.events.people import DECIDING
from tocsin.flows import own_second_factor
from tocsin.flows.own_account import came_just_now
from tocsin.ledger.second_factor import Enrolment
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.clock import now
from tocsin.web.done import done
from tocsin.web.form_fields import Fields
from tocsin.web.pages import page
from tocsin.web.refusals import sentence_of
from tocsin.web.session_cookie import device, held, session_cookie


@get("/me/second-factor", include_in_schema=False, sync_to_thread=True)
def my_second_factor(request: Asked, room: Room, actor: Me) -> Response[str]:
    """What it is for, and the way to one."""
    return page(
        request, "second_factor.html.j2", in_use=room.books.second_factors.has(actor.person),
        asks=room.books.second_factors.has(actor.person)
        or not came_just_now(room, held(request), at=now()),
        decides=bool(room.board.people[actor.person].roles & DECIDING),
        codes_left=room.books.second_factors.recovery_codes_left(actor.person),
    )  # fmt: skip


@post("/me/second-factor", include_in_schema=False, sync_to_thread=True)
def begin(request: Asked, room: Room, actor: Me, data: Form) -> Response[str]:
    """The secret, as a picture and as text, and the field for a first code."""
    enrolment = own_second_factor.begin(
        room, actor, password=Fields(data).text("password"), session=held(request),
        issuer=_issuer(request), at=now(),
    )  # fmt: skip
    return _enrol(request, enrolment)


@post("/me/second-factor/confirm", include_in_schema=False, sync_to_thread=True)
def confirm(request: Asked, room: Room, actor: Me, data: Form) -> Response[Any]:
    """The recovery codes, shown this once; after a wrong code the same picture once more."""
    fields = Fields(data)
    found = own_second_factor.confirm(
        room, actor, fields.text("code"), shown=fields.text("secret"), device=device(request),
        issuer=_issuer(request), at=now(),
    )  # fmt: skip
    if found.refused is not None and found.again is not None:
        return _enrol(request, found.again, refused=sentence_of(found.refused, request.user.lang))
    return _codes(request, list(found.codes), session_cookie(found.secret, request.app.state.settings))


@post("/me/second-factor/remove", include_in_schema=False, sync_to_thread=True)
def remove(request: Asked, room: Room, actor: Me, data: Form) -> Redirect:
    """Take it away; roles that decide rest from then on."""
    secret = own_second_factor.remove(
        room, actor, password=Fields(data).text("password"), device=device(request), at=now(),
    )  # fmt: skip
    answer = done("/me", "factor-removed")
    answer.set_cookie(session_cookie(secret, request.app.state.settings))
    return answer


@post("/me/recovery-codes", include_in_schema=False, sync_to_thread=True)
def renew(request: Asked, room: Room, actor: Me, data: Form) -> Response[str]:
    """New recovery codes; the old ones open nothing from then on."""
    codes = own_second_factor.renew_recovery_codes(
        room, actor, password=Fields(data).text("password"), at=now()
    )
    return _codes(request, codes)


def _issuer(request: Asked) -> str:
    """What an app calls us."""
    return request.app.state.settings.name or "tocsin"


def _enrol(request: Asked, enrolment: Enrolment, *, refused: str = "") -> Response[str]:
    picture = segno.make(enrolment.uri, micro=False, error="m").svg_data_uri(
        scale=5, dark="#000", light="#fff", border=4
    )
    return page(
        request, "second_factor_enrol.html.j2", status=422 if refused else 200, enrolment=enrolment,
        picture=picture, refused=refused,
        grouped=" ".join(enrolment.secret[i : i + 4] for i in range(0, len(enrolment.secret), 4)),
    )  # fmt: skip


def _codes(request: Asked, codes: list[str], *cookies: Any) -> Response[str]:
    answer = page(request, "recovery_codes.html.j2", codes=codes)
    for cookie in cookies:
        answer.set_cookie(cookie)
    return answer
