"""`/me/mail`: which e-mails somebody gets."""

from litestar import Response, get, post
from litestar.response import Redirect

from tocsin.events.announce import ASKED, News
from tocsin.flows.own_account import account_of
from tocsin.web.asked import Asked, Form, Me, Room
from tocsin.web.done import done
from tocsin.web.form_fields import Fields
from tocsin.web.mail_said import news_word
from tocsin.web.pages import page


@get("/me/mail", include_in_schema=False, sync_to_thread=True)
def my_mail(request: Asked, room: Room, actor: Me) -> Response[str]:
    """What one may choose, as it is."""
    account = account_of(room, actor)
    return page(
        request, "me_mail.html.j2", email=account.email, sends=bool(request.app.state.settings.smtp),
        chosen=ASKED if account.mail is None else account.mail, asked=ASKED,
        news=[(one, news_word(one, request.user.lang)) for one in News],
    )  # fmt: skip


@post("/me/mail", include_in_schema=False, sync_to_thread=True)
def choose_my_mail(room: Room, actor: Me, data: Form) -> Redirect:
    """Keep the choice."""
    ticked = Fields(data).many("news")
    room.books.accounts.choose_mail(actor.person, [one.value for one in News if one.value in ticked])
    return done("/me/mail", "saved")
