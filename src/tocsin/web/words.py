"""The board's vocabularies in the reader's language: one function each, so that no code word reaches a page.

What a pack or a rule set names (clocks, milestones, risks, indicators) it names in every language itself.
"""

from collections.abc import Collection, Iterable, Mapping

from tocsin.events.assessment import Said
from tocsin.events.audience import Tlp
from tocsin.events.card import Triage
from tocsin.events.clocks import Clock, ClockState
from tocsin.events.entries import NoticeState, OriginKind, ReplyKind, SightingKind, TaskState
from tocsin.events.event import Stage
from tocsin.events.outcome import Decision
from tocsin.events.packs import Pack, Text
from tocsin.events.people import MemberKind, Role
from tocsin.events.rights import Scope
from tocsin.events.rule_sets import ClockRule, RuleSet
from tocsin.events.urgency import Level
from tocsin.report.language import Language


def stage_word(stage: Stage, lang: Language) -> str:
    """Where an event is in its life."""
    _ = lang.pgettext
    return {
        Stage.SIGNAL: _("stage of an event", "signal"),
        Stage.VERIFICATION: _("stage of an event", "verification"),
        Stage.EVENT: _("stage of an event", "event"),
        Stage.RESPONSE: _("stage of an event", "response"),
        Stage.CLOSED: _("stage of an event", "closed"),
        Stage.DISCARDED: _("stage of an event", "discarded"),
    }[stage]


def level_word(level: Level, lang: Language) -> str:
    """How urgent an event is."""
    _ = lang.pgettext
    return {
        Level.URGENT: _("urgency of an event", "urgent"),
        Level.SOON: _("urgency of an event", "soon"),
        Level.CALM: _("urgency of an event", "calm"),
    }[level]


def triage_word(status: Triage, lang: Language) -> str:
    """What a member decided about a finding."""
    _ = lang.pgettext
    return {
        Triage.WAITING: _("triage of a finding", "waiting for triage"),
        Triage.EVENT: _("triage of a finding", "event opened"),
        Triage.WATCHED: _("triage of a finding", "being watched"),
        Triage.DISMISSED: _("triage of a finding", "dismissed"),
    }[status]


def origin_word(kind: OriginKind, lang: Language) -> str:
    """Where an event came from."""
    _ = lang.pgettext
    return {
        OriginKind.FINDING: _("origin of an event", "finding of the watch"),
        OriginKind.RUMOUR: _("origin of an event", "rumour"),
        OriginKind.LABORATORY: _("origin of an event", "laboratory"),
        OriginKind.MEDIA: _("origin of an event", "media"),
        OriginKind.OTHER: _("origin of an event", "other source"),
    }[kind]


def role_word(role: Role, lang: Language) -> str:
    """What a person does for their member."""
    _ = lang.pgettext
    return {
        Role.READER: _("role of a person", "reader"),
        Role.ANALYST: _("role of a person", "analyst"),
        Role.FOCAL_POINT: _("role of a person", "focal point"),
        Role.DELEGATE: _("role of a person", "delegate"),
        Role.HEAD: _("role of a person", "head of delegation"),
        Role.SECRETARIAT: _("role of a person", "secretariat officer"),
        Role.ADMINISTRATOR: _("role of a person", "administrator"),
    }[role]


def roles_said(roles: Collection[Role], lang: Language) -> str:
    """Several roles in a row."""
    return lang.listing([role_word(role, lang) for role in sorted(roles)], len(roles))


def member_kind_word(kind: MemberKind, lang: Language) -> str:
    """What a member is to the alliance."""
    _ = lang.pgettext
    return {
        MemberKind.FULL: _("kind of a member", "full member"),
        MemberKind.OBSERVER: _("kind of a member", "observer"),
        MemberKind.PARTNER: _("kind of a member", "partner"),
        MemberKind.SECRETARIAT: _("kind of a member", "secretariat"),
        MemberKind.INVITED: _("kind of a member", "invited body"),
    }[kind]


def scope_word(scope: Scope, lang: Language) -> str:
    """What an API token is made for."""
    _ = lang.pgettext
    return {
        Scope.READ: _("scope of a token", "read"),
        Scope.TRIAGE: _("scope of a token", "triage findings"),
        Scope.EVENTS: _("scope of a token", "work on events"),
        Scope.ASSESS: _("scope of a token", "assess"),
        Scope.ADMIN: _("scope of a token", "administer members and accounts"),
    }[scope]


def tlp_meaning(label: Tlp, lang: Language) -> str:
    """How far what carries a label may be passed on; the label itself is never translated."""
    _ = lang.gettext
    return {
        Tlp.RED: _("For the people who see it here, and nobody else."),
        Tlp.AMBER_STRICT: _("Inside one's own organisation only."),
        Tlp.AMBER: _("Inside one's own organisation, and to those it works for who need to know."),
        Tlp.GREEN: _("Inside the community, not through public channels."),
        Tlp.CLEAR: _("To anybody, without limit."),
    }[label]


def clock_state_word(state: ClockState, lang: Language) -> str:
    """Where a clock stands."""
    _ = lang.pgettext
    return {
        ClockState.WAITING: _("state of a clock", "not started"),
        ClockState.NOT_KNOWN: _("state of a clock", "not known"),
        ClockState.NOT_APPLICABLE: _("state of a clock", "not applicable"),
        ClockState.RUNNING: _("state of a clock", "running"),
        ClockState.OVERDUE: _("state of a clock", "overdue"),
        ClockState.MET: _("state of a clock", "in time"),
        ClockState.LATE: _("state of a clock", "late"),
    }[state]


def sighting_word(kind: SightingKind, lang: Language) -> str:
    """What another member says of an event."""
    _ = lang.pgettext
    return {
        SightingKind.SEEN: _("answer to a sighting", "seen"),
        SightingKind.NOT_SEEN: _("answer to a sighting", "looked, not seen"),
        SightingKind.NOT_LOOKED: _("answer to a sighting", "not looked"),
    }[kind]


def reply_word(kind: ReplyKind, lang: Language) -> str:
    """How a request for verification was answered."""
    _ = lang.pgettext
    return {
        ReplyKind.LOOKING: _("answer to a request", "received, being checked"),
        ReplyKind.CONFIRMED: _("answer to a request", "confirmed"),
        ReplyKind.NOT_CONFIRMED: _("answer to a request", "not confirmed"),
    }[kind]


def task_word(state: TaskState, lang: Language) -> str:
    """Where a task stands."""
    _ = lang.pgettext
    return {
        TaskState.OPEN: _("state of a task", "open"),
        TaskState.DONE: _("state of a task", "done"),
        TaskState.DROPPED: _("state of a task", "dropped"),
    }[state]


def notice_word(state: NoticeState, lang: Language) -> str:
    """How far a notification is."""
    _ = lang.pgettext
    return {
        NoticeState.PREPARED: _("state of a notification", "prepared"),
        NoticeState.SENT: _("state of a notification", "sent"),
        NoticeState.NOT_NEEDED: _("state of a notification", "decided against"),
    }[state]


def said_word(said: Said, lang: Language) -> str:
    """An answer to a question of an assessment."""
    _ = lang.pgettext
    return {
        Said.YES: _("answer to a question", "yes"),
        Said.NO: _("answer to a question", "no"),
        Said.NOT_KNOWN: _("answer to a question", "not known"),
    }[said]


def decision_word(decision: Decision, lang: Language, pack: Pack | None = None) -> str:
    """What an assessment comes to, as its pack calls it."""
    if pack is not None and decision.value in pack.outcomes:
        return titled(pack.outcomes[decision.value], lang)
    _ = lang.pgettext
    return {
        Decision.NOTIFY: _("outcome of an assessment", "notify"),
        Decision.UNDECIDED: _("outcome of an assessment", "undecided"),
        Decision.NOT_NOW: _("outcome of an assessment", "not now"),
    }[decision]


def status_word(status: str, lang: Language) -> str:
    """A signal's answer, as `vocab.status.Status.word` writes it."""
    _ = lang.pgettext
    return {
        "above": _("status of a signal", "above"),
        "below": _("status of a signal", "not above"),
        "unjudged": _("status of a signal", "not judged"),
    }[status]


def titled(text: Text, lang: Language) -> str:
    """A text that a pack, a rule set or a member has in several languages; English where it lacks one."""
    return text.get(lang.code) or text["en"]


def clock_title(clock: Clock, rule_sets: Mapping[str, RuleSet], lang: Language) -> str:
    """What a clock is for; its id where its rule set is not there any more."""
    rules = rule_sets.get(clock.rule_set)
    found: Iterable[ClockRule] = rules.clocks if rules else ()
    return next((titled(rule.title, lang) for rule in found if rule.id == clock.id), clock.id)


def rule_set_title(name: str, rule_sets: Mapping[str, RuleSet], lang: Language) -> str:
    """What a rule set is called."""
    return titled(rule_sets[name].title, lang) if name in rule_sets else name


def milestone_title(name: str, rule_sets: Mapping[str, RuleSet], lang: Language) -> str:
    """What a milestone is called, by the first rule set that speaks of it."""
    found = (rules.milestones[name] for rules in rule_sets.values() if name in rules.milestones)
    return next((titled(text, lang) for text in found), name)


def pack_title(name: str, packs: Mapping[str, Pack], lang: Language) -> str:
    """What a kind of threat is called."""
    return titled(packs[name].title, lang) if name in packs else name


def risk_title(name: str | None, pack: Pack | None, lang: Language) -> str:
    """What a level of risk is called; "not known" for none."""
    if name is None:
        return lang.pgettext("risk", "not known")
    levels = pack.matrix.risks if pack else ()
    return next((titled(level.title, lang) for level in levels if level.id == name), name)


def indicator_title(name: str, pack: Pack | None, lang: Language) -> str:
    """What an indicator is called: by its pack, or as its source names it (diseases are named so)."""
    found = pack.indicators if pack else ()
    return next((titled(one.title, lang) for one in found if one.id == name), name)
