from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from tocsin.events.audience import Tlp
from tocsin.events.shared import SharedEvent
from tocsin.sources.cap import Alert, AlertText, write_cap
from tocsin.sources.cap_check import CODES, NAMESPACE, PARTS, check_cap
from tocsin.vocab.errors import ExchangeError

D = datetime(2026, 5, 18, 8, 0, 0, 1500, tzinfo=UTC)
EVENT = SharedEvent(
    id="7kq2m9xd", title="Cholera", summary="", pack="infectious", hazard="cholera", places=("XA",),
    owner="XA", tlp=Tlp.GREEN, opened=D, changed=D,
)  # fmt: skip
TEXTS = {
    "en": AlertText(event="Cholera", headline="Cholera <& more>", description="Boil water.", area="Northmark",
                    instruction="Boil it."),
    "ru": AlertText(event="Холера", headline="Холера", description="Кипятите воду.", area="Нортмарк"),
    "zh": AlertText(event="霍乱", headline="霍乱", description="请将水煮沸。", area="北境"),
}  # fmt: skip
ALERT = Alert(
    sender="duty@board.example", sent=D, texts=TEXTS, urgency="Expected", severity="Severe",
    certainty="Likely", expires=D + timedelta(days=7),
)  # fmt: skip
CAP = {"c": NAMESPACE}


def tree(**changes):
    event = replace(EVENT, tlp=changes.pop("tlp", Tlp.GREEN))
    return etree.fromstring(write_cap(event, replace(ALERT, **changes)).encode())


def test_cap__says_everything_in_the_order_of_the_standard():
    root = tree()
    assert [etree.QName(part).localname for part in root] == [
        "identifier", "sender", "sent", "status", "msgType", "scope", "restriction", "code", "incidents",
        "info", "info", "info",
    ]  # fmt: skip
    assert root.xpath("c:info/c:language/text()", namespaces=CAP) == ["en", "ru", "zh"]
    assert root.xpath("c:info/c:headline/text()", namespaces=CAP) == ["Cholera <& more>", "Холера", "霍乱"]
    assert root.xpath("c:info/c:area/c:areaDesc/text()", namespaces=CAP) == ["Northmark", "Нортмарк", "北境"]
    assert root.findtext("c:sent", namespaces=CAP) == "2026-05-18T08:00:00-00:00"
    assert root.findtext("c:identifier", namespaces=CAP) == "tocsin-7kq2m9xd-20260518T080000001500"
    assert root.xpath("count(c:info/c:instruction)", namespaces=CAP) == 1


@pytest.mark.parametrize(
    ("tlp", "scope", "restriction"),
    [(Tlp.CLEAR, "Public", None), (Tlp.GREEN, "Restricted", "TLP:GREEN"), (Tlp.AMBER, "Private", None),
     (Tlp.AMBER_STRICT, "Private", None)],
)  # fmt: skip
def test_cap__scope_follows_the_label(tlp, scope, restriction):
    root = tree(tlp=tlp, addresses=("XB", "Ministry of Health"))
    assert root.findtext("c:scope", namespaces=CAP) == scope
    assert root.findtext("c:restriction", namespaces=CAP) == restriction
    assert root.findtext("c:code", namespaces=CAP) == f"TLP:{tlp.value.upper()}"
    addresses = 'XB "Ministry of Health"' if scope == "Private" else None
    assert root.findtext("c:addresses", namespaces=CAP) == addresses


def test_cap__another_offset_is_kept():
    sent = datetime(2026, 5, 18, 8, tzinfo=timezone(timedelta(hours=6)))
    assert tree(sent=sent).findtext("c:sent", namespaces=CAP) == "2026-05-18T08:00:00+06:00"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"sender": "duty officer"}, "alert.sender is 'duty officer'; it must be text without"),
        ({"sender": ""}, "alert has sender 0 times; it must be there once"),
        ({"urgency": "Now"}, r"alert.info\[1\].urgency is 'Now'; it must be one of Immediate, Expected"),
        ({"severity": "Bad"}, r"severity is 'Bad'"), ({"certainty": "Sure"}, "certainty is 'Sure'"),
        ({"category": "Virus"}, "category is 'Virus'"), ({"status": "Real"}, "alert.status is 'Real'"),
        ({"msg_type": "Update"}, "alert.msgType is Update; there must be references to earlier messages"),
        ({"references": ("a,b",)}, "alert.references holds 'a,b'; it must be sender,identifier,sent"),
        ({"references": ("a,b,2026-05-18",)}, "it must be sender,identifier,sent"),
        ({"tlp": Tlp.AMBER}, "alert.scope is Private; there must be addresses"),
        ({"texts": {}}, "The alert has texts in no language; write them in one or more of en, ru, zh"),
        ({"texts": {"fr": TEXTS["en"]}}, "The alert has texts in fr"),
        ({"texts": {"en": replace(TEXTS["en"], event="")}}, "alert.info has event 0 times"),
        ({"texts": {"en": replace(TEXTS["en"], area="")}}, "areaDesc 0 times"),
        ({"texts": {"en": replace(TEXTS["en"], headline="a\x00b")}}, "headline of the alert holds"),
        ({"sent": datetime(2026, 5, 18)}, "has no offset; CAP asks for one, such as"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_cap__what_the_standard_does_not_allow_is_refused(changes, fault):
    with pytest.raises(ExchangeError, match=fault):
        tree(**changes)


def edited(edit):
    root = tree()
    edit(root)
    return etree.tostring(root)


def part(root, path):
    return root.find("/".join(f"c:{name}" for name in path.split("/")), namespaces=CAP)


def put(root, path, name, text="x", first=False):
    parent = part(root, path) if path else root
    child = etree.Element(f"{{{NAMESPACE}}}{name}")
    child.text = text
    parent.insert(0, child) if first else parent.append(child)
    return child


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (lambda r: r.remove(part(r, "status")), "alert has status 0 times; it must be there once"),
        (lambda r: put(r, "", "sent", "2026-05-18T08:00:00+00:00", first=True), "alert has sent 2 times"),
        (lambda r: r.insert(0, part(r, "scope")), "alert: identifier comes after scope; it must come before"),
        (lambda r: put(r, "", "colour"), "alert has colour, which is not known there"),
        (lambda r: put(r, "info", "areaDesc"), r"alert.info\[1\] has areaDesc, which is not known there"),
        (lambda r: part(r, "info").remove(part(r, "info/category")), "category 0 times; .* at least once"),
        (lambda r: put(r, "", "source", first=True), "identifier comes after source"),
        (lambda r: setattr(part(r, "sent"), "text", "2026-05-18T08:00:00Z"), "never with Z"),
        (lambda r: setattr(part(r, "sent"), "text", "2026-02-30T08:00:00+00:00"), "sent is '2026-02-30"),
        (lambda r: setattr(part(r, "info/event"), "text", " "), r"event is empty"),
        (lambda r: put(r, "info/area", "altitude", "high"), "altitude is 'high'; it must be a number"),
        (lambda r: put(r, "info/area", "geocode"), r"geocode has valueName 0 times"),
        (lambda r: etree.SubElement(part(r, "info/event"), "b"), "event holds elements; it must hold text"),
        (lambda r: r.remove(part(r, "restriction")), "Restricted; there must be a restriction"),
    ],
)  # fmt: skip
def test_check__finds_what_is_wrong(edit, fault):
    with pytest.raises(ExchangeError, match=fault):
        check_cap(edited(edit))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"<alert", "This is no XML, so no CAP alert"),
        (b"<alert/>", "its first element is alert, not alert in urn:oasis"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "The alert has a document type declaration"),
    ],
)
def test_check__what_is_no_alert_is_refused(text, fault):
    with pytest.raises(ExchangeError, match=fault):
        check_cap(text)


def test_check__comments_and_a_signature_at_the_end_pass():
    root = tree()
    root.insert(3, etree.Comment("here"))
    etree.SubElement(root, "{http://www.w3.org/2000/09/xmldsig#}Signature")
    check_cap(etree.tostring(root))
    root.insert(0, root[-1])
    with pytest.raises(ExchangeError, match=r"alert has .*Signature, which is not known"):
        check_cap(etree.tostring(root))


def test_check__more_of_what_may_be_many_passes():
    root = tree()
    info = part(root, "info")
    info.insert(2, etree.fromstring(f'<category xmlns="{NAMESPACE}">Safety</category>'))
    info.insert(4, etree.fromstring(f'<responseType xmlns="{NAMESPACE}">Monitor</responseType>'))
    area = part(root, "info/area")
    area.append(
        etree.fromstring(
            f'<geocode xmlns="{NAMESPACE}"><valueName>ISO</valueName><value>XA</value></geocode>'
        )
    )
    area.append(etree.fromstring(f'<altitude xmlns="{NAMESPACE}">-3.5</altitude>'))
    check_cap(etree.tostring(root))


def test_check__its_tables_hold_together():
    names = {name for parts in PARTS.values() for name, _ in parts}
    assert set(CODES) <= names
    assert set(PARTS) - {"alert"} <= names
