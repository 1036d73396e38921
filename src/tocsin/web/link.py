"""The page that shows the link of an invitation, this once; where mail is set up it is sent as well."""

from litestar import Response

from tocsin.flows.post import Letter, post_of, try_to_send
from tocsin.report.language import Language
from tocsin.web.asked import Asked
from tocsin.web.mail_said import invitation_mail
from tocsin.web.pages import page
from tocsin.web.refusals import sentence_of


def link_page(
    request: Asked, secret: str, *, email: str, back: str, lang: Language, again: bool = False
) -> Response[str]:
    """Show the link of a secret, and what became of the e-mail.

    The secret goes straight to the mail server: it is never laid by, so no copy of the database holds it.

    lang   in which the e-mail is written
    again  it is for a new password, not for a new account
    """
    state = request.app.state
    link = f"{state.settings.address.rstrip('/') or str(request.base_url).rstrip('/')}/invitation/{secret}"
    post, fault = post_of(state.settings, state.folder), None
    if post is not None:
        subject, text = invitation_mail(lang, state.settings.name, link, again=again)
        fault = try_to_send(post, Letter(to=email, subject=subject, text=text))
    return page(
        request, "link.html.j2", link=link, email=email, back=back, again=again, mailed=post is not None,
        fault=sentence_of(fault, request.user.lang) if fault else "",
    )  # fmt: skip
