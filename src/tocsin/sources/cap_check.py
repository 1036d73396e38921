"""Whether XML is a CAP 1.2 alert: elements, order, how often, allowed words, form of dates and numbers.

The rules are our own table of what the standard says. Its schema file is not part of tocsin; against it,
whoever has it can check what is written here. Not checked: signatures (any element of another namespace at
the end of an alert passes), and whether polygons are closed.

Source    OASIS Common Alerting Protocol 1.2 (1 July 2010), sections 3.2.1 to 3.2.4 and 3.4.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tocsin.vocab.errors import ExchangeError

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
CODES: Mapping[str, tuple[str, ...]] = {
    "status": ("Actual", "Exercise", "System", "Test", "Draft"),
    "msgType": ("Alert", "Update", "Cancel", "Ack", "Error"),
    "scope": ("Public", "Restricted", "Private"),
    "category": (
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
        "Other",
    ),
    "responseType": (
        "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None",
    ),
    "urgency": ("Immediate", "Expected", "Future", "Past", "Unknown"),
    "severity": ("Extreme", "Severe", "Moderate", "Minor", "Unknown"),
    "certainty": ("Observed", "Likely", "Possible", "Unlikely", "Unknown"),
}  # fmt: skip
# name, how often: "1" once, "?" at most once, "+" once or more, "*" any number; in the order they must have
PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "alert": (
        ("identifier", "1"), ("sender", "1"), ("sent", "1"), ("status", "1"), ("msgType", "1"),
        ("source", "?"), ("scope", "1"), ("restriction", "?"), ("addresses", "?"), ("code", "*"),
        ("note", "?"), ("references", "?"), ("incidents", "?"), ("info", "*"),
    ),
    "info": (
        ("language", "?"), ("category", "+"), ("event", "1"), ("responseType", "*"), ("urgency", "1"),
        ("severity", "1"), ("certainty", "1"), ("audience", "?"), ("eventCode", "*"), ("effective", "?"),
        ("onset", "?"), ("expires", "?"), ("senderName", "?"), ("headline", "?"), ("description", "?"),
        ("instruction", "?"), ("web", "?"), ("contact", "?"), ("parameter", "*"), ("resource", "*"),
        ("area", "*"),
    ),
    "resource": (
        ("resourceDesc", "1"), ("mimeType", "1"), ("size", "?"), ("uri", "?"), ("derefUri", "?"),
        ("digest", "?"),
    ),
    "area": (
        ("areaDesc", "1"), ("polygon", "*"), ("circle", "*"), ("geocode", "*"), ("altitude", "?"),
        ("ceiling", "?"),
    ),
    "eventCode": (("valueName", "1"), ("value", "1")),
    "parameter": (("valueName", "1"), ("value", "1")),
    "geocode": (("valueName", "1"), ("value", "1")),
}  # fmt: skip
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
_PLAIN = re.compile(r"[^\s,<&]+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_BLANKS = re.compile(r"\s")
_MOMENTS, _NUMBERS = ("sent", "effective", "onset", "expires"), ("altitude", "ceiling", "size")
_OFTEN = {"1": (1, 1), "?": (0, 1), "+": (1, 10**9), "*": (0, 10**9)}
_ONCE = {"1": "once", "?": "at most once", "+": "at least once", "*": "any number of times"}


def check_cap(text: bytes) -> None:
    """Whether a text is a CAP 1.2 alert. Raises ExchangeError that names every fault.

    Document types and entities are refused, as CAP allows for none that is needed.
    """
    from tocsin.sources.cap import lxml_package

    etree = lxml_package()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise ExchangeError(f"This is no XML, so no CAP alert: {error.msg}.") from None
    if root.getroottree().docinfo.doctype:
        raise ExchangeError("The alert has a document type declaration; take it out.")
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise ExchangeError(
            f"This is no CAP 1.2 alert: its first element is {root.tag}, not alert in {NAMESPACE}."
        )
    faults: list[str] = []
    _element(root, "alert", "alert", faults)
    _rules(root, faults)
    if faults:
        raise ExchangeError(f"The alert is not as CAP 1.2 asks: {'; '.join(faults)}.")


def _element(element: Any, kind: str, where: str, faults: list[str]) -> None:
    """One element with parts: which, how often, in which order; then each of them."""
    order = [name for name, _ in PARTS[kind]]
    found: dict[str, list[Any]] = {name: [] for name in order}
    last = 0
    for part in element.iterchildren(tag=None):
        if not isinstance(part.tag, str):
            continue  # comments and processing instructions
        name = part.tag.removeprefix(f"{{{NAMESPACE}}}")
        if name not in found:
            if kind == "alert" and not part.tag.startswith(f"{{{NAMESPACE}}}") and part is element[-1]:
                continue  # a signature
            faults.append(f"{where} has {name}, which is not known there")
            continue
        if order.index(name) < last:
            faults.append(f"{where}: {name} comes after {order[last]}; it must come before")
        last = max(last, order.index(name))
        found[name].append(part)
    for name, often in PARTS[kind]:
        low, high = _OFTEN[often]
        if not low <= len(found[name]) <= high:
            faults.append(f"{where} has {name} {len(found[name])} times; it must be there {_ONCE[often]}")
    for name, parts in found.items():
        for number, part in enumerate(parts, start=1):
            inside = f"{where}.{name}" + (f"[{number}]" if len(parts) > 1 else "")
            if name in PARTS:
                _element(part, name, inside, faults)
            else:
                _text(part, name, inside, faults)


def _text(part: Any, name: str, where: str, faults: list[str]) -> None:
    """One element with text."""
    text = part.text or ""
    if len(part):
        faults.append(f"{where} holds elements; it must hold text")
    elif name in CODES and text not in CODES[name]:
        faults.append(f"{where} is {text!r}; it must be one of {', '.join(CODES[name])}")
    elif name in _MOMENTS and not _is_moment(text):
        faults.append(
            f"{where} is {text!r}; it must be a moment such as 2026-05-18T08:00:00-00:00, never with Z"
        )
    elif name in ("identifier", "sender") and not _PLAIN.fullmatch(text):
        faults.append(f"{where} is {text!r}; it must be text without blanks, commas, < and &")
    elif name in _NUMBERS and not _NUMBER.fullmatch(text):
        faults.append(f"{where} is {text!r}; it must be a number")
    elif not text.strip():
        faults.append(f"{where} is empty")


def _is_moment(text: str) -> bool:
    if not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _rules(root: Any, faults: list[str]) -> None:
    """What hangs together."""

    def told(name: str) -> str:
        return str(root.findtext(f"{{{NAMESPACE}}}{name}") or "")

    if told("scope") == "Restricted" and not told("restriction"):
        faults.append("alert.scope is Restricted; there must be a restriction")
    if told("scope") == "Private" and not told("addresses"):
        faults.append("alert.scope is Private; there must be addresses")
    if told("msgType") in ("Update", "Cancel", "Ack", "Error") and not told("references"):
        faults.append(f"alert.msgType is {told('msgType')}; there must be references to earlier messages")
    for reference in _BLANKS.split(told("references")):
        parts = reference.split(",")
        if reference and (len(parts) != 3 or not all(parts) or not _is_moment(parts[2])):
            faults.append(f"alert.references holds {reference!r}; it must be sender,identifier,sent")
