"""A round of assessment by its page: sealed before the reveal, open and checked after it; prepared forms."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.events.acts import start_round
from tocsin.flows.assess import reveal_all_due

IN_TIME = timedelta(days=2)
EVENT, QUESTIONS = "asse2345", ("serious", "unusual", "spread", "restrictions")
PAGE = f"/events/{EVENT}/rounds/1"
SAID = {"y": "yes", "n": "no", "?": "not-known"}


def answers(letters, reason="Because", likelihood="likely", impact="major"):
    """A form: "yyn?" answers the four questions."""
    form = {"likelihood": likelihood, "impact": impact, "bottleneck": "Holiday"}
    for question, letter in zip(QUESTIONS, letters, strict=True):
        form |= {f"{question}-said": SAID[letter], f"{question}-reason": f"{reason} {question}"}
        form |= {f"{question}-evidence": ""}
    return form


@pytest.fixture
def begun(play, room):
    """A round of XA and XB on an event that the secretariat and XC see too."""

    def begin(due=None, at=None):
        at = at or datetime.now(UTC)
        play.open(EVENT, members="XA XB XC SX")
        play.do(start_round, "XA", "focal-point", event=EVENT, members=["XA", "XB"], at=at,
                due=due or at + IN_TIME, pack=room.packs["infectious"])  # fmt: skip
        return play

    return begin


def test_answer__is_read_by_its_own_member_and_nobody_else_before_the_reveal(browser, begun, room):
    play = begun()
    mine = browser("XA", "focal-point")
    assert mine.submit(f"{PAGE}/answer", answers("yyn?", "Secret of Alpha:")).headers["location"].endswith(
        "said=sealed"
    )  # fmt: skip
    assert "Secret of Alpha: serious" in mine.get(PAGE).text
    assert "Secret of Alpha: serious" in browser("XA", "reader").get(PAGE).text
    everything = "".join(str(fact.body) for fact in room.ledger.read())
    assert "Secret of Alpha" not in everything
    for member, role in (("XB", "focal-point"), ("XC", "focal-point"), ("SX", "secretariat")):
        other = browser(member, role)
        for page in (PAGE, f"/events/{EVENT}", f"/events/{EVENT}/notification"):
            text = other.get(page).text
            assert "Secret of Alpha" not in text
            assert "Notify WHO" not in re.sub("(?s)<section id=.clocks.*?</section>", "", text)
    text = browser("XB", "focal-point").get(PAGE).text
    assert "answered" in text
    assert "no answer yet" in text
    assert play.kinds(EVENT).count("answer-sealed") == 1


def test_answer__may_be_replaced_and_taken_back(browser, begun, room):
    play, mine = begun(), browser("XA", "focal-point")
    mine.submit(f"{PAGE}/answer", answers("yyn?", "First"))
    mine.submit(f"{PAGE}/answer", answers("nnnn", "Second"))
    text = mine.get(PAGE).text
    assert "Second serious" in text
    assert "First serious" not in text
    assert mine.submit(f"{PAGE}/withdraw").status_code == 303
    assert "Second serious" not in mine.get(PAGE).text
    assert room.books.sealed.own(EVENT, 1, "XA") is None
    assert play.kinds(EVENT).count("answer-withdrawn") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"serious-said": ""},
        {"serious-said": "perhaps"},
        {"spread-reason": "  "},
        {"likelihood": ""},
        {"impact": "enormous"},
        {"unusual-evidence": "x" * 4001},
    ],
)
def test_answer__that_is_not_complete__comes_back_filled_in_and_records_nothing(browser, begun, change):
    play, mine = begun(), browser("XA", "focal-point")
    answer = mine.submit(f"{PAGE}/answer", answers("yyn?", "What I wrote:") | change)
    assert answer.status_code == 422
    assert "Nothing was recorded" in answer.text
    assert "What I wrote: restrictions" in answer.text
    assert "answer-sealed" not in play.kinds(EVENT)


@pytest.mark.parametrize(
    ("member", "role", "status"),
    [("XA", "analyst", 403), ("XC", "focal-point", 422), ("SX", "secretariat", 403)],
)
def test_answer__by_who_may_not_or_was_not_asked__is_refused(browser, begun, member, role, status):
    play, client = begun(), browser(member, role)
    assert f"{PAGE}/answer" not in client.get(PAGE).text
    assert client.submit(f"{PAGE}/answer", answers("yyyy")).status_code == status
    assert "answer-sealed" not in play.kinds(EVENT)


def test_reveal__waits_for_all_and_then_shows_them_side_by_side_and_checked(browser, begun, room):
    begun()
    one, other, chair = (
        browser("XA", "focal-point"),
        browser("XB", "focal-point"),
        browser("SX", "secretariat"),
    )
    one.submit(f"{PAGE}/answer", answers("yyn?", "Alpha:"))
    assert f"{PAGE}/reveal" not in chair.get(PAGE).text
    assert chair.submit(f"{PAGE}/reveal").status_code == 422
    other.submit(f"{PAGE}/answer", answers("nnnn", "Beta:", impact="minor"))
    assert f"{PAGE}/reveal" not in other.get(PAGE).text
    assert other.submit(f"{PAGE}/reveal").status_code == 403
    assert f"{PAGE}/reveal" in chair.get(PAGE).text
    sealed = room.books.sealed.own(EVENT, 1, "XA")
    assert chair.submit(f"{PAGE}/reveal").status_code == 303
    text = browser("XC", "reader").get(PAGE).text
    for words in ("Alpha: serious", "Beta: spread", "Notify WHO", "Not notified now", "they differ (50%",
                  "2 answers are yes; 2 or more lead to this.", "What would change this outcome",
                  "Member XA</b>", sealed.commitment):  # fmt: skip
        assert words in text
    assert text.count("the answer matches the seal it was given under.") == 2
    assert "NOT match" not in text
    assert room.books.sealed.own(EVENT, 1, "XA") is None
    assert chair.submit(f"{PAGE}/reveal").status_code == 422


def test_answer__that_was_taken_back__is_waited_for_and_once_open_is_not_given_again(browser, begun):
    begun()
    one, other = browser("XA", "focal-point"), browser("XB", "focal-point")
    one.submit(f"{PAGE}/answer", answers("yyn?"))
    other.submit(f"{PAGE}/answer", answers("nnnn"))
    other.submit(f"{PAGE}/withdraw")
    assert one.submit(f"{PAGE}/reveal").status_code == 422
    other.submit(f"{PAGE}/answer", answers("nnnn"))
    assert one.submit(f"{PAGE}/reveal").status_code == 303
    assert other.submit(f"{PAGE}/answer", answers("yyyy")).status_code == 422


def test_round__whose_time_is_up__opens_at_the_first_look_by_anybody(browser, begun):
    play, mine = begun(due=datetime.now(UTC) + timedelta(seconds=2)), browser("XA", "focal-point")
    mine.submit(f"{PAGE}/answer", answers("yyn?", "Alpha:"))
    later = datetime.now(UTC) + timedelta(hours=1)
    reveal_all_due(play.room, at=later)
    assert play.kinds(EVENT)[-1] == "round-revealed"
    text = browser("XB", "focal-point").get(PAGE).text
    assert "Alpha: serious" in text
    assert "has not answered" in text
    assert "by itself" in browser("XB", "reader").get(f"/events/{EVENT}").text


def test_round__over_before_anybody_looked__opens_with_the_page(browser, begun):
    past = datetime.now(UTC) - timedelta(days=3)
    play = begun(at=past, due=past + timedelta(days=1))
    other = browser("XB", "focal-point")
    mine = browser("XA", "focal-point")
    assert mine.submit(f"{PAGE}/answer", answers("yyn?", "Alpha:")).status_code == 303  # sealed, and late
    text = other.get(f"/events/{EVENT}").text
    assert play.kinds(EVENT)[-1] == "round-revealed"
    assert "Opened all assessments at once" in text
    assert "late" in other.get(PAGE).text
    answer = other.submit(f"{PAGE}/answer", answers("nnnn", "Beta:"))
    assert answer.headers["location"].endswith("said=answered")
    assert "given in the open, without a seal." in mine.get(PAGE).text


def test_round__with_nobodys_answer__stays_open_when_the_time_is_up(browser, begun):
    past = datetime.now(UTC) - timedelta(days=3)
    play = begun(at=past, due=past + timedelta(days=1))
    browser("XB", "reader").get(PAGE)
    assert "round-revealed" not in play.kinds(EVENT)


def test_round__with_a_kept_answer_that_was_changed__opens_nothing_and_can_be_called_off(
    browser, begun, room
):
    past = datetime.now(UTC) - timedelta(days=3)
    play = begun(at=past, due=past + timedelta(days=1))
    mine = browser("XA", "focal-point")
    mine.submit(f"{PAGE}/answer", answers("yyyy"))
    kept = room.books.sealed.own(EVENT, 1, "XA")
    room.books.sealed.keep(replace(kept, answers=kept.answers.replace('"yes"', '"no"')))
    assert "did not open by themselves" in mine.get(PAGE).text
    assert "round-revealed" not in play.kinds(EVENT)
    assert "is not the one it committed to" in mine.submit(f"{PAGE}/reveal").text
    assert mine.submit(f"{PAGE}/cancel", {"reason": "A seal is broken"}).status_code == 303
    assert "A seal is broken" in mine.get(PAGE).text


def test_round__whose_questions_are_of_another_version__says_so_and_opens_nothing(browser, begun, room):
    play = begun()
    mine = browser("XA", "focal-point")
    mine.submit(f"{PAGE}/answer", answers("yyyy"))
    pack = room.packs["infectious"]
    room.packs = {**room.packs, "infectious": replace(pack, version=pack.version + 1)}
    reveal_all_due(room, at=datetime.now(UTC) + IN_TIME + timedelta(days=1))
    text = mine.get(PAGE).text
    assert "not on this server any more" in text
    assert f"{PAGE}/answer" not in text
    assert mine.submit(f"{PAGE}/answer", answers("nnnn")).status_code == 422
    assert mine.submit(f"{PAGE}/reveal").status_code == 422
    assert play.kinds(EVENT)[-1] == "milestone-stamped"  # of the own clock that the answer started


def test_cancel__by_who_may_not__is_refused(browser, begun):
    play, other = begun(), browser("XB", "focal-point")
    assert f"{PAGE}/cancel" not in other.get(PAGE).text
    assert other.submit(f"{PAGE}/cancel", {"reason": "No"}).status_code == 403
    assert "round-cancelled" not in play.kinds(EVENT)


def test_round__that_is_not_there__is_not_found(browser, begun):
    begun()
    assert browser("XA", "focal-point").get(f"/events/{EVENT}/rounds/2").status_code == 404
    assert browser("XA", "focal-point").get(f"/events/{EVENT}/rounds/x").status_code == 404


NOTICE = f"/events/{EVENT}/notification"


def test_notification__says_that_nothing_is_sent_and_holds_ones_own_answers_alone(browser, begun):
    begun()
    one, other = browser("XA", "focal-point"), browser("XB", "focal-point")
    one.submit(f"{PAGE}/answer", answers("yyn?", "Alpha:"))
    other.submit(f"{PAGE}/answer", answers("yyyy", "Beta:"))
    one.submit(f"{PAGE}/reveal")
    text = one.get(NOTICE).text
    assert "tocsin sends nothing and notifies nobody." in text
    assert "Alpha: spread" in text
    assert "Beta: spread" not in text
    assert text.count("to be written by a person") >= 4


def test_notification__decision_of_a_person__is_recorded(browser, begun):
    begun()
    mine = browser("XA", "focal-point")
    form = {"state": "prepared", "text": "Waiting for the minister", "milestone": "who-notified"}
    assert mine.submit(NOTICE, form).status_code == 303
    assert "Waiting for the minister" in browser("XB", "reader").get(f"/events/{EVENT}").text
    sent = form | {"state": "sent", "text": "By telephone", "sent_at": "2026-05-18T09:30", "bottleneck": "x"}
    assert mine.submit(NOTICE, sent).status_code == 303
    assert "18 May 2026, 09:30 UTC" in mine.get(NOTICE).text
    assert mine.submit(NOTICE, sent).status_code == 422


@pytest.mark.parametrize(
    ("member", "role", "status"), [("XA", "analyst", 403), ("SX", "secretariat", 403), ("ZZ", "", 404)]
)
def test_notification__by_who_may_not__is_refused(browser, begun, member, role, status):
    play = begun()
    client = browser("XB", "focal-point") if member == "ZZ" else browser(member, role)
    address = NOTICE.replace(EVENT, "none2345") if member == "ZZ" else NOTICE
    form = {"state": "decided-against", "text": "No"}
    assert client.submit(address, form).status_code == status
    assert "notice-recorded" not in play.kinds(EVENT)
