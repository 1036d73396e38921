"""What operations do, and what groups of them are called, in the reader's language."""

from tocsin.report.language import Language


def does_said(does: str, lang: Language) -> str:
    """What an operation does, as a line of its own."""
    said = lang.translations.gettext(does)
    return said[0].upper() + said[1:]


def group_said(name: str, lang: Language) -> str:
    """What a group of operations is called."""
    _ = lang.gettext
    return {
        "events": _("Events"),
        "assessments": _("Assessments"),
        "findings": _("Findings"),
        "series": _("Series"),
        "board": _("Board"),
        "members": _("Members and people"),
        "search": _("Search"),
        "exchange": _("Exchange with other systems"),
    }[name]
