"""Files of events: kept with their fact or not at all, fetched by who may, and never run by a browser."""

import re

import pytest

EVENT = "file2345"
CSV = ("week.csv", b"week,cases\n", "text/csv")


@pytest.fixture
def begun(play):
    play.open(EVENT)
    return play


def send(client, file=CSV, internal="", **more):
    return client.submit(f"/events/{EVENT}/files", {"internal": internal, **more}, files={"file": file})


def links(client):
    return re.findall(f"/events/{EVENT}/files/([0-9a-z]{{8}})", client.get(f"/events/{EVENT}").text)


def test_file__is_fetched_as_it_was_sent_and_only_saved(browser, begun):
    client = browser("XA", "analyst")
    assert send(client).status_code == 303
    (file,) = links(client)
    answer = browser("XB", "reader").get(f"/events/{EVENT}/files/{file}")
    assert answer.content == CSV[1]
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith('attachment; filename="week.csv"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_file__that_is_internal__is_nothing_to_other_members(browser, begun):
    mine, theirs = browser("XA", "analyst"), browser("XB", "focal-point")
    send(mine, internal="1")
    (file,) = links(mine)
    assert links(theirs) == []
    assert "week.csv" not in theirs.get(f"/events/{EVENT}").text
    hidden, nothing = (theirs.get(f"/events/{EVENT}/files/{name}") for name in (file, "none2345"))
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.text.replace(file, "none2345") == nothing.text
    assert mine.get(f"/events/{EVENT}/files/{file}").status_code == 200


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Отчёт № 5.csv", "filename*=UTF-8''%D0%9E%D1%82%D1%87%D1%91%D1%82%20%E2%84%96%205.csv"),
        ("../../etc/passwd", "filename*=UTF-8''passwd"),
        ("C:\\Users\\a\\plan.txt", "filename*=UTF-8''plan.txt"),
        ("a;b'c.csv", "filename*=UTF-8''a%3Bb%27c.csv"),
        ("page.html", "filename*=UTF-8''page.html"),
    ],
)
def test_file__keeps_its_name_and_no_path(browser, begun, sent, kept):
    client = browser("XA", "analyst")
    assert send(client, (sent, b"x", "text/html")).status_code == 303
    (file,) = links(client)
    answer = client.get(f"/events/{EVENT}/files/{file}")
    assert answer.headers["content-disposition"].endswith(kept)
    assert answer.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "file",
    [
        ("empty.csv", b"", "text/csv"),
        ("..", b"x", "text/csv"),
        (".hidden", b"x", "text/csv"),
        ("what?.csv", b"x", "text/csv"),
        ("x" * 121, b"x", "text/csv"),
        ("turned\u202efdp.exe", b"x", "text/csv"),
        ("type.csv", b"x", "text"),
    ],
)
def test_file__that_cannot_be_kept__is_refused_whole(browser, begun, room, file):
    assert send(browser("XA", "analyst"), file).status_code in (400, 422)
    assert begun.kinds(EVENT) == ["event-opened"]
    assert room.books.files.of(f"event/{EVENT}") == []


def test_file__over_the_bound__is_refused_whole(browser, begun, room, monkeypatch):
    monkeypatch.setattr(room.books.files, "most", 1000)
    answer = send(browser("XA", "analyst"), ("big.bin", b"x" * 1001, "application/octet-stream"))
    assert answer.status_code == 422
    assert begun.kinds(EVENT) == ["event-opened"]


def test_form__larger_than_any_file__is_not_even_read(browser, begun, parts):
    big = b"x" * (parts.settings.upload + 200_000)
    answer = send(browser("XA", "analyst"), ("big.bin", big, "application/octet-stream"))
    assert answer.status_code == 413
    assert begun.kinds(EVENT) == ["event-opened"]


def test_form__without_a_file__is_refused(browser, begun):
    client = browser("XA", "analyst")
    answer = client.submit(f"/events/{EVENT}/files", {"file": "just text"}, files={"other": CSV})
    assert answer.status_code == 422
    assert "No file was sent" in answer.text


def test_form__that_is_no_form__is_refused(browser, begun):
    client = browser("XA", "analyst")
    client.get("/")
    answer = client.post(
        f"/events/{EVENT}/files", content=b"--x\r\nnonsense", follow_redirects=False,
        headers={"content-type": "multipart/form-data; boundary=x",
                 "x-csrftoken": client.cookies["csrftoken"]},
    )  # fmt: skip
    assert answer.status_code in (400, 403, 422)
    assert begun.kinds(EVENT) == ["event-opened"]


def test_file__whose_bytes_cannot_be_kept__leaves_no_fact(browser, begun, room, monkeypatch):
    def broken(*args, **more):
        raise OSError("the disk is full")

    monkeypatch.setattr(room.books.files, "keep", broken)
    assert send(browser("XA", "analyst")).status_code == 500
    assert begun.kinds(EVENT) == ["event-opened"]


def test_file__sent_twice_from_one_page__is_kept_once(browser, begun, room):
    client = browser("XA", "analyst")
    mark = client.mark(f"/events/{EVENT}")
    assert [send(client, seen=mark).status_code for _ in range(2)] == [303, 303]
    assert begun.kinds(EVENT).count("file-attached") == 1
    assert len(room.books.files.of(f"event/{EVENT}")) == 1


@pytest.mark.parametrize(("member", "role", "status"), [("XA", "reader", 403), ("XC", "analyst", 404)])
def test_file__by_who_may_not__is_refused(browser, begun, member, role, status):
    client = browser(member, role)
    assert 'type="file"' not in client.get(f"/events/{EVENT}").text
    assert send(client).status_code == status
    assert begun.kinds(EVENT) == ["event-opened"]
