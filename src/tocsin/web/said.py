"""What a page says once after an act: a code in the address, a sentence from this table and nothing else."""

from tocsin.report.language import Language


def said_of(code: str, lang: Language) -> str:
    """The sentence of a code; nothing for a code that does not exist, so that no link can put words here."""
    _ = lang.gettext
    known = {
        "saved": _("Saved."),
        "sent": _("Sent."),
        "opened": _("The event is open."),
        "dismissed": _("The finding is dismissed."),
        "watched": _("The finding is being watched."),
        "waiting": _("The finding waits for triage again."),
        "answered": _("Your answer is recorded."),
        "sealed": _("Your answer is sealed. Nobody reads it before all are opened together."),
        "revealed": _("The answers are open."),
        "closed": _("The event is closed."),
        "signed-out": _("You are signed out."),
        "joined": _("Your account is made, and you are signed in."),
        "password": _("The new password is set. Sign in with it."),
        "password-changed": _("The new password is set. All your other sessions have ended."),
        "sessions-ended": _("The session has ended."),
        "factor-removed": _("The second factor is removed, and your other sessions have ended."),
        "token-revoked": _("The token is revoked."),
        "member-added": _("The member is added. Invite its first administrator now."),
        "membership-ended": _("The membership has ended."),
        "withdrawn": _("The invitation is withdrawn; its link opens nothing any more."),
        "factor-taken": _("The second factor is removed. They sign in by password and set up another one."),
        "account-closed": _("The account is closed."),
        "erased": _("Name and address are erased."),
    }
    return known.get(code, "")
