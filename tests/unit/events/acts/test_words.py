"""Messages, notes, tasks and files: for all who see the event, or for one's own member alone."""

from datetime import date

import pytest

from tocsin.events.acts import attach_file, end_task, set_task, write_message, write_note
from tocsin.events.entries import TaskState
from tocsin.events.event import seen_by
from tocsin.events.inside import file_of
from tocsin.vocab.errors import DeniedError, EventError, UnknownThingError

from .conftest import EVENT

FILE = {
    "file": "file0001",
    "name": "line list.csv",
    "media_type": "text/csv",
    "size": 10,
    "sha256": "0a" * 32,
}


def test_message__is_read_by_all(play, xb, event):
    (fact,) = play.do(write_message, xb, event=EVENT, text=" Two towns.\r\nMore to come. ")
    assert [(m.text, m.by) for m in event().messages] == [("Two towns.\nMore to come.", fact)]


@pytest.mark.parametrize("act", [write_message, write_note])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (" \n ", "text is empty"),
        ("x" * 10_001, "text has 10001 characters; at most 10000 fit"),
        ("a\x07", r"U\+0007 at place 2"),
        ("a\ud800", r"U\+D800 at place 2"),
    ],
)
def test_message__refuses(play, xb, act, text, told):
    with pytest.raises(EventError, match=told):
        play.do(act, xb, event=EVENT, text=text)


def test_note__is_ones_own_members_alone(play, xa, xb, event):
    play.do(write_note, xb, event=EVENT, text="We are not sure.")
    assert [m.text for m in event().inside["XB"].notes] == ["We are not sure."]
    assert seen_by(event(), xa).inside == {}
    assert list(event().messages) == []


def test_task__set_and_done(play, xa, xb, event):
    play.do(set_task, xa, event=EVENT, task="task0001", text="Count", member="XB", due=date(2026, 5, 18))
    task = event().tasks["task0001"]
    assert (task.member, task.due, task.state, task.ended) == ("XB", date(2026, 5, 18), TaskState.OPEN, None)
    (fact,) = play.do(end_task, xb, event=EVENT, task="task0001", outcome="400")
    task = event().tasks["task0001"]
    assert (task.state, task.outcome, task.ended) == ("done", "400", fact)
    with pytest.raises(EventError, match="The task is done already, by XB"):
        play.do(end_task, xb, event=EVENT, task="task0001")


def test_task__an_internal_one_does_not_exist_for_others(play, xa, xb, event):
    play.do(set_task, xb, event=EVENT, task="task0001", text="Ours", internal=True)
    assert event().tasks == {}
    with pytest.raises(UnknownThingError, match="There is no task 'task0001' that you may see"):
        play.do(end_task, xa, event=EVENT, task="task0001")
    play.do(end_task, xb, event=EVENT, task="task0001", state=TaskState.DROPPED, outcome="no need")
    assert event().inside["XB"].tasks["task0001"].state is TaskState.DROPPED
    assert event().tasks == {}


def test_task__who_may_end_it(play, xa, xb, chair):
    play.do(set_task, chair, event=EVENT, task="task0001", text="Count")
    with pytest.raises(DeniedError, match="This task may be ended by HUB, XA alone"):
        play.do(end_task, xb, event=EVENT, task="task0001")
    play.do(end_task, xa, event=EVENT, task="task0001")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"task": "T1"}, "task 'T1' is no identifier"),
        ({"text": ""}, "text is empty"),
        ({"member": "XC"}, "XC does not see this event; add it to the audience first"),
        ({"member": "XA", "internal": True}, "An internal task is for XB alone; share it to give it to XA"),
        ({"due": date(2026, 5, 17)}, "due is 2026-05-17, which is past; choose today or a later day"),
    ],
)
def test_task__refuses(play, xb, changes, text):
    with pytest.raises(EventError, match=text):
        play.do(set_task, xb, event=EVENT, **({"task": "task0001", "text": "Count"} | changes))


def test_task__refuses_a_taken_id_and_an_end_that_is_none(play, xb):
    play.do(set_task, xb, event=EVENT, task="task0001", text="Count")
    with pytest.raises(EventError, match="'task0001' is taken; draw another"):
        play.do(set_task, xb, event=EVENT, task="task0001", text="Count")
    with pytest.raises(EventError, match="A task ends as done or dropped"):
        play.do(end_task, xb, event=EVENT, task="task0001", state=TaskState.OPEN)
    with pytest.raises(EventError, match="outcome is empty"):
        play.do(end_task, xb, event=EVENT, task="task0001", state=TaskState.DROPPED)


@pytest.mark.parametrize("internal", [False, True])
def test_file__is_kept_where_it_was_put(play, xa, xb, event, internal):
    play.do(attach_file, xb, event=EVENT, **FILE, internal=internal)
    shared, own = event().files, event().inside["XB"].files if internal else {}
    (file,) = (own if internal else shared).values()
    assert (file.id, file.name, file.size, file.sha256) == ("file0001", "line list.csv", 10, "0a" * 32)
    assert len(shared) + len(own) == 1
    assert file_of(event(), "XB", "file0001") == file
    if internal:
        with pytest.raises(UnknownThingError, match="There is no file 'file0001' that you may see"):
            file_of(event(), "XA", "file0001")
    else:
        assert file_of(event(), "XA", "file0001") == file
    with pytest.raises(EventError, match="'file0001' is taken"):
        play.do(attach_file, xb, event=EVENT, **FILE)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"name": "../../etc/passwd"}, "The file name holds '/'; rename the file without it"),
        ({"name": "a\\b"}, r"The file name holds '\\'"),
        ({"name": "..."}, r"'\.\.\.' begins or ends with a dot"),
        ({"name": ".htaccess"}, "begins or ends with a dot"),
        ({"name": "a\nb.csv"}, r"file name holds the control character U\+000A"),
        ({"name": "x" * 121}, "file name has 121 characters; at most 120 fit"),
        ({"media_type": "text"}, "'text' is no media type; write one such as text/csv"),
        ({"media_type": "text/html; charset=utf-8"}, "is no media type"),
        ({"size": 0}, "The file has 0 bytes; 1 to 26214400 are taken"),
        ({"size": 26214401}, "The file has 26214401 bytes"),
        ({"sha256": "0A" * 32}, "sha256 must be 64 hexadecimal digits, a-f in lower case"),
    ],
)
def test_file__refuses(play, xb, changes, text):
    with pytest.raises(EventError, match=text):
        play.do(attach_file, xb, event=EVENT, **(FILE | changes))
