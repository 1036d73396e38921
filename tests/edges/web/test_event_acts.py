"""Every act on an event by its page: done by who may, refused to who may not, and done once."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from tocsin.events.acts import ask_verification, close_event, confirm_event, put_finding, set_task
from tocsin.events.audience import Audience
from tocsin.flows.assess import BY_ITSELF
from tocsin.web.event_acts import PLAIN

EVENT = "acts2345"
SOON = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
TASK = {"task": "task2345", "text": "Chlorinate"}
ASKED = (ask_verification, {"members": ["XB"], "text": "Seen?"})
CONFIRMED, SET, CLOSED = (confirm_event, {}), (set_task, TASK), (close_event, {"reason": "Over"})

# act: what was done before, what the form says, who does it, the fact it comes to
ACTS = {
    "ask-verification": ([], {"member": "XB", "text": "Seen?"}, "XA", "verification-asked"),
    "answer-verification": (
        [ASKED], {"reply": "looking", "text": "We look.", "bottleneck": "Holiday"}, "XB",
        "verification-answered",
    ),
    "confirm-event": ([], {"text": "Cultured"}, "XA", "event-confirmed"),
    "start-response": ([CONFIRMED], {"text": ""}, "XA", "response-started"),
    "close-event": ([CONFIRMED], {"reason": "Over"}, "XA", "event-closed"),
    "discard-event": ([], {"reason": "Nothing"}, "XA", "event-discarded"),
    "reopen-event": ([CONFIRMED, CLOSED], {"reason": "Again"}, "XA", "event-reopened"),
    "merge-events": ([], {"into": "othr2345"}, "XA", "event-merged"),
    "split-event": ([], {"title": "Other", "hazard": "", "places": "A, B"}, "XA", "event-split"),
    "give-sighting": ([], {"said": "seen", "text": ""}, "XB", "sighting-given"),
    "write-message": ([], {"text": "Hello"}, "XB", "message-written"),
    "write-note": ([], {"text": "Inside"}, "XB", "note-written"),
    "set-task": ([], {"text": "Do it", "member": "XA", "due": "2099-01-01"}, "XB", "task-set"),
    "end-task": ([SET], {"task": "task2345", "state": "done", "outcome": ""}, "XA", "task-ended"),
    "start-round": ([], {"member": ["XA", "XB"], "due": SOON}, "XA", "round-started"),
}  # fmt: skip


@pytest.fixture
def begun(play):
    """An event of XA and XB, another beside it, and what an act needs before it."""

    def begin(before=()):
        play.open(EVENT)
        play.open("othr2345")
        for act, wanted in before:
            play.do(act, "XA", "focal-point", event=EVENT, **wanted)
        return play

    return begin


def test_acts__of_pages_are_all_tried_here():
    assert ACTS.keys() == PLAIN.keys()


@pytest.mark.parametrize("act", ACTS)
def test_act__by_who_may__has_a_button_and_is_recorded_once(browser, begun, act):
    before, form, member, kind = ACTS[act]
    play, client = begun(before), browser(member, "focal-point")
    page = client.get(f"/events/{EVENT}").text
    assert f'action="/events/{EVENT}/do/{act}"' in page
    form = form | {"seen": client.mark(f"/events/{EVENT}")}
    count = play.kinds(EVENT).count(kind)
    answers = [client.submit(f"/events/{EVENT}/do/{act}", form) for _ in range(2)]
    assert answers[0].status_code == 303
    assert answers[0].headers["location"].startswith(f"/events/{EVENT}?said=")
    assert play.kinds(EVENT).count(kind) == count + 1


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("member", "role", "status"),
    [("XA", "reader", 403), ("XB", "administrator", 403), ("XC", "focal-point", 404)],
)
def test_act__by_who_may_not__has_no_button_and_is_refused(browser, begun, act, member, role, status):
    before, form, _, _ = ACTS[act]
    play, client = begun(before), browser(member, role)
    there = play.kinds(EVENT)
    assert f"/do/{act}" not in client.get(f"/events/{EVENT}").text
    assert client.submit(f"/events/{EVENT}/do/{act}", form).status_code == status
    assert play.kinds(EVENT) == there


@pytest.mark.parametrize("act", ["edit-event", "change-audience", "nothing"])
def test_act__of_no_row__does_not_exist(browser, begun, act):
    begun()
    assert browser("XA", "focal-point").submit(f"/events/{EVENT}/do/{act}", {}).status_code == 404


def test_message__sent_twice_from_two_pages__is_two(browser, begun):
    play, client = begun(), browser("XA", "analyst")
    for _ in range(2):
        mark = client.mark(f"/events/{EVENT}")
        client.submit(f"/events/{EVENT}/do/write-message", {"text": "Any news?", "seen": mark})
    assert play.kinds(EVENT).count("message-written") == 2


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"text": "Do", "member": "XA", "due": "soon"}, "no day or time"),
        ({"text": " ", "member": "XA", "due": ""}, "empty"),
        ({"text": "Do", "member": "XC", "due": ""}, "does not see this event"),
        ({"text": "Do\x07", "member": "XA", "due": ""}, "control character"),
    ],
)
def test_act__with_what_cannot_be_read__says_what_and_records_nothing(browser, begun, form, said):
    play = begun()
    answer = browser("XA", "analyst").submit(f"/events/{EVENT}/do/set-task", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "task-set" not in play.kinds(EVENT)


def test_answer__that_is_late__asks_first_what_held_it_up(browser, begun):
    play, client = begun([ASKED]), browser("XB", "focal-point")  # it was asked on 18 May
    form = {"reply": "confirmed", "text": 'It is "here"'}
    answer = client.submit(f"/events/{EVENT}/do/answer-verification", form)
    assert answer.status_code == 200
    assert "What held it up" in answer.text
    assert 'name="text" value="It is &#34;here&#34;"' in answer.text
    assert "verification-answered" not in play.kinds(EVENT)
    client.submit(f"/events/{EVENT}/do/answer-verification", form | {"bottleneck": "Nobody was on duty"})
    assert "Nobody was on duty" in client.get(f"/events/{EVENT}").text


EDIT = {"title": "Cholera, renamed", "summary": "", "hazard": "cholera", "places": "XA-01, XA-02"}


def test_edit__changes_the_wording(browser, begun):
    begun()
    client = browser("XA", "analyst")
    mark = client.mark(f"/events/{EVENT}/edit")
    assert client.submit(f"/events/{EVENT}/edit", EDIT | {"seen": mark}).status_code == 303
    text = client.get(f"/events/{EVENT}").text
    assert "Cholera, renamed" in text
    assert "XA-01, XA-02" in text


def test_edit__by_two_at_once__shows_the_second_both_versions_and_overwrites_nothing(browser, begun):
    play = begun()
    one, other = browser("XA", "analyst"), browser("XA", "focal-point")
    marks = [client.mark(f"/events/{EVENT}/edit") for client in (one, other)]
    one.submit(f"/events/{EVENT}/edit", EDIT | {"seen": marks[0]})
    answer = other.submit(f"/events/{EVENT}/edit", EDIT | {"title": "Mine", "seen": marks[1]})
    assert answer.status_code == 409
    assert "Cholera, renamed" in answer.text
    assert "XA analyst, Member XA" in answer.text
    assert 'value="Mine"' in answer.text
    assert play.kinds(EVENT).count("event-edited") == 1
    fresh = re.search('name="seen" value="([0-9a-f]+)"', answer.text)
    assert fresh is not None
    again = other.submit(f"/events/{EVENT}/edit", EDIT | {"title": "Mine", "seen": fresh.group(1)})
    assert again.status_code == 303
    assert "<h1>Mine</h1>" in other.get(f"/events/{EVENT}").text


@pytest.mark.parametrize(("member", "role", "status"), [("XA", "reader", 403), ("XB", "focal-point", 403),
                                                        ("XC", "focal-point", 404)])  # fmt: skip
@pytest.mark.parametrize("page", ["edit", "audience", "audience/check"])
def test_owners_pages__are_for_the_owner(browser, begun, member, role, status, page):
    play, client = begun(), browser(member, role)
    assert f"/events/{EVENT}/{page}" not in client.get(f"/events/{EVENT}").text
    if page != "audience/check":
        assert client.get(f"/events/{EVENT}/{page}").status_code == status
    form = EDIT | {"member": ["XA", "XC"], "tlp": "green"}
    assert client.submit(f"/events/{EVENT}/{page}", form).status_code == status
    assert play.kinds(EVENT) == ["event-opened"]


def test_audience__is_listed_before_it_is_changed(browser, begun):
    play, client = begun(), browser("XA", "focal-point")
    play.do(ask_verification, "XA", "focal-point", event=EVENT, members=["XB"], text="Seen?")
    browser("XC", "reader")
    mark = client.mark(f"/events/{EVENT}/audience")
    form = {"member": ["XA", "XC"], "tlp": "amber+strict", "seen": mark}
    answer = client.submit(f"/events/{EVENT}/audience/check", form)
    assert "Added: Member XC." in answer.text
    assert "Removed: Member XB." in answer.text
    assert "Not to be passed on." in answer.text
    assert "audience-changed" not in play.kinds(EVENT)
    assert client.submit(f"/events/{EVENT}/audience", form).status_code == 303
    text = client.get(f"/events/{EVENT}").text
    assert "TLP:AMBER+STRICT" in text
    assert "Do not pass on" in text
    assert browser("XB", "focal-point").get(f"/events/{EVENT}").status_code == 404


NEW = {
    "event": "newe2345", "title": "Fever in the port", "summary": "", "pack": "infectious", "hazard": "",
    "places": "", "origin": "media", "source": "Radio", "finding": "", "mark": "", "member": "XA",
    "tlp": "amber", "pass_on": "1",
}  # fmt: skip


def test_new_event__is_for_its_owner_alone_until_others_are_chosen(browser, play):
    client = browser("XA", "analyst")
    page = client.get("/events/new").text
    ticked = re.findall('name="member" value="(..)" checked', page)
    assert ticked == ["XA"]
    listed = client.submit("/events/new/check", NEW | {"member": ["XA", "XB"]})
    assert "Who will see this" in listed.text
    assert "Member XB" in listed.text
    assert len(play.room.board.events) == 0
    changed = client.submit("/events/new/change", NEW | {"member": ["XA", "XB"]})
    assert re.findall('name="member" value="(..)" checked', changed.text) == ["XA", "XB"]
    answers = [client.submit("/events/new", NEW) for _ in range(2)]
    (event,) = play.room.board.events
    assert [a.headers["location"] for a in answers] == [f"/events/{event}?said=opened"] * 2
    assert browser("XB", "reader").get(f"/events/{event}").status_code == 404


def test_new_event__under_the_id_of_another_that_one_may_not_see__tells_nothing_of_it(browser, play):
    play.open("newe2345", owner="XB", members="XB")
    client = browser("XA", "analyst")
    answers = [client.submit("/events/new", NEW | {"event": event}) for event in ("newe2345", "none2345")]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert play.kinds("newe2345") == ["event-opened"]
    assert len(play.room.board.events) == 3


@pytest.mark.parametrize("page", ["", "/check", "/change"])
def test_new_event__by_who_may_not__is_refused(browser, play, page):
    client = browser("XA", "reader")
    assert "/events/new" not in client.get("/events").text
    assert client.get("/events/new").status_code == 403
    assert client.submit(f"/events/new{page}", NEW).status_code == 403
    assert len(play.room.board.events) == 0


def test_new_event__that_leaves_its_owner_out_or_names_a_stranger__is_refused(browser, play):
    client = browser("XA", "analyst")
    for members in ("XB", ["XA", "ZZ"]):
        for page in ("", "/check"):
            assert client.submit(f"/events/new{page}", NEW | {"member": members}).status_code == 422
    assert len(play.room.board.events) == 0


def test_new_event__from_a_finding__keeps_its_day_and_its_numbers(browser, play, room):
    at = datetime(2026, 5, 18, tzinfo=UTC)
    said = {"en": {"name": "Cholera, XA-05", "sentence": "Cholera in XA-05 is above."}}
    finding = {"key": {"place": "XA-05"}, "start": "2026-05-10", "sentence": "", "said": said}
    room.act(BY_ITSELF, lambda board: put_finding.decide(
        board, BY_ITSELF, at=at, card="card2345", finding=finding, as_of=date(2026, 5, 17), pack="infectious",
        audience=Audience(members=frozenset({"XA"})), indicator="cholera"), at=at)  # fmt: skip
    client = browser("XA", "analyst")
    page = client.get("/events/new?finding=card2345").text
    assert 'value="Cholera, XA-05"' in page
    assert "17 May 2026" in page
    mark = re.search('name="mark" value="([0-9a-f]{16})"', page)
    assert mark is not None
    form = NEW | {"finding": "card2345", "mark": mark.group(1), "origin": ""}
    assert client.submit("/events/new", form).status_code == 303
    (opened,) = [event.origin for event in room.board.events.values()]
    assert (opened.card, opened.as_of, opened.finding) == ("card2345", date(2026, 5, 17), finding)
    other = browser("XB", "analyst")
    assert other.get("/events/new?finding=card2345").status_code == 404
    assert other.submit("/events/new", form | {"event": "othe2345", "member": "XB"}).status_code == 404


def test_milestones__are_stamped_unknown_or_not_applicable(browser, begun):
    begun()
    client, address = browser("XA", "analyst"), f"/events/{EVENT}/milestones"
    for form in (
        {"milestone": "emerged", "how": "unknown"},
        {"milestone": "laboratory", "how": "not-applicable"},
        {"milestone": "notified", "how": "happened", "day": "2026-05-18", "day-time": "23:10"},
    ):
        answer = client.submit(address, form | {"seen": client.mark(address)})
        assert answer.status_code == 303, answer.text
    text = client.get(address).text
    assert "nobody knows when" in text
    assert "does not apply" in text
    assert "18 May 2026, 23:10 UTC" in text


def test_milestone__that_comes_late__asks_first_what_held_it_up(browser, begun):
    play, client, address = begun(), browser("XA", "analyst"), f"/events/{EVENT}/milestones"
    form = {"milestone": "notified", "how": "happened", "day": "2026-05-25", "seen": client.mark(address)}
    answer = client.submit(address, form)
    assert "What held it up" in answer.text
    assert "milestone-stamped" not in play.kinds(EVENT)
    assert client.submit(address, form | {"bottleneck": "The line was down"}).status_code == 303
    assert "The line was down" in client.get(address).text


@pytest.mark.parametrize(
    "form",
    [{"how": "happened"}, {"how": "happened", "day": "yesterday"}, {"how": "happened", "day": "2999-01-01"}],
)
def test_milestone__at_no_time_or_one_to_come__is_refused(browser, begun, form):
    play, client = begun(), browser("XA", "analyst")
    answer = client.submit(f"/events/{EVENT}/milestones", form | {"milestone": "notified"})
    assert answer.status_code == 422
    assert play.kinds(EVENT) == ["event-opened"]


@pytest.mark.parametrize(("member", "role", "status"), [("XA", "reader", 403), ("XC", "analyst", 404)])
def test_milestones__by_who_may_not__are_refused(browser, begun, member, role, status):
    begun()
    client, address = browser(member, role), f"/events/{EVENT}/milestones"
    assert client.get(address).status_code == status
    assert client.submit(address, {"milestone": "emerged", "how": "unknown"}).status_code == status
