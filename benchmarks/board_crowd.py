"""A board as large as an alliance may ever have it, made for benchmarks/board_load.py."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tocsin.events.card import run_of
from tocsin.events.fact import SYSTEM, Draft
from tocsin.flows.ledger import ledger_url
from tocsin.flows.secret import key_for, workspace_secret
from tocsin.flows.workspace import make_workspace
from tocsin.ledger.books import Books, open_books
from tocsin.panel.reports import REPORTS

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
DAY = date(2026, 5, 18)
MEMBERS = [f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"] + [
    f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"
]
SECRETARIAT = MEMBERS[-1]
PEOPLE = 5  # of each member
LATER = (
    ("message-written", {"text": "Two cases in the province, none abroad; the laboratory is asked."}),
    ("sighting-given", {"said": "looked-not-seen", "text": "No such cases in the last four weeks."}),
    ("task-set", {"text": "Count the doses", "due": "2026-06-01", "internal": False}),
    ("event-edited", {"title": "Measles in the north and east"}),
    ("note-written", {"text": "Not sure yet.", "internal": True}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """A session of each person, and the events and findings that each member sees."""

    sessions: tuple[tuple[str, str], ...]
    events: dict[str, list[str]]
    findings: dict[str, list[str]]


def make_crowd(
    folder: Path, database: str, *, events: int, facts: int, findings: int, series: int, now: datetime
) -> Crowd:
    """Fill a workspace and its ledger; every event and finding is seen by its member and four others."""
    workspace, _ = make_workspace(folder)
    workspace.archive.add(_reports(series), snapshots="whole")
    secret = workspace_secret(folder)
    books = open_books(ledger_url(str(folder), database), key=key_for(secret, "second factors"))
    try:
        sessions = _people(books, now)
        audiences = [_audience(n) for n in range(max(events, findings))]
        drafts = [_event(n, audiences[n]) for n in range(events)]
        drafts += [_finding(n, audiences[n]) for n in range(findings)]
        drafts += [_later(n, audiences[n % events]) for n in range(facts - len(drafts) - len(MEMBERS))]
        _record(books, drafts)
    finally:
        books.close()
    return Crowd(
        sessions=tuple(sessions),
        events=_seen("event", events, audiences),
        findings=_seen("finding", findings, audiences),
    )


def _people(books: Books, now: datetime) -> list[tuple[str, str]]:
    """Members and people; (member, secret of a session) of each person."""
    members = [
        Draft(
            stream=f"member/{code}", kind="member-added",
            body={
                "name": {"en": f"Member {code}"}, "rule_sets": ["ihr-2024", "7-1-7"],
                "kind": "secretariat" if code == SECRETARIAT else "full",
            },
        )
        for code in MEMBERS
    ]  # fmt: skip
    books.ledger.append(members, person=SYSTEM, member="", at=AT, seen={})
    sessions = []
    for member in MEMBERS:
        for n in range(PEOPLE):
            account = books.accounts.add(name=f"Desk {n}", email=f"{n}@{member}.example.org", at=AT)
            body = {"member": member, "roles": ["analyst", "focal-point"]}
            draft = Draft(stream=f"person/{account.id}", kind="person-added", body=body)
            books.ledger.append([draft], person=SYSTEM, member=member, at=AT, seen={})
            sessions.append((member, books.sessions.begin(account.id, at=now, second_factor=True)))
    return sessions


def _record(books: Books, drafts: list[Draft], at_once: int = 5000) -> None:
    """Each draft is recorded for the member that its body or its stream stands for."""
    for start in range(0, len(drafts), at_once):
        books.ledger.append(drafts[start : start + at_once], person=SYSTEM, member=MEMBERS[0], at=AT, seen={})


def _audience(n: int) -> list[str]:
    return sorted({MEMBERS[0], *(MEMBERS[(n * k + k) % len(MEMBERS)] for k in range(1, 5))})


def _seen(kind: str, count: int, audiences: list[list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {member: [] for member in MEMBERS}
    for n in range(count):
        for member in audiences[n]:
            found[member].append(_name(kind, n))
    return found


def _name(kind: str, n: int) -> str:
    return f"{kind[0]}{n:07d}"


def _event(n: int, audience: list[str]) -> Draft:
    origin = {
        "kind": "media", "source": "a newspaper", "card": "", "as_of": None, "pack": "", "indicator": "",
        "finding": {},
    }  # fmt: skip
    body = {
        "title": f"Measles in the north, {n}", "summary": "Cases after a gathering.", "pack": "infectious",
        "hazard": "measles", "owner": MEMBERS[0], "origin": origin, "places": [f"{MEMBERS[0]}-01"],
        "audience": {"members": audience, "tlp": "amber", "pass_on": True}, "split_from": "",
    }  # fmt: skip
    return Draft(stream=f"event/{_name('event', n)}", kind="event-opened", body=body)


def _finding(n: int, audience: list[str]) -> Draft:
    finding = {
        "rank": n + 1, "key": {"indicator": "measles", "place": f"P{n:05d}"}, "places": [f"P{n:05d}"],
        "lead": f"P{n:05d} measles", "series": [], "start": "2026-05-17", "periods_above": 1,
        "observed": 24.0, "expected": 2.6, "usual_low": 0.0, "usual_high": 7.0,
        "sentence": "24 cases where 0 to 7 were expected.",
    }  # fmt: skip
    body = {
        "run": run_of(finding), "pack": "infectious", "indicator": "measles", "finding": finding,
        "as_of": DAY.isoformat(), "audience": {"members": audience, "tlp": "amber", "pass_on": True},
    }  # fmt: skip
    return Draft(stream=f"finding/{_name('finding', n)}", kind="finding-put", body=body)


def _later(n: int, audience: list[str]) -> Draft:
    kind, body = LATER[n % len(LATER)]
    return Draft(
        stream=f"event/{_name('event', n % 2000)}", kind=kind,
        body={**body, "task": f"{n:08d}", "member": audience[0]},
    )  # fmt: skip


def _reports(series: int, weeks: int = 60) -> pl.DataFrame:
    """Weekly counts, published on one day."""
    row = np.arange(series * weeks)
    ends = pl.Series([date(2026, 5, 17) - timedelta(weeks=back) for back in range(weeks)])
    places = pl.Series([f"P{k:05d}" for k in range(series)])
    strata = pl.Series([f"member={MEMBERS[k % len(MEMBERS)]}" for k in range(series)])
    constant = {"source": "reports", "every": "week", "unit": "cases", "indicator": "measles"}
    cells = pl.DataFrame(
        {
            "place": places.gather(row // weeks),
            "stratum": strata.gather(row // weeks),
            "reference_date": ends.gather(row % weeks),
            "value": np.random.default_rng(1).poisson(3.0, len(row)).astype(np.float64),
        }
    )
    return cells.with_columns(
        **{name: pl.lit(value) for name, value in constant.items()},
        report_date=pl.lit(DAY),
        absence=pl.lit(0, pl.UInt8),
    ).select(*REPORTS)
