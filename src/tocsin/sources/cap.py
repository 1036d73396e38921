"""CAP 1.2: an alert about an event as XML, with one info block for each language.

Source    OASIS Common Alerting Protocol 1.2 (1 July 2010), sections 3.2.1 to 3.2.4.
Checked   by `sources.cap_check`, which every alert passes before it is handed out.
Needs     the package lxml: pip install 'tocsin[exchange]'
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import ModuleType

from tocsin.events.audience import Tlp
from tocsin.events.shared import SharedEvent
from tocsin.sources.cap_check import NAMESPACE, check_cap
from tocsin.vocab.errors import ExchangeError, InputError

LANGUAGES = {"en": "en", "ru": "ru", "zh": "zh"}  # RFC 3066 codes, as CAP asks for
TLP_SCOPE = {Tlp.CLEAR: "Public", Tlp.GREEN: "Restricted"}  # all others: Private


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertText:
    """What an alert says in one language.

    event        kind of event in a few words; CAP's own limit for a headline is 160 characters
    headline, description, instruction   the last may be empty
    area         the places in words
    """

    event: str
    headline: str
    description: str
    area: str
    instruction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert as a person decided it; nothing of it is guessed.

    sender      who is responsible for it: an address without blanks and commas, as CAP asks for
    sent        when, with an offset
    texts       by language: en, ru, zh; one at least
    category, urgency, severity, certainty   words of CAP, see `cap_check.CODES`
    status      Actual, Exercise, System, Test or Draft
    msg_type    Alert, Update or Cancel; the last two with `references` to what came before
    references  "sender,identifier,sent" of earlier messages
    addresses   whom a private alert is for
    expires     until when it holds; None = it does not say
    """

    sender: str
    sent: datetime
    texts: Mapping[str, AlertText] = field(hash=False)
    urgency: str
    severity: str
    certainty: str
    category: str = "Health"
    status: str = "Actual"
    msg_type: str = "Alert"
    references: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    expires: datetime | None = None


def lxml_package() -> ModuleType:
    """The module lxml.etree; a missing one is said with the command that brings it."""
    try:
        from lxml import etree
    except ModuleNotFoundError:
        raise InputError("CAP needs a package that is not there: pip install 'tocsin[exchange]'.") from None
    module: ModuleType = etree
    return module


def write_cap(event: SharedEvent, alert: Alert) -> str:
    """An alert about an event as the XML of CAP 1.2.

    The scope follows from the event's TLP label: clear is Public, green Restricted (to the community), the
    rest Private, for `addresses` alone. Raises ExchangeError that names every part that CAP does not allow.
    """
    etree = lxml_package()
    unknown = sorted(set(alert.texts) - set(LANGUAGES))
    if unknown or not alert.texts:
        raise ExchangeError(
            f"The alert has texts in {', '.join(unknown) or 'no language'}; write them in one or more of "
            f"{', '.join(LANGUAGES)}."
        )
    scope = TLP_SCOPE.get(event.tlp, "Private")
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    restriction = f"TLP:{event.tlp.value.upper()}" if scope == "Restricted" else ""
    head = {
        "identifier": f"tocsin-{event.id}-{alert.sent.strftime('%Y%m%dT%H%M%S%f')}",
        "sender": alert.sender, "sent": cap_moment(alert.sent), "status": alert.status,
        "msgType": alert.msg_type, "scope": scope, "restriction": restriction,
        "addresses": " ".join(_quoted(name) for name in alert.addresses) if scope == "Private" else "",
        "code": f"TLP:{event.tlp.value.upper()}",
        "references": " ".join(alert.references), "incidents": event.id,
    }  # fmt: skip
    _add(etree, root, head)
    for lang, text in alert.texts.items():
        info = etree.SubElement(root, f"{{{NAMESPACE}}}info")
        expires = "" if alert.expires is None else cap_moment(alert.expires)
        told = {
            "language": LANGUAGES[lang], "category": alert.category, "event": text.event,
            "urgency": alert.urgency, "severity": alert.severity, "certainty": alert.certainty,
            "expires": expires, "senderName": event.owner, "headline": text.headline,
            "description": text.description, "instruction": text.instruction,
        }  # fmt: skip
        _add(etree, info, told)
        _add(etree, etree.SubElement(info, f"{{{NAMESPACE}}}area"), {"areaDesc": text.area})
    written = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    check_cap(written)
    return str(written.decode("utf-8"))


def cap_moment(at: datetime) -> str:
    """A moment as CAP writes it: whole seconds, with an offset, never Z.

    >>> from datetime import UTC
    >>> cap_moment(datetime(2026, 5, 18, 8, tzinfo=UTC))
    '2026-05-18T08:00:00-00:00'
    """
    offset = at.utcoffset()
    if offset is None:
        raise ExchangeError(f"{at.isoformat()} has no offset; CAP asks for one, such as +06:00.")
    text = at.replace(microsecond=0).isoformat()
    return text[:-6] + "-00:00" if offset == timedelta(0) else text


def _add(etree: ModuleType, parent: object, parts: Mapping[str, str]) -> None:
    """Add elements in their order; an empty one is left out, and missing ones are the check's to find."""
    for name, text in parts.items():
        if text:
            try:
                etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text
            except ValueError:
                raise ExchangeError(
                    f"The {name} of the alert holds a character that XML cannot carry; take it out."
                ) from None


def _quoted(address: str) -> str:
    return f'"{address}"' if " " in address else address
