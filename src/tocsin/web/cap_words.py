"""Words of CAP 1.2 in the reader's language; the codes go into the alert."""

from collections.abc import Mapping

from tocsin.report.language import Language
from tocsin.sources.cap_check import CODES


def cap_words(lang: Language) -> Mapping[str, Mapping[str, str]]:
    """For each field of the form its codes, each with what people read."""
    _ = lang.pgettext
    said = {
        "urgency": {
            "Immediate": _("urgency of an alert", "act at once"),
            "Expected": _("urgency of an alert", "act within an hour"),
            "Future": _("urgency of an alert", "act soon"),
            "Past": _("urgency of an alert", "nothing more to do"),
            "Unknown": _("urgency of an alert", "not known"),
        },
        "severity": {
            "Extreme": _("severity of an alert", "extreme"),
            "Severe": _("severity of an alert", "severe"),
            "Moderate": _("severity of an alert", "moderate"),
            "Minor": _("severity of an alert", "minor"),
            "Unknown": _("severity of an alert", "not known"),
        },
        "certainty": {
            "Observed": _("certainty of an alert", "observed"),
            "Likely": _("certainty of an alert", "likely"),
            "Possible": _("certainty of an alert", "possible"),
            "Unlikely": _("certainty of an alert", "unlikely"),
            "Unknown": _("certainty of an alert", "not known"),
        },
        "category": {
            "Health": _("category of an alert", "health"),
            "Safety": _("category of an alert", "public safety"),
            "Security": _("category of an alert", "security"),
            "Infra": _("category of an alert", "infrastructure"),
            "CBRNE": _("category of an alert", "chemical, biological, radiological or nuclear"),
            "Env": _("category of an alert", "environment"),
            "Geo": _("category of an alert", "geophysical"),
            "Met": _("category of an alert", "weather"),
            "Rescue": _("category of an alert", "rescue"),
            "Fire": _("category of an alert", "fire"),
            "Transport": _("category of an alert", "transport"),
            "Other": _("category of an alert", "other"),
        },
        "status": {
            "Draft": _("status of an alert", "draft"),
            "Exercise": _("status of an alert", "exercise"),
            "Test": _("status of an alert", "test"),
            "Actual": _("status of an alert", "to be acted on"),
            "System": _("status of an alert", "between systems"),
        },
    }
    return {field: {code: words[code] for code in words if code in CODES[field]}
            for field, words in said.items()}  # fmt: skip
