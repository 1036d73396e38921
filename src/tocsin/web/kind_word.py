"""Every kind of fact in a few words, as a list of facts is filtered by it."""

from tocsin.report.language import Language


def kind_words(lang: Language) -> dict[str, str]:
    """All kinds there are; one that is not here comes from a newer version."""
    _ = lang.pgettext
    return {
        "event-opened": _("kind of a fact", "event opened"),
        "event-edited": _("kind of a fact", "event changed"),
        "audience-changed": _("kind of a fact", "audience changed"),
        "verification-asked": _("kind of a fact", "verification asked for"),
        "verification-answered": _("kind of a fact", "verification answered"),
        "event-confirmed": _("kind of a fact", "event confirmed"),
        "response-started": _("kind of a fact", "response started"),
        "event-closed": _("kind of a fact", "event closed"),
        "event-discarded": _("kind of a fact", "event discarded"),
        "event-reopened": _("kind of a fact", "event reopened"),
        "event-merged": _("kind of a fact", "event merged into another"),
        "event-absorbed": _("kind of a fact", "another event taken in"),
        "event-split": _("kind of a fact", "event split"),
        "sighting-given": _("kind of a fact", "sighting answered"),
        "message-written": _("kind of a fact", "message written"),
        "note-written": _("kind of a fact", "internal note written"),
        "task-set": _("kind of a fact", "task set"),
        "task-ended": _("kind of a fact", "task ended"),
        "file-attached": _("kind of a fact", "file attached"),
        "milestone-stamped": _("kind of a fact", "milestone stamped"),
        "milestone-unstamped": _("kind of a fact", "milestone taken off"),
        "round-started": _("kind of a fact", "assessment asked for"),
        "round-cancelled": _("kind of a fact", "assessment called off"),
        "answer-sealed": _("kind of a fact", "assessment sealed"),
        "answer-withdrawn": _("kind of a fact", "assessment taken back"),
        "round-revealed": _("kind of a fact", "assessments opened"),
        "answered-late": _("kind of a fact", "assessed late"),
        "notice-recorded": _("kind of a fact", "decision about notifying"),
        "finding-put": _("kind of a fact", "finding put on the board"),
        "finding-seen-again": _("kind of a fact", "finding seen again"),
        "finding-triaged": _("kind of a fact", "finding triaged"),
        "member-added": _("kind of a fact", "member added"),
        "member-changed": _("kind of a fact", "member changed"),
        "membership-ended": _("kind of a fact", "membership ended"),
        "person-added": _("kind of a fact", "account given"),
        "role-given": _("kind of a fact", "role given"),
        "role-taken": _("kind of a fact", "role taken"),
        "account-closed": _("kind of a fact", "account closed"),
        "password-link-made": _("kind of a fact", "password link made"),
        "password-set-by-link": _("kind of a fact", "password set by a link"),
        "second-factor-taken": _("kind of a fact", "second factor taken away"),
        "name-erased": _("kind of a fact", "name and address erased"),
    }
