"""Moments at the ends of the calendar, in forms and bodies: refused in words, never a fault."""

import pytest

ENDS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


@pytest.mark.parametrize("moment", ENDS)
@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("do/start-round", {"member": "XA", "due": "{}"}),
        ("notification", {"state": "sent", "text": "Sent by telephone", "sent_at": "{}"}),
        ("milestones", {"milestone": "detected", "day": "{}", "day-time": "23:59"}),
        ("export/cap", {"expires": "{}", "event": "Cholera"}),
    ],
    ids=["round", "notification", "milestone", "alert"],
)
def test_form__with_a_moment_that_utc_cannot_tell_is_refused(browser, play, page, form, moment):
    play.open("event001")
    form = {key: text.format(moment) for key, text in form.items()}
    assert browser("XA", "focal-point").submit(f"/events/event001/{page}", form).status_code == 422


@pytest.mark.parametrize("moment", ENDS)
@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("start-round", {"members": ["XA"], "due": "{}"}),
        ("record-notice", {"state": "sent", "text": "Sent by telephone", "sent_at": "{}"}),
        ("stamp-milestone", {"milestone": "detected", "happened": "{}", "seen": "0" * 16}),
    ],
)
def test_body__with_a_moment_that_utc_cannot_tell_is_refused(program, play, act, body, moment):
    play.open("event001")
    body = {key: text.format(moment) if isinstance(text, str) else text for key, text in body.items()}
    answer = program("XA", "focal-point").post(f"/api/events/event001/{act}", json=body)
    assert answer.status_code == 422
