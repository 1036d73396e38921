"""What one member hides from another shows nowhere: every route of the application is attacked in turn.

The routes come from the application itself, so that a new one cannot escape: a parameter that is not known
here fails the test until it is said what it may hold.
"""

import re
import sqlite3
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from litestar.routes import HTTPRoute

from tocsin.events.acts import (
    give_sighting,
    open_event,
    put_finding,
    set_task,
    start_round,
    triage_finding,
    write_message,
    write_note,
)
from tocsin.events.audience import Audience
from tocsin.events.board import Board
from tocsin.events.card import Triage
from tocsin.events.entries import OriginKind, SightingKind
from tocsin.events.people import Actor, Role
from tocsin.flows.assess import BY_ITSELF, seal
from tocsin.flows.attach import attach
from tocsin.web.api.table import OPERATIONS
from tocsin.web.app import make_app
from tocsin.web.clock import now as real_now
from tocsin.web.event_acts import PLAIN

AT = datetime(2026, 5, 18, 8, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=3)
WORD, KEPT = "zkryto", "netoken"  # in every text that XB hides, and in all that is not for tokens
SHARED, HIDDEN, NO_TOKEN = "shar2345", "hide2345", "dnpo2345"
NONE, OTHER = "none2345", "othe2345"  # of nothing at all
ROLES = [role.value for role in Role if role is not Role.SECRETARIAT]
ANSWERS = {
    "answers": {q: {"said": "yes", "reason": WORD, "evidence": WORD} for q in
                ("serious", "unusual", "spread", "restrictions")},
    "likelihood": "not-known", "impact": "not-known",
}  # fmt: skip


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """One moment for all pages, so that two of them differ by nothing else."""
    for name, module in list(sys.modules.items()):
        if name.startswith("tocsin.web") and getattr(module, "now", None) is real_now:
            monkeypatch.setattr(module, "now", lambda: LATER)


@pytest.fixture
def world(room, play, person, parts):
    """What XA and XB share. People are there from the beginning, so that they tell nothing later."""
    both = Audience(members=frozenset({"XA", "XB"}))
    everything = person("XA", *ROLES)
    everyone = {role: person("XA", role) for role in ROLES}
    for member, role in (("XB", "focal-point"), ("XA", "focal-point")):
        play.actor(member, role)
    play.open(SHARED, owner="XA")
    card(room, "card2345", both, "2026-05-03", "cholera")
    play.open(NO_TOKEN, title=f"Not for tokens {KEPT}", audience=replace(both, pass_on=False),
              origin=OriginKind.FINDING, source="", finding="card2345")  # fmt: skip
    play.do(start_round, "XA", "focal-point", event=SHARED, members=["XA", "XB"], at=LATER,
            due=LATER + timedelta(days=2), pack=room.packs["infectious"])  # fmt: skip
    seal(room, play.actor("XB", "focal-point"), event=SHARED, number=1, answers=ANSWERS, at=LATER,
         bottleneck="nobody at work")  # fmt: skip
    actor = play.actor("XA", "focal-point")
    file = attach(room, actor, event=SHARED, name="a.csv", media_type="text/csv", content=b"1",
                  internal=False, seen=0, at=LATER)  # fmt: skip
    return SimpleNamespace(room=room, play=play, all=everything, roles=everyone, file=file)


def card(room, name, audience, start, indicator):
    finding = {"key": {"place": "XA"}, "start": start, "sentence": f"A finding of {indicator}"}
    room.act(BY_ITSELF, lambda board: put_finding.decide(
        board, BY_ITSELF, at=AT, card=name, finding=finding, as_of=date(2026, 5, 17), audience=audience,
        pack="infectious", indicator=indicator), at=AT)  # fmt: skip


@pytest.fixture
def hide(world):
    """Let XB hide all it can; gives the identifiers, by what they name."""

    def do():
        room, play, own = world.room, world.play, Audience(members=frozenset({"XB"}))
        xb = play.actor("XB", "focal-point")
        play.do(open_event, "XB", "focal-point", event=HIDDEN, title=WORD, summary=WORD, hazard=WORD,
                audience=own, pack="infectious", origin=OriginKind.RUMOUR, source=WORD,
                places=[WORD])  # fmt: skip
        play.do(write_message, "XB", "focal-point", event=HIDDEN, text=WORD)
        play.do(give_sighting, "XB", "focal-point", event=HIDDEN, said=SightingKind.SEEN, text=WORD)
        play.do(write_note, "XB", "focal-point", event=SHARED, text=WORD)
        play.do(set_task, "XB", "focal-point", event=SHARED, task="htas2345", text=WORD, internal=True)
        files = [attach(room, xb, event=event, name=f"{WORD}.csv", media_type="text/csv", at=LATER,
                        content=WORD.encode(), internal=internal, seen=0)
                 for event, internal in ((SHARED, True), (HIDDEN, False))]  # fmt: skip
        card(room, "hcar2345", own, "2026-05-10", WORD)
        play.do(triage_finding, "XB", "focal-point", finding="card2345", status=Triage.DISMISSED, reason=WORD,
                seen=10**6)  # fmt: skip
        token = room.books.tokens.make(xb.person, label=WORD, scopes=["read"], at=real_now(),
                                       expires=real_now() + timedelta(days=1))[1].id  # fmt: skip
        room.books.sessions.begin(xb.person, at=real_now(), second_factor=True, device=WORD)
        invited = room.books.invitations
        invited.invite(email=f"{WORD}@x.org", member="XB", roles=[Role.READER], by=xb.person, at=real_now())
        (open_one,) = invited.open(at=real_now())
        (session,) = room.books.sessions.of(xb.person, at=real_now())
        return SimpleNamespace(event=HIDDEN, task="htas2345", file=files[0], files=files, finding="hcar2345",
                               token=token, session=session.id, invitation=open_one.id)  # fmt: skip

    return do


class Rewind:
    """The database as it was, brought back after every call that changed it."""

    def __init__(self, room, tmp_path):
        self.room, self.live = room, sqlite3.connect(tmp_path / "ledger.sqlite", check_same_thread=False)
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        self.live.backup(self.kept)

    def back(self, answer):
        """Bring it back where the answer says that something may have changed; gives the answer again."""
        if answer.request.method == "POST" and answer.status_code < 400:
            self.kept.backup(self.live)
            self.room._board = Board()
        return answer


def routes(parts):
    """Every method and address of the application."""
    made = [
        (method, route.path_format)
        for route in make_app(parts).routes
        if isinstance(route, HTTPRoute)
        for method in sorted(route.methods - {"OPTIONS", "HEAD"})
    ]
    assert len(made) > 120
    return made


def addresses(method, path, visible, changed):
    """The address with its parameters filled in, once for each act where it names one."""
    names = re.findall(r"{(\w+)}", path)
    table = {**visible, **changed}
    if path.startswith("/findings/"):
        table["name"] = table["finding"]
    unknown = set(names) - table.keys() - {"act"}
    assert not unknown, f"{method} {path}: say in VISIBLE what {unknown} may hold"
    for act in PLAIN if "act" in names else [""]:
        yield path.format(**{**table, "act": act})


def visible(world):
    return {
        "event": SHARED, "file": world.file, "finding": "card2345", "number": "1", "member": "XA",
        "person": world.roles["reader"], "session": OTHER, "token": OTHER, "secret": OTHER,
        "invitation": OTHER, "code": "XA", "name": "board.css", "pack": "infectious", "rules": "7-1-7",
        "id": OTHER,
    }  # fmt: skip


EXAMPLES = {(o.method, o.path): o for o in OPERATIONS}
FORM = {
    "text": "words", "reason": "words", "title": "words", "summary": "", "hazard": "cholera", "places": "XA",
    "pack": "infectious", "origin": "rumour", "source": "", "member": ["XA"], "tlp": "amber", "pass_on": "1",
    "said": "seen", "reply": "looking", "state": "done", "outcome": "words", "status": "watched",
    "due": "2026-05-20T08:00", "milestone": "detected", "how": "unknown", "day": "2026-05-18",
    "sender": "a@b.c", "headline": "words", "description": "words", "area": "XA", "category": "Health",
    "urgency": "Future", "severity": "Minor", "certainty": "Likely", "addresses": "a", "role": "analyst",
    "name": "words", "language": "en", "kind": "full", "name-en": "words",
}  # fmt: skip
KINDS = ("event", "finding", "file", "session", "token", "invitation")
IDS = ("event", "into", "finding", "task", "file", "mark", "seen", "id", "q", "cursor")


def ask(client, method, path, address, name, keys=()):
    """One call, with a name that may be hidden in everything beside the address."""
    if path.startswith("/api/"):
        operation = EXAMPLES.get((method, path))
        if method == "GET":
            takes = operation.query.__struct_fields__ if operation and operation.query else ()
            return client.get(address, params={key: name for key in ("q", "cursor") if key in takes})
        headers = {"content-type": operation.takes}
        if operation.body in (bytes, str, None):
            query = {"name": "a.csv"} if operation.body is bytes else {}
            body = None if operation.body is None else b"{}"
            return client.post(address, params=query, content=body, headers=headers)
        body = {key: name if key in IDS and key != "seen" else value
                for key, value in operation.example.items()}  # fmt: skip
        return client.post(address, json=body)
    if method == "GET":
        return client.get(address, params=dict.fromkeys(IDS, name), follow_redirects=False)
    files = {"file": (f"{name}.csv", b"1", "text/csv")} if path.endswith(("/files", "/import")) else None
    return client.submit(address, FORM | dict.fromkeys(keys or IDS, name), files=files)


def told(answer, name):
    """All that an answer tells, without what was sent, what was drawn for it and the marks of new facts."""
    text = answer.text.replace(name, "*")
    for made in re.findall('"made":"([0-9a-z]{8})"', text):
        text = text.replace(made, "#")
    text = re.sub('[A-Za-z0-9_-]{43}|[0-9a-f]{16}|(?<=name="event" value=")[0-9a-z]{8}', "#", text)
    headers = {k: v.replace(name, "*") for k, v in answer.headers.items() if k not in ("date", "set-cookie")}
    headers["location"] = re.sub(r"/events/[0-9a-z]{8}\?", "/events/#?", headers.get("location", ""))
    return answer.status_code, headers, text


def spoken(answer, *words):
    """Whether one of the words stands anywhere in an answer."""
    whole = answer.text.casefold() + str(answer.headers).casefold()
    return [word for word in words if word in whole]


def clients(browser, program, world, of):
    """A browser and a program of somebody of XA."""
    secret = world.room.books.sessions.begin(of, at=real_now(), second_factor=True)
    page = browser()
    page.cookies.set("tocsin_session", secret, domain="testserver.local")
    page.get("/")
    machine = program(of=of)
    machine.get("/api/members")  # from now on the page of their account says that the token was used
    return page, machine


# they end the session, or count tries; none of them reads the board
SKIPPED = ("/sign-", "/me/password", "/me/second-factor", "/me/recovery-codes", "/me/tokens")


@pytest.mark.parametrize("role", [*ROLES, "all"])
def test_hidden__by_its_address__is_answered_as_what_does_not_exist(
    browser, program, world, hide, parts, tmp_path, role
):
    hidden = hide()
    page, machine = clients(browser, program, world, world.all if role == "all" else world.roles[role])
    rewind, asked = Rewind(world.room, tmp_path), 0
    for method, path in routes(parts):
        client = machine if path.startswith("/api/") and path != "/api/docs" else page
        kinds = [kind for kind in KINDS if f"{{{kind}}}" in path]
        kinds += ["finding"] if path.startswith("/findings/{name}") else []
        for kind in kinds:
            for secret in hidden.files if kind == "file" else [getattr(hidden, kind)]:
                pairs = [
                    [rewind.back(ask(client, method, path, address, OTHER))
                     for address in addresses(method, path, visible(world), {kind: name})]
                    for name in (secret, NONE)
                ]  # fmt: skip
                for one, other in zip(*pairs, strict=True):
                    assert told(one, secret) == told(other, NONE), (method, path, kind)
                    assert one.status_code < 500, (method, path)
                    assert not spoken(one, WORD), (method, path)
                    asked += 1
    assert asked > 70


def test_hidden__in_forms_bodies_and_queries__is_answered_as_what_does_not_exist(
    browser, program, world, hide, parts, tmp_path
):
    hidden = hide()
    page, machine = clients(browser, program, world, world.all)
    rewind, asked = Rewind(world.room, tmp_path), 0
    for method, path in routes(parts):
        if path.startswith(SKIPPED):
            continue
        client = machine if path.startswith("/api/") and path != "/api/docs" else page
        tries = [(hidden.event, IDS), (hidden.task, IDS), (hidden.finding, IDS), (hidden.file, IDS)]
        if method == "POST" and not path.startswith("/api/"):  # alone: it is not refused for another first
            tries += [(hidden.event, ("event",)), (hidden.finding, ("finding",)), (hidden.task, ("task",))]
        for address in addresses(method, path, visible(world), {}):
            for secret, keys in tries:
                one, other = (
                    rewind.back(ask(client, method, path, address, name, keys)) for name in (secret, NONE)
                )
                assert told(one, secret) == told(other, NONE), (method, path, secret, keys)
                assert one.status_code < 500, (method, path, one.text)
                assert not spoken(one, WORD), (method, path)
                asked += 1
    assert asked > 400


COUNTED = {"/api/audit"}  # its anchor is the hash of the last fact, and for administrators its number
QUERIES = dict.fromkeys(
    ("/events", "/findings", "/series", "/members"),
    ("", f"?q={WORD}", "?format=csv", "?sort=title&down=1&size=25"),
) | {"/search": (f"?q={WORD}", "?q=cholera"), "/api/search": (f"?q={WORD}", "?q=a")}  # fmt: skip


@pytest.mark.parametrize("role", [*ROLES, "all"])
def test_hidden__in_every_list_and_page__changes_nothing(browser, program, world, hide, parts, role):
    page, machine = clients(browser, program, world, world.all if role == "all" else world.roles[role])
    seen = {}
    for again in (False, True):
        for method, path in routes(parts):
            if method != "GET" or path.startswith("/sign-in"):
                continue
            client = machine if path.startswith("/api/") and path != "/api/docs" else page
            for address in addresses(method, path, visible(world), {}):
                for query in QUERIES.get(path, ("",)):
                    answer = client.get(address + query, follow_redirects=False)
                    assert not spoken(answer, WORD) or WORD in query, (path, query)
                    if again and path not in COUNTED:
                        assert told(answer, WORD) == seen[address + query], (path, query)
                    seen[address + query] = told(answer, WORD)
        if not again:
            hide()
    assert len(seen) > 60


def test_kept_from_tokens__by_address_body_list_and_search__does_not_exist(program, world, parts, tmp_path):
    machine, rewind, asked = program(of=world.all), Rewind(world.room, tmp_path), 0
    person = Actor(person=world.all, member="XA", roles=frozenset(Role(role) for role in ROLES))
    assert world.room.event(person, NO_TOKEN).title.endswith(KEPT)
    for method, path in routes(parts):
        if not path.startswith("/api/") or path == "/api/docs":
            continue
        pairs = [("event", NO_TOKEN, NONE)] if "{event}" in path else []
        for kind, *names in [*pairs, ("", NO_TOKEN, NONE)]:
            answers = [
                rewind.back(ask(machine, method, path, address, OTHER if kind else name))
                for name in names
                for address in addresses(method, path, visible(world), {kind: name} if kind else {})
            ]
            assert told(answers[0], NO_TOKEN) == told(answers[1], NONE), (method, path, kind)
            assert not spoken(answers[0], KEPT), (method, path)
            assert NO_TOKEN not in answers[1].text, (method, path)
            asked += 1
    for path in ("/api/events", "/api/clocks", f"/api/search?q={KEPT}", "/api/findings"):
        answer = machine.get(path)
        assert answer.status_code == 200
        assert not spoken(answer, KEPT, NO_TOKEN), path
    assert asked > 80


def test_hidden__in_an_e_mail__is_told_to_nobody_who_may_not_see_it(world, hide):
    hide()
    books = world.room.books
    with books.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT person, subject, text FROM outbox").all()
    strangers = {name for name, p in world.room.board.people.items() if p.member != "XB"}
    assert [row for row in rows if row[0] in strangers and WORD in f"{row[1]} {row[2]}"] == []
