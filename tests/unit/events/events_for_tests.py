"""One event with everything on it, as a member of its audience sees it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tocsin.events.audience import Audience, Tlp
from tocsin.events.entries import Inside, Origin, OriginKind, Sighting, SightingKind, Stamp, Task, TaskState
from tocsin.events.event import Event, Stage
from tocsin.events.fact import FIRST, Draft, chained
from tocsin.events.round import Opened, Round

from .packs_for_tests import answers

D = datetime(2026, 5, 18, 8, tzinfo=UTC)


def fact(member="XA", after=timedelta(0), kind="event-opened"):
    draft = Draft(stream="event/7kq2m9xd", kind=kind, body={})
    return chained(draft, number=1, at=D + after, person="abcd1234", member=member, previous=FIRST)


def stamp(happened=None, **about):
    return Stamp(happened=happened, by=fact(), **about)


def opened(member, letters, likelihood="likely", impact="major", late=False):
    return Opened(
        answers=answers(letters, likelihood, impact).body(), nonce="ab" * 32, late=late,
        by=fact(member, timedelta(hours=5)),
    )  # fmt: skip


def event(**changes):
    told = Event(
        id="7kq2m9xd", title="Cholera on the river", summary="Three towns\nin two weeks.", pack="infectious",
        hazard="cholera", owner="XA", places=("XA", "XB-05"), opened=fact(),
        origin=Origin(
            kind=OriginKind.FINDING, as_of=date(2026, 5, 17), finding={"sentence": "Cholera in XA is above."},
        ),
        last=fact(after=timedelta(hours=9, microseconds=1500)),
        audience=Audience(members=frozenset({"XA", "XB", "XC"}), tlp=Tlp.AMBER), stage=Stage.EVENT,
        stamps={
            "XA": {
                "emerged": stamp(unknown=True), "detected": stamp(D - timedelta(days=2)),
                "notified": stamp(date(2026, 5, 18), bottleneck="The line was down."),
                "laboratory": stamp(D), "investigation": stamp(D), "countermeasures": stamp(applicable=False),
            },
            "XB": {"detected": stamp(D, bottleneck="Theirs.")},
        },
        sightings={
            "XB": Sighting(kind=SightingKind.SEEN, text="Two cases", by=fact("XB", timedelta(hours=2))),
            "XC": Sighting(kind=SightingKind.NOT_SEEN, text="", by=fact("XC", timedelta(hours=3))),
            "XD": Sighting(kind=SightingKind.NOT_LOOKED, text="", by=fact("XD", timedelta(hours=4))),
        },
        rounds=(
            Round(
                number=1, pack="infectious", version=1, asked=frozenset({"XA", "XB"}), due=D, by=fact(),
                opened={"XA": opened("XA", "yyn?"), "XB": opened("XB", "nn?n", "not-known", late=True)},
                revealed=fact(),
            ),
        ),
        tasks={
            "t1": Task(
                id="t1", text="Chlorinate the wells", member="XB", due=None, by=fact(), state=TaskState.DONE
            ),
        },
        inside={"XA": Inside(stamps={"case-management": stamp(D, bottleneck="No beds.")})},
    )  # fmt: skip
    return replace(told, **changes)
