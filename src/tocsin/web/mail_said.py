"""E-mails in words. What stays on the board is not in them: then there is the link, and nothing else."""

from datetime import datetime
from typing import Any

from tocsin.events.announce import Announcement, News, may_be_named
from tocsin.events.event import Event
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.mail import Words
from tocsin.ledger.accounts import Account
from tocsin.report.language import Language
from tocsin.web.language import preferred, spoken
from tocsin.web.telling import Telling, telling
from tocsin.web.words import rule_set_title, titled


def words_for(room: BoardRoom, settings: BoardSettings) -> Words:
    """What makes subject and text of the messages of a board."""

    def words(account: Account, told: Announcement, event: Event) -> tuple[str, str]:
        lang = spoken(preferred(account.language, ""))
        link = f"{settings.address.rstrip('/')}/events/{event.id}"
        if not may_be_named(event):
            said = lang.gettext("There is something new for you on the board:")
            subject = lang.gettext("There is something new for you")
            return _headed(settings, subject), _letter(lang, [said], link)
        said_of_it = lines_of(telling(room, lang, event), told, event, room.board.people[account.id].member)
        return _headed(settings, subject_of(told.news, lang)), _letter(lang, said_of_it, link)

    return words


def subject_of(news: News, lang: Language) -> str:
    """What the message is, in a few words; nothing of the event."""
    _ = lang.gettext
    return {
        News.VERIFY: _("You are asked to verify an event"),
        News.ASSESS: _("You are asked to assess an event"),
        News.TASK: _("There is a task for you"),
        News.DUE: _("A clock runs out soon"),
        News.SHARED: _("An event was shared with you"),
        News.REVEALED: _("Assessments were opened"),
    }[news]


def news_word(news: News, lang: Language) -> str:
    """A kind of e-mail, as one chooses it."""
    _ = lang.gettext
    return {
        News.VERIFY: _("my member is asked to verify an event"),
        News.ASSESS: _("my member is asked to assess an event"),
        News.TASK: _("my member is given a task"),
        News.DUE: _("a clock of my member runs out within six hours"),
        News.SHARED: _("an event is shared with my member"),
        News.REVEALED: _("the assessments of an event are opened"),
    }[news]


def lines_of(tell: Telling, told: Announcement, event: Event, member: str) -> list[str]:
    """What happened, and to which event; for events that may be named."""
    _, lang = tell.lang.gettext, tell.lang
    named = _("“%(words)s”", words=event.title)
    match told.news:
        case News.VERIFY:
            asked = event.requests.get(member)
            by = tell.member(asked.by.member) if asked else ""
            first = _("%(member)s asks your member to verify this event:", member=by)
        case News.ASSESS:
            first = _("Your member is asked to assess this event, apart from the others, until %(due)s:",
                      due=_due(tell, event, told.detail))  # fmt: skip
        case News.TASK:
            first = _("There is a task for your member on this event:")
        case News.DUE:
            rules, clock, due = told.detail.split("/")
            first = _(
                "The clock “%(clock)s” (%(rules)s) of your member runs out at %(due)s for this event:",
                clock=_clock(tell, rules, clock), rules=rule_set_title(rules, tell.rule_sets, lang),
                due=tell.when(datetime.fromisoformat(due)),
            )  # fmt: skip
        case News.SHARED:
            first = _("%(member)s shared this event with your member:", member=tell.member(event.owner))
        case News.REVEALED:
            first = _("The assessments of this event were opened, all at once:")
    return [first, named, f"TLP:{event.audience.tlp.upper()}"]


def invitation_mail(lang: Language, alliance: str, link: str, *, again: bool) -> tuple[str, str]:
    """Subject and text of an invitation, or of a link for a new password."""
    _ = lang.gettext
    first = (
        _("By this link you choose a new password for the board:")
        if again
        else _("You are invited to an account on the board. By this link you choose your name and password:")
    )
    more = _("It holds for a week and can be used once. If you did not expect it, tell your administrator.")
    subject = _("A new password") if again else _("Invitation to the board")
    return (f"[{alliance or 'tocsin'}] {subject}", "\n\n".join([first, link, more]) + "\n")


def _letter(lang: Language, lines: list[str], link: str) -> str:
    _ = lang.gettext
    last = _("Do not answer this message. Which e-mails you get you choose on the board, under your name.")
    return "\n\n".join(["\n".join(lines), link, last]) + "\n"


def _headed(settings: BoardSettings, subject: str) -> str:
    return f"[{settings.name or 'tocsin'}] {subject}"


def _due(tell: Telling, event: Event, number: str) -> str:
    return next((tell.when(told.due) for told in event.rounds if str(told.number) == number), "")


def _clock(tell: Telling, rules: str, clock: str) -> str:
    known: Any = tell.rule_sets.get(rules)
    found = known.clocks if known else ()
    return next((titled(rule.title, tell.lang) for rule in found if rule.id == clock), clock)
