"""Exchange for programs: an event as STIX 2.1, CAP 1.2 or JSON, and a STIX bundle as a new event."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from tocsin.events.entries import OriginKind
from tocsin.flows.dossier import dossier
from tocsin.flows.exchange import as_cap, as_stix, incoming, shared_by
from tocsin.ledger.chance import new_id
from tocsin.sources.cap import Alert, AlertText
from tocsin.web.api.act_bodies import Moment
from tocsin.web.api.event_tell import tell_event
from tocsin.web.api.event_told import AudienceTold, encoded
from tocsin.web.api.operation import Answer, Body, Call, Operation, Sent

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class AlertTextBody(Body, frozen=True, kw_only=True):
    """What an alert says in one language."""

    event: Line
    headline: Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
    description: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
    area: Line
    instruction: Annotated[str, msgspec.Meta(max_length=10_000)] = ""


class AlertBody(Body, frozen=True, kw_only=True):
    """An alert as a person decided it. Nothing of it is guessed; the scope follows from the label."""

    sender: Line
    texts: Annotated[dict[Literal["en", "ru", "zh"], AlertTextBody], msgspec.Meta(min_length=1)]
    urgency: Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
    severity: Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
    certainty: Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]
    category: Literal[
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
        "Other",
    ] = "Health"  # fmt: skip
    status: Literal["Actual", "Exercise", "System", "Test", "Draft"] = "Draft"
    addresses: Annotated[tuple[str, ...], msgspec.Meta(description="whom a private alert is for")] = ()
    expires: Moment | None = None

    def alert(self, at: datetime) -> Alert:
        """The same for `write_cap`."""
        return Alert(
            sender=self.sender, sent=at, urgency=self.urgency, severity=self.severity,
            certainty=self.certainty, category=self.category, status=self.status,
            addresses=self.addresses, expires=self.expires,
            texts={
                lang: AlertText(
                    event=text.event, headline=text.headline, description=text.description, area=text.area,
                    instruction=text.instruction,
                )
                for lang, text in self.texts.items()
            },
        )  # fmt: skip


class IncomingTold(Answer, frozen=True, kw_only=True):
    """A bundle as the body of POST /api/events: look at it, name a `pack` where it is empty, and send it."""

    title: str
    summary: str
    pack: str
    hazard: str
    places: list[str]
    origin: OriginKind
    source: str
    audience: AudienceTold


def _stix(call: Call) -> Sent:
    name = call.path["event"]
    text = as_stix(call.room, call.actor, name)
    return Sent(
        content=text.encode(), media_type="application/stix+json;version=2.1", name=f"{name}.stix.json"
    )


def _cap(call: Call) -> Sent:
    name = call.path["event"]
    text = as_cap(call.room, call.actor, name, call.body.alert(call.at))
    return Sent(content=text.encode(), media_type="application/cap+xml", name=f"{name}.cap.xml")


def _json(call: Call) -> Sent:
    name = call.path["event"]
    shared_by(call.room, call.actor, name)
    found = dossier(call.room, call.actor, name, at=call.at)
    told = tell_event(call.room, call.actor, found, call.lang)
    return Sent(content=encoded(told), media_type="application/json", name=f"{name}.json")


def _incoming(call: Call) -> IncomingTold:
    new = incoming(call.room, call.actor, call.body, event=new_id()).new
    return IncomingTold(
        title=new.title, summary=new.summary, pack=new.pack, hazard=new.hazard, places=list(new.places),
        origin=new.origin, source=new.source, audience=AudienceTold(
            members=sorted(new.audience.members), tlp=new.audience.tlp, pass_on=new.audience.pass_on
        ),
    )  # fmt: skip


_LEAVES = "Refused for an event that is TLP:RED or not to be passed on."
_ALERT = {
    "sender": "alerts@health.example", "urgency": "Expected", "severity": "Severe", "certainty": "Observed",
    "addresses": ["focal-point@neighbour.example"],
    "texts": {"en": {"event": "Cholera", "headline": "Cholera in two provinces", "area": "XA-05, XA-06",
                     "description": "Fourteen cases since 11 May; the laboratory has confirmed four."}},
}  # fmt: skip
EXCHANGE: Sequence[Operation] = (
    Operation(
        method="GET", path="/api/events/{event}/stix", group="exchange", does="export an event as STIX 2.1",
        action="see-event", answer=Sent, gives="application/stix+json;version=2.1", run=_stix, about=_LEAVES,
    ),
    Operation(
        method="POST", path="/api/events/{event}/cap", group="exchange",
        does="write an alert about an event as CAP 1.2", action="see-event", body=AlertBody, answer=Sent,
        gives="application/cap+xml", run=_cap, example=_ALERT,
        about=f"Nothing is sent from here. {_LEAVES}",
    ),
    Operation(
        method="GET", path="/api/events/{event}/json", group="exchange",
        does="export an event as a file, as you see it", action="see-event", answer=Sent, run=_json,
        about=_LEAVES,
    ),
    Operation(
        method="POST", path="/api/stix", group="exchange", does="read a STIX 2.1 bundle as a new event",
        action="open-event", body=str, takes="application/stix+json", answer=IncomingTold, run=_incoming,
        about="Nothing is opened: what comes back is the body of POST /api/events, for your member alone.",
    ),
)  # fmt: skip
