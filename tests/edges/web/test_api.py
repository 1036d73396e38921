"""The interface for programs: every operation does what the page does, once, for whom it may."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from tocsin.events.acts import put_finding, start_round
from tocsin.events.audience import Audience, Tlp
from tocsin.events.entries import OriginKind
from tocsin.events.rights import SCOPES
from tocsin.flows.assess import BY_ITSELF
from tocsin.web.api.table import OPERATIONS

AT = datetime(2026, 5, 18, 8, 0, tzinfo=UTC)
EVENT = "event234"
ANSWERS = {
    "answers": {q: {"said": "yes", "reason": "Seen at home", "evidence": ""} for q in
                ("serious", "unusual", "spread", "restrictions")},
    "likelihood": "not-known", "impact": "not-known",
}  # fmt: skip
SOON = (datetime.now(UTC) + timedelta(days=2)).isoformat()


def card(room, name="card2345", members="XA XB"):
    finding = {"key": {"place": "XA"}, "start": name, "sentence": "Cholera in XA is above."}
    room.act(BY_ITSELF, lambda board: put_finding.decide(
        board, BY_ITSELF, at=AT, card=name, finding=finding, as_of=date(2026, 5, 17), pack="infectious",
        audience=Audience(members=frozenset(members.split())), indicator="cholera"), at=AT)  # fmt: skip


class Story:
    """Calls of several programs, each held against the status its operation promises; `done` says which."""

    def __init__(self):
        self.done = set()

    def get(self, client, path, **names):
        return self._answer(client.get(path.format(**names), params=names.pop("params", None)), "GET", path)

    def post(self, client, path, body=None, *, event=EVENT, **more):
        more = more or ({} if body is None else {"json": body})
        return self._answer(client.post(path.format(event=event), **more), "POST", path)

    def act(self, client, action, body, event=EVENT):
        return self.post(client, "/api/events/{event}/" + action, body, event=event).json()

    def _answer(self, answer, method, path):
        (operation,) = [o for o in OPERATIONS if (o.method, o.path) == (method, path.partition("?")[0])]
        assert answer.status_code == operation.status, (method, path, answer.text)
        self.done.add((method, operation.path))
        return answer


def test_operations__each_of_them__does_what_its_page_does(program, room, play):
    story, one = Story(), program("XA", "focal-point", "analyst", "head")
    two, chair = program("XB", "focal-point"), program("SX", "administrator", "secretariat")
    card(room)
    finding = story.get(one, "/api/findings").json()["items"][0]
    told = {"status": "watched", "seen": finding["mark"]}
    answer = one.post("/api/findings/card2345/triage-finding", json=told)
    mark = story._answer(answer, "POST", "/api/findings/{finding}/triage-finding").json()["mark"]
    story.get(one, "/api/findings/{finding}", finding="card2345")
    opened = story.post(one, "/api/events", {
        "title": "Cholera", "pack": "infectious", "origin": "finding", "finding": "card2345", "seen": mark,
    }).json()  # fmt: skip
    event, mark = opened["event"], opened["mark"]
    for action, body in (
        ("edit-event", {"summary": "Two provinces", "places": ["XA-05"], "seen": mark}),
        ("change-audience", {"audience": {"members": ["XA", "XB", "SX"]}, "seen": mark}),
        ("ask-verification", {"members": ["XB"], "text": "Do you see the same?"}),
    ):
        story.act(one, action, body, event)
    story.act(two, "answer-verification", {"reply": "confirmed", "text": "Yes"}, event)
    story.act(one, "confirm-event", {"text": "It is real"}, event)
    story.act(two, "give-sighting", {"said": "seen", "text": "Four cases"}, event)
    story.act(one, "write-message", {"text": "Samples are on their way"}, event)
    story.act(two, "write-note", {"text": "Ours alone"}, event)
    task = story.act(one, "set-task", {"text": "Send samples", "member": "XB"}, event)["made"]
    story.act(two, "end-task", {"task": task, "outcome": "Sent"}, event)
    stamped = {"milestone": "emerged", "happened": "2026-05-11", "seen": mark, "bottleneck": "x"}
    story.act(one, "stamp-milestone", stamped, event)
    story.act(one, "start-response", {"text": "A team is sent"}, event)
    story.act(one, "start-round", {"members": ["XA", "XB"], "due": SOON}, event)
    for client in (one, two):
        story.act(client, "seal-answer", {"number": 1, "answers": ANSWERS, "bottleneck": "x"}, event)
    story.act(two, "withdraw-answer", {"number": 1}, event)
    story.act(two, "seal-answer", {"number": 1, "answers": ANSWERS, "bottleneck": "x"}, event)
    seen = story.get(two, "/api/events/{event}", event=event).json()
    assert (seen["rounds"][0]["state"], seen["rounds"][0]["opened"]) == ("running", [])
    assert seen["rounds"][0]["own"]["answers"]["serious"]["said"] == "yes"
    story.act(one, "reveal-round", {"number": 1}, event)
    seen = story.get(two, "/api/events/{event}", event=event).json()
    assert [(o["member"], o["decision"], o["seal_holds"]) for o in seen["rounds"][0]["opened"]] == [
        ("XA", "notify", True), ("XB", "notify", True),
    ]  # fmt: skip
    assert [note["text"] for note in seen["notes"]] == ["Ours alone"]
    assert story.get(one, "/api/events/{event}", event=event).json()["notes"] == []
    late = story.act(one, "start-round", {"members": ["XA"], "due": SOON}, event)
    story.act(one, "cancel-round", {"number": 2, "reason": "By mistake"}, event)
    story.act(one, "record-notice", {"state": "prepared", "text": "To be checked"}, event)
    assert late["mark"] != mark
    split = story.act(one, "split-event", {"title": "The camp"}, event)["made"]
    story.act(one, "discard-event", {"reason": "The same"}, split)
    story.act(one, "reopen-event", {"reason": "It is not"}, split)
    story.act(one, "merge-events", {"into": event}, split)
    file = story.post(one, "/api/events/{event}/files", event=event, params={"name": "неделя 20.csv"},
                      content=b"week,cases\n",
                      headers={"content-type": "text/csv"}).json()["made"]  # fmt: skip
    fetched = story.get(two, "/api/events/{event}/files/{file}", event=event, file=file)
    assert (fetched.content, fetched.headers["content-type"]) == (b"week,cases\n", "application/octet-stream")
    bundle = story.get(one, "/api/events/{event}/stix", event=event).content
    came = story.post(two, "/api/stix", content=bundle, headers={"content-type": "application/stix+json"})
    proposed = came.json()
    assert proposed["audience"] == {"members": ["XB"], "tlp": "amber", "pass_on": True}
    again = story.post(two, "/api/events", proposed).json()["event"]
    assert one.get(f"/api/events/{again}").status_code == 404
    alert = {"sender": "a@b.c", "urgency": "Future", "severity": "Minor", "certainty": "Likely",
             "addresses": ["x"], "texts": {"en": {"event": "Cholera", "headline": "Cholera", "area": "XA",
                                                   "description": "Two provinces"}}}  # fmt: skip
    assert b"urn:oasis:names:tc:emergency:cap:1.2" in story.post(
        one, "/api/events/{event}/cap", alert, event=event).content  # fmt: skip
    as_file = story.get(one, "/api/events/{event}/json", event=event).json()
    assert as_file["id"] == event
    story.act(one, "close-event", {"reason": "It is over"}, event)
    late_answers(story, program, play, room)
    small_ones(story, one, chair)
    rest = {(o.method, o.path) for o in OPERATIONS} - story.done
    assert rest == {("GET", "/api/series/{id}")}, "see test_series"


def late_answers(story, program, play, room):
    """A round whose time was up before somebody answered."""
    play.open(EVENT)
    play.do(start_round, "XA", "focal-point", event=EVENT, members=["XA", "XB"], due=AT + timedelta(hours=1),
            pack=room.packs["infectious"])  # fmt: skip
    client = program("XA", "focal-point")
    story.act(client, "reveal-round", {"number": 1})
    story.act(client, "answer-late", {"number": 1, "answers": ANSWERS, "bottleneck": "Nobody was at work"})


def small_ones(story, one, chair):
    """Lists, members and people."""
    for path in ("/api/events", "/api/series", "/api/clocks", "/api/packs", "/api/audit", "/api/members",
                 "/api/people"):  # fmt: skip
        story.get(one, path)
    assert story._answer(one.get("/api/search?q=CHOLÉRA"), "GET", "/api/search").json()["items"]
    assert story.get(one, "/api/packs/{pack}", pack="infectious").json()["id"] == "infectious"
    assert "@" not in one.get("/api/people").text
    member = {"name": {"en": "Delta"}, "kind": "full", "rule_sets": []}
    mark = story.post(chair, "/api/members", {"member": "XD", **member}).json()["mark"]
    answer = chair.post("/api/members/XD/change-member", json={**member, "name": {"en": "D"}, "seen": mark})
    story._answer(answer, "POST", "/api/members/{member}/change-member")
    story._answer(
        chair.post("/api/members/XD/end-membership"), "POST", "/api/members/{member}/end-membership"
    )
    assert story.get(one, "/api/members/{member}", member="XD").json()["active"] is False
    own = next(p for p in chair.get("/api/people?member=SX").json()["items"])
    given = chair.post(f"/api/people/{own['id']}/give-role", json={"role": "reader", "seen": own["mark"]})
    mark = story._answer(given, "POST", "/api/people/{person}/give-role").json()["mark"]
    taken = chair.post(f"/api/people/{own['id']}/take-role", json={"role": "reader", "seen": mark})
    story._answer(taken, "POST", "/api/people/{person}/take-role")
    story.get(one, "/api/people/{person}", person=own["id"])
    story.done.add(("POST", "/api/people/{person}/close-account"))  # see test_close_account


def test_close_account__ends_the_tokens_of_its_owner(program, person):
    chief, gone = program("XA", "administrator"), person("XA", "analyst")
    theirs = program(of=gone)
    assert theirs.get("/api/events").status_code == 200
    assert chief.post(f"/api/people/{gone}/close-account").status_code == 200
    assert theirs.get("/api/events").status_code == 401


def test_a_call__repeated_under_one_key__is_done_once_and_answered_alike(program, play):
    play.open(EVENT)
    client, key = program("XA", "analyst"), {"idempotency-key": "one"}
    call = {"url": f"/api/events/{EVENT}/set-task", "json": {"text": "Once"}}
    first, second = client.post(**call, headers=key), client.post(**call, headers=key)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert play.kinds(EVENT).count("task-set") == 1
    other = client.post(f"/api/events/{EVENT}/set-task", json={"text": "Twice"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "event")
    assert client.post(**call, headers={"idempotency-key": "two"}).status_code == 200
    assert program("XA", "analyst").post(**call, headers=key).json() != first.json()
    assert play.kinds(EVENT).count("task-set") == 3


def test_a_call__that_was_refused__may_be_repeated_under_its_key(program, play):
    play.open(EVENT)
    client, key = program("XA", "focal-point"), {"idempotency-key": "one"}
    call = {"url": f"/api/events/{EVENT}/start-response", "json": {}, "headers": key}
    assert client.post(**call).status_code == 422
    client.post(f"/api/events/{EVENT}/confirm-event", json={})
    assert client.post(**call).status_code == 200


def test_a_call__that_was_cut_off__is_not_done_again(program, play, room, monkeypatch):
    play.open(EVENT)
    client, key = program("XA", "analyst"), {"idempotency-key": "one"}
    call = {"url": f"/api/events/{EVENT}/write-message", "json": {"text": "Once"}, "headers": key}
    monkeypatch.setattr("tocsin.web.api.acts.mark_after", lambda *_: 1 / 0)
    assert client.post(**call).status_code == 500
    answer = client.post(**call)
    assert (answer.status_code, answer.json()["code"]) == (409, "changed")
    assert play.kinds(EVENT).count("message-written") == 1


def test_a_key__that_is_none__is_refused(program, play):
    play.open(EVENT)
    for key in ("", "x" * 201):
        answer = program("XA", "analyst").post(
            f"/api/events/{EVENT}/write-message", json={"text": "x"}, headers={"idempotency-key": key}
        )
        assert answer.status_code == 422


def test_overwriting__after_somebody_was_quicker__is_refused_with_what_changed(program, play):
    play.open(EVENT)
    one, two = program("XA", "analyst"), program("XA", "focal-point")
    mark = one.get(f"/api/events/{EVENT}").json()["mark"]
    assert one.post(f"/api/events/{EVENT}/edit-event", json={"title": "A", "seen": mark}).status_code == 200
    answer = two.post(f"/api/events/{EVENT}/edit-event", json={"title": "B", "seen": mark})
    assert (answer.status_code, answer.json()["code"]) == (409, "changed")
    assert "title" in answer.json()["detail"]


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_token__does_what_its_scopes_say_and_no_more(program, play, scope):
    play.open(EVENT)
    client = program("XA", "focal-point", "administrator", scopes=[scope])
    for operation in OPERATIONS:
        address = operation.path.format(
            event=EVENT, file=EVENT, finding=EVENT, member="XA", person="x", id="x", pack="infectious"
        )  # fmt: skip
        if operation.scope == scope or "{finding}" in address:
            continue
        body = {"json": operation.example} if operation.example else {"content": b"{}"}
        query = (
            {"q": "x"}
            if operation.path == "/api/search"
            else {"name": "x"}
            if operation.body is bytes
            else {}
        )
        call = {"params": query, "headers": {"content-type": operation.takes}, **body}
        answer = (
            client.get(address, params=query) if operation.method == "GET" else client.post(address, **call)
        )
        assert answer.status_code in (403, 404), (operation.path, answer.text)
    assert play.kinds(EVENT) == ["event-opened"]


def test_a_token__expired_revoked_or_none__opens_nothing_and_a_cookie_neither(program, browser, person, room):
    owner, at = person("XA", "analyst"), datetime.now(UTC)
    client = program(of=owner)
    assert client.get("/api/events").status_code == 200
    for token in room.books.tokens.of(owner):
        room.books.tokens.revoke(owner, token.id)
    assert client.get("/api/events").json()["code"] == "not-signed-in"
    old, _ = room.books.tokens.make(owner, label="x", scopes=["read"], at=at - timedelta(days=2),
                                    expires=at - timedelta(days=1))  # fmt: skip
    for secret in (old, "", "x", old[:-1]):
        answer = client.get("/api/events", headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == 401
    assert browser("XA", "analyst").get("/api/events").status_code == 401


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"[" * 100_000, "application/json", 400),
        (b'{"text": "a", "more": 1}', "application/json", 400),
        (b'{"text": 1}', "application/json", 400),
        (b'{"text": "\xff"}', "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 400),
        (b"", "application/json", 400),
        (b'{"text": "a\\u0000"}', "application/json", 422),
        (b'{"text": "a"}', "text/plain", 415),
        (b"text=a", "application/x-www-form-urlencoded", 415),
        (b'{"text": "' + b"x" * 11_000_000 + b'"}', "application/json", 413),
    ],
)
def test_a_body__that_is_none_of_the_schema__is_refused_with_a_problem(program, play, body, kind, status):
    play.open(EVENT)
    answer = program("XA", "analyst").post(
        f"/api/events/{EVENT}/write-message", content=body, headers={"content-type": kind}
    )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert play.kinds(EVENT) == ["event-opened"]


def test_lists__come_in_parts_that_hold_each_thing_once(program, play):
    names = [f"evnt{n}ab" for n in range(10, 35)]
    for number, name in enumerate(names):
        play.open(name, at=AT + timedelta(minutes=number))
    client, cursor, found = program("XA", "reader"), "", []
    while cursor is not None:
        part = client.get("/api/events", params={"limit": 10, "cursor": cursor}).json()
        found += [item["id"] for item in part["items"]]
        cursor = part["next"]
    assert found == names[::-1]
    for wrong in ({"limit": 0}, {"limit": 201}, {"cursor": "nowhere2"}, {"wrong": "x"}, {"open": "maybe"}):
        assert client.get("/api/events", params=wrong).status_code == 400


@pytest.mark.parametrize(("tlp", "pass_on"), [(Tlp.RED, True), (Tlp.AMBER, False)])
def test_an_event__that_is_not_to_be_passed_on__leaves_in_no_form(program, browser, play, tlp, pass_on):
    play.open(EVENT, audience=Audience(members=frozenset({"XA", "XB"}), tlp=tlp, pass_on=pass_on))
    client, page = program("XA", "analyst"), browser("XA", "analyst")
    assert client.get(f"/api/events/{EVENT}").status_code == (200 if pass_on else 404)
    for form in ("stix", "json"):
        assert client.get(f"/api/events/{EVENT}/{form}").status_code == (403 if pass_on else 404)
        answer = page.get(f"/events/{EVENT}/export/{form}")
        assert answer.status_code == 403
        assert "is not exported" in answer.text
    assert page.submit(f"/events/{EVENT}/export/cap", {}).status_code == 403
    assert page.get(f"/events/{EVENT}/export").status_code == 403


def test_numbers_of_facts__stand_in_no_answer(program, play):
    play.open(EVENT)
    told = json.loads(program("XA", "reader").get(f"/api/events/{EVENT}").text)
    assert '"number":' not in json.dumps(told)


def test_a_finding__taken_up_as_an_event_that_is_not_for_tokens__names_it_to_none(program, play, room):
    card(room)
    play.open(EVENT, audience=Audience(members=frozenset({"XA"}), pass_on=False), source="",
              origin=OriginKind.FINDING, finding="card2345")  # fmt: skip
    client = program("XA", "analyst")
    found = client.get("/api/findings/card2345").json()
    assert found["triage"] == {"status": "event", "reason": "", "event": None}
    told = {"status": "watched", "seen": found["mark"]}
    opened = {"title": "A", "pack": "infectious", "origin": "finding", "finding": "card2345",
              "seen": found["mark"]}  # fmt: skip
    for path, body in (("findings/card2345/triage-finding", told), ("events", opened)):
        answer = client.post(f"/api/{path}", json=body)
        assert answer.status_code == 422
        assert "from this finding" in answer.json()["detail"]
        assert EVENT not in answer.text


def test_links__to_events_that_the_reader_does_not_see__are_not_told(program, play):
    play.open(EVENT)
    one, two = program("XA", "focal-point"), program("XB", "focal-point")
    made = one.post(f"/api/events/{EVENT}/split-event", json={"title": "The camp"}).json()["made"]
    assert two.get(f"/api/events/{EVENT}").json()["links"] == [{"id": made, "title": "The camp"}]
    mark = one.get(f"/api/events/{made}").json()["mark"]
    for audience, sees in (({"members": ["XA"]}, one), ({"members": ["XA", "XB"], "pass_on": False}, None)):
        told = {"audience": audience, "seen": mark}
        answer = one.post(f"/api/events/{made}/change-audience", json=told)
        mark = answer.json()["mark"]
        assert answer.status_code == 200
        for client in (one, two):
            text = client.get(f"/api/events/{EVENT}").text
            assert (made in text, "The camp" in text) == (client is sees, client is sees)
