"""Every kind of fact as a plain sentence in the language of the reader; who, for whom and when stand apart.

A kind that is not in the table comes from a newer version, and is said to be so.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from tocsin.events.audience import Tlp
from tocsin.events.card import Triage
from tocsin.events.entries import NoticeState, OriginKind, ReplyKind, SightingKind, TaskState
from tocsin.events.fact import Body, Fact
from tocsin.events.people import Role
from tocsin.web.telling import Telling
from tocsin.web.words import notice_word, origin_word, reply_word, role_word, sighting_word, task_word
from tocsin.web.words import triage_word as triage_said

SHORT = 160  # characters of a text that stands in full elsewhere
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError)


def fact_said(fact: Fact, tell: Telling) -> str:
    """What happened, as a sentence; of a body that this version cannot read its kind alone."""
    say = SAID.get(fact.kind)
    try:
        if say is not None:
            return say(fact.body, tell)
    except _UNREADABLE:
        pass
    return tell.lang.gettext("Something that this version cannot read (%(kind)s).", kind=fact.kind)


def shortened(text: str) -> str:
    """The beginning of a long text, on one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= SHORT else plain[: SHORT - 1].rstrip() + "…"


def _joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


def _opened(body: Body, tell: Telling) -> str:
    _, origin = tell.lang.gettext, body["origin"]
    if body["split_from"]:
        return _("Opened this event out of another one.")
    kind = OriginKind(origin["kind"])
    if kind is OriginKind.FINDING:
        day = tell.when(date.fromisoformat(origin["as_of"]))
        return _("Opened the event from a finding of the watch, with the data as of %(day)s.", day=day)
    word = origin_word(kind, tell.lang)
    if origin["source"]:
        return _("Opened the event (%(origin)s: %(source)s).", origin=word, source=origin["source"])
    return _("Opened the event (%(origin)s).", origin=word)


def _edited(body: Body, tell: Telling) -> str:
    _ = tell.lang.gettext
    hazard, places = body.get("hazard"), body.get("places")
    return _joined(
        [
            _("Changed the title to “%(words)s”.", words=body["title"]) if "title" in body else "",
            _("Changed the summary.") if "summary" in body else "",
            _("Changed the hazard to “%(words)s”.", words=hazard) if hazard else "",
            _("Took the hazard out.") if hazard == "" else "",
            _("Changed the places to: %(places)s.", places=", ".join(places)) if places else "",
            _("Took all places out.") if places == [] else "",
        ]
    )


def _audience(body: Body, tell: Telling) -> str:
    _, to = tell.lang.gettext, body["audience"]
    added, removed, gave = (tell.in_row(body[key]) for key in ("added", "removed", "had_given"))
    return _joined(
        [
            _("Changed who sees this."),
            _("Added: %(members)s.", members=added) if body["added"] else "",
            _("Removed: %(members)s.", members=removed) if body["removed"] else "",
            _("What these had given stays here: %(members)s.", members=gave) if body["had_given"] else "",
            _("Label: %(label)s.", label=f"TLP:{Tlp(to['tlp']).value.upper()}"),
            _("May be passed on as the label says.") if to["pass_on"] else _("Not to be passed on."),
        ]
    )


def _asked(body: Body, tell: Telling) -> str:
    members = tell.in_row(body["members"])
    return tell.lang.gettext("Asked %(members)s to verify: %(words)s", members=members, words=body["text"])


def _answered(body: Body, tell: Telling) -> str:
    reply = reply_word(ReplyKind(body["reply"]), tell.lang)
    said = tell.lang.gettext(
        "Answered the request to verify (%(reply)s): %(words)s", reply=reply, words=body["text"]
    )
    return _joined([said, _held_up(body, tell)])


def _held_up(body: Body, tell: Telling) -> str:
    text = body.get("bottleneck")
    return tell.lang.gettext("What held it up: %(words)s", words=text) if text else ""


def _confirmed(body: Body, tell: Telling) -> str:
    return _joined([tell.lang.gettext("Confirmed that the event is real."), body["text"]])


def _response(body: Body, tell: Telling) -> str:
    return _joined([tell.lang.gettext("Started the response."), body["text"]])


def _closed(body: Body, tell: Telling) -> str:
    return tell.lang.gettext("Closed the event: %(reason)s", reason=body["reason"])


def _discarded(body: Body, tell: Telling) -> str:
    return tell.lang.gettext("Discarded the event: %(reason)s", reason=body["reason"])


def _reopened(body: Body, tell: Telling) -> str:
    return tell.lang.gettext("Reopened the event: %(reason)s", reason=body["reason"])


def _merged(body: Body, tell: Telling) -> str:
    title = _other(body["into"], tell)
    return _joined([tell.lang.gettext("Merged this event into another one, which goes on."), title])


def _absorbed(body: Body, tell: Telling) -> str:
    return _joined([tell.lang.gettext("Took another event into this one."), _other(body["from"], tell)])


def _split(body: Body, tell: Telling) -> str:
    return _joined([tell.lang.gettext("Split another event off this one."), _other(body["into"], tell)])


def _other(event: str, tell: Telling) -> str:
    title = tell.links.get(event)
    return tell.lang.gettext("“%(words)s”", words=title) if title else ""


def _sighting(body: Body, tell: Telling) -> str:
    word = sighting_word(SightingKind(body["said"]), tell.lang)
    return _joined([tell.lang.gettext("Said of the same at home: %(said)s.", said=word), body["text"]])


def _message(body: Body, tell: Telling) -> str:
    return tell.lang.gettext("Wrote a message: %(words)s", words=shortened(body["text"]))


def _note(body: Body, tell: Telling) -> str:
    return tell.lang.gettext("Wrote an internal note: %(words)s", words=shortened(body["text"]))


def _task_set(body: Body, tell: Telling) -> str:
    _, member, text = tell.lang.gettext, tell.member(body["member"]), shortened(body["text"])
    if body["due"] is None:
        return _("Set a task for %(member)s: %(words)s", member=member, words=text)
    day = tell.when(date.fromisoformat(body["due"]))
    return _("Set a task for %(member)s, due %(day)s: %(words)s", member=member, day=day, words=text)


def _task_ended(body: Body, tell: Telling) -> str:
    _, state = tell.lang.gettext, task_word(TaskState(body["state"]), tell.lang)
    task = tell.tasks.get(body["task"])
    said = (
        _("Ended the task “%(task)s” (%(state)s).", task=shortened(task), state=state)
        if task
        else _("Ended a task (%(state)s).", state=state)
    )
    return _joined([said, body["outcome"]])


def _file(body: Body, tell: Telling) -> str:
    size = tell.size(body["size"])
    return tell.lang.gettext("Attached the file %(name)s (%(size)s).", name=body["name"], size=size)


def _stamped(body: Body, tell: Telling) -> str:
    _, name = tell.lang.gettext, tell.milestone(body["milestone"])
    if not body["applicable"]:
        return _("Milestone “%(name)s”: does not apply to this event.", name=name)
    if body["unknown"]:
        return _("Milestone “%(name)s”: reached, nobody knows when.", name=name)
    text = body["happened"]
    moment = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    said = _("Milestone “%(name)s”: %(when)s", name=name, when=tell.lang.stopped(tell.when(moment)))
    return _joined([said, _held_up(body, tell)])


def _unstamped(body: Body, tell: Telling) -> str:
    return tell.lang.gettext("Milestone “%(name)s”: not reached.", name=tell.milestone(body["milestone"]))


def _round_started(body: Body, tell: Telling) -> str:
    return tell.lang.gettext(
        "Asked for an assessment, each alone, until %(due)s: %(members)s.",
        due=tell.when(datetime.fromisoformat(body["due"])), members=tell.in_row(body["asked"]),
    )  # fmt: skip


def _round_cancelled(body: Body, tell: Telling) -> str:
    return tell.lang.gettext("Called the assessment off: %(reason)s", reason=body["reason"])


def _sealed(body: Body, tell: Telling) -> str:
    _ = tell.lang.gettext
    late = _("The time was up.") if body["late"] else ""
    return _joined([_("Handed in an assessment under seal."), late, _held_up(body, tell)])


def _withdrawn(body: Body, tell: Telling) -> str:
    return tell.lang.gettext("Took the assessment under seal back.")


def _revealed(body: Body, tell: Telling) -> str:
    members = tell.in_row(body["opened"])
    return tell.lang.gettext("Opened all assessments at once: %(members)s.", members=members)


def _late(body: Body, tell: Telling) -> str:
    said = tell.lang.gettext("Assessed late, when the others’ answers were open.")
    return _joined([said, _held_up(body, tell)])


def _notice(body: Body, tell: Telling) -> str:
    _, state = tell.lang.gettext, notice_word(NoticeState(body["state"]), tell.lang)
    said = _("Recorded about the notification (%(state)s): %(words)s", state=state, words=body["text"])
    sent = body["sent_at"]
    moment = _("Sent %(when)s.", when=tell.when(datetime.fromisoformat(sent))) if sent else ""
    return _joined([said, moment, _held_up(body, tell)])


def _put(body: Body, tell: Telling) -> str:
    day = tell.when(date.fromisoformat(body["as_of"]))
    return tell.lang.gettext("Put a finding of the watch on the board, with the data as of %(day)s.", day=day)


def _put_again(body: Body, tell: Telling) -> str:
    day = tell.when(date.fromisoformat(body["as_of"]))
    return tell.lang.gettext("Found the same again, with the data as of %(day)s.", day=day)


def _triaged(body: Body, tell: Telling) -> str:
    word = triage_said(Triage(body["status"]), tell.lang)
    return _joined([tell.lang.gettext("Triaged the finding: %(status)s.", status=word), body["reason"]])


def _member(text: str) -> Callable[[Body, Telling], str]:
    return lambda body, tell: tell.lang.gettext(text, name=body["name"].get(tell.lang.code) or
                                                body["name"]["en"])  # fmt: skip


def _person_added(body: Body, tell: Telling) -> str:
    roles = ", ".join(role_word(Role(role), tell.lang) for role in body["roles"])
    member = tell.member(body["member"])
    return tell.lang.gettext("Gave an account in %(member)s: %(roles)s.", member=member, roles=roles)


def _role(text: str) -> Callable[[Body, Telling], str]:
    return lambda body, tell: tell.lang.gettext(text, role=role_word(Role(body["role"]), tell.lang))


def _plain(text: str) -> Callable[[Body, Telling], str]:
    return lambda body, tell: tell.lang.gettext(text)


SAID: dict[str, Callable[[Body, Telling], str]] = {
    "event-opened": _opened,
    "event-edited": _edited,
    "audience-changed": _audience,
    "verification-asked": _asked,
    "verification-answered": _answered,
    "event-confirmed": _confirmed,
    "response-started": _response,
    "event-closed": _closed,
    "event-discarded": _discarded,
    "event-reopened": _reopened,
    "event-merged": _merged,
    "event-absorbed": _absorbed,
    "event-split": _split,
    "sighting-given": _sighting,
    "message-written": _message,
    "note-written": _note,
    "task-set": _task_set,
    "task-ended": _task_ended,
    "file-attached": _file,
    "milestone-stamped": _stamped,
    "milestone-unstamped": _unstamped,
    "round-started": _round_started,
    "round-cancelled": _round_cancelled,
    "answer-sealed": _sealed,
    "answer-withdrawn": _withdrawn,
    "round-revealed": _revealed,
    "answered-late": _late,
    "notice-recorded": _notice,
    "finding-put": _put,
    "finding-seen-again": _put_again,
    "finding-triaged": _triaged,
    "member-added": _member("Added the member %(name)s."),
    "member-changed": _member("Changed the entry of the member %(name)s."),
    "membership-ended": _plain("Ended the membership."),
    "person-added": _person_added,
    "role-given": _role("Gave a role: %(role)s."),
    "role-taken": _role("Took a role: %(role)s."),
    "account-closed": _plain("Closed the account."),
    "password-link-made": _plain("Made a link by which a new password can be chosen."),
    "password-set-by-link": _plain("Chose a new password through a link; all sessions and API tokens ended."),
    "second-factor-taken": _plain("Took the second factor away; all sessions ended."),
    "name-erased": _plain("Erased name and address."),
}
