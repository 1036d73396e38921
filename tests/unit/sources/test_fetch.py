"""Fetching, with a transport that stands for the network."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from tocsin.sources.fetch import FetchOptions, fetch
from tocsin.vocab.errors import FetchError, OptionError

URL = "https://example.org/data/2024-11-08_ILIARIRates.csv"


class Server:
    """Gives prepared answers in their order, the last one for ever, and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers, self.asked, self.waited = list(answers), [], []

    def __call__(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def fetch(self, folder, url=URL, **options):
        return fetch(
            url,
            folder,
            FetchOptions(**options),
            transport=httpx.MockTransport(self),
            sleep=self.waited.append,
        )


def good(content=b"a,b\n1,2\n", **headers):
    return httpx.Response(200, content=content, headers={k.replace("_", "-"): v for k, v in headers.items()})


def test_fetch__keeps_the_name_and_the_whole_content(tmp_path):
    path = Server(good()).fetch(tmp_path)
    assert path.name == "2024-11-08_ILIARIRates.csv"
    assert path.read_bytes() == b"a,b\n1,2\n"
    assert [p.name for p in path.parent.iterdir() if p.suffix == ".part"] == []


def test_fetch__asks_whether_it_changed_and_gives_the_kept_file_when_not(tmp_path):
    server = Server(good(ETag='"v1"', Last_Modified="Fri, 08 Nov 2024 10:00:00 GMT"), httpx.Response(304))
    first, second = server.fetch(tmp_path), server.fetch(tmp_path)
    assert first == second
    assert "If-None-Match" not in server.asked[0].headers
    assert server.asked[1].headers["If-None-Match"] == '"v1"'
    assert server.asked[1].headers["If-Modified-Since"] == "Fri, 08 Nov 2024 10:00:00 GMT"


def test_fetch__a_changed_file_takes_the_place_of_the_kept_one(tmp_path):
    server = Server(good(ETag='"v1"'), good(b"new", ETag='"v2"'))
    server.fetch(tmp_path)
    assert server.fetch(tmp_path).read_bytes() == b"new"


def test_fetch__a_kept_file_that_was_touched_is_fetched_again(tmp_path):
    server = Server(good(ETag='"v1"'))
    server.fetch(tmp_path).write_bytes(b"spoilt")
    assert server.fetch(tmp_path).read_bytes() == b"a,b\n1,2\n"
    assert "If-None-Match" not in server.asked[1].headers


def test_fetch__two_addresses_with_one_name_do_not_meet(tmp_path):
    server = Server(good(b"1"), good(b"2"))
    one, two = server.fetch(tmp_path), server.fetch(tmp_path, URL + "?page=2")
    assert (one.read_bytes(), two.read_bytes(), one.name) == (b"1", b"2", two.name)


def test_fetch__waits_twice_as_long_each_time_or_as_long_as_asked(tmp_path):
    busy = httpx.Response(503)
    server = Server(
        busy, httpx.Response(429, headers={"Retry-After": "7"}), httpx.ReadTimeout("slow"), good()
    )
    server.fetch(tmp_path)
    assert server.waited == [1.0, 7.0, 4.0]


def test_fetch__heeds_a_retry_after_that_is_a_date(tmp_path):
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    server = Server(httpx.Response(429, headers={"Retry-After": at}), good())
    server.fetch(tmp_path)
    assert 50 < server.waited[0] <= 60


def test_fetch__gives_up_in_words(tmp_path):
    server = Server(httpx.ConnectError("no route to host"))
    with pytest.raises(FetchError, match=r"csv: gave up after 3 attempts; at last ConnectError: no route"):
        server.fetch(tmp_path, attempts=3)
    assert len(server.asked) == 3
    assert server.waited == [1.0, 2.0]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (httpx.Response(404), "the server answers 404 Not Found. Check the address"),
        (httpx.Response(401), "401 Unauthorized.*needs a login"),
        (
            httpx.Response(429, headers={"Retry-After": "9999"}),
            "429 Too Many Requests and asks to wait 9999 s",
        ),
        (httpx.Response(304), "the server answers 304"),
        (good(b"x" * 101), "larger than 100 bytes"),
        (httpx.Response(301, headers={"Location": URL}), "redirects"),
    ],
)
def test_fetch__is_refused_at_once_where_asking_again_is_no_use(tmp_path, answer, says):
    server = Server(answer)
    with pytest.raises(FetchError, match=says):
        server.fetch(tmp_path, largest=100)
    assert server.waited == []
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_fetch__an_answer_that_breaks_off_leaves_the_kept_file(tmp_path):
    class Broken(httpx.SyncByteStream):
        def __iter__(self):
            yield b"half"
            raise httpx.ReadError("connection lost")

    kept = Server(good(ETag='"v1"')).fetch(tmp_path)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=Broken()))
    with pytest.raises(FetchError, match="ReadError: connection lost"):
        fetch(URL, tmp_path, FetchOptions(attempts=2), transport=transport, sleep=lambda seconds: None)
    assert kept.read_bytes() == b"a,b\n1,2\n"
    assert sorted(p.name for p in kept.parent.iterdir()) == [".fetched.json", kept.name]
    assert json.loads((kept.parent / ".fetched.json").read_text("utf-8"))["etag"] == '"v1"'


def test_fetch__no_name_leads_out_of_the_folder(tmp_path):
    path = Server(good()).fetch(tmp_path, "https://example.org/%2E%2E%2F..%5C.hidden")
    assert path.parent.parent == tmp_path
    assert not path.name.startswith(".")
    assert Server(good()).fetch(tmp_path, "https://example.org/").name == "download"


def test_fetch__a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FetchError, match=r"cannot be kept in .*file.*Give another folder"):
        Server(good()).fetch(tmp_path / "file")


def test_fetch__other_addresses_and_options_out_of_bounds_are_refused(tmp_path):
    with pytest.raises(FetchError, match=r"'ftp://example.org/a' is no http or https address"):
        fetch("ftp://example.org/a", tmp_path)
    with pytest.raises(OptionError, match="attempts=0 is not usable: it must be 1 or more"):
        FetchOptions(attempts=0)
    with pytest.raises(OptionError, match="timeout=0 is not usable"):
        FetchOptions(timeout=0)
    with pytest.raises(OptionError, match="backoff=-1 is not usable"):
        FetchOptions(backoff=-1)


def test_fetch__an_answer_that_does_not_say_its_size_is_cut_short_at_the_bound(tmp_path):
    class Endless(httpx.SyncByteStream):
        def __iter__(self):
            while True:
                yield b"x" * 60

    transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=Endless()))
    with pytest.raises(FetchError, match=r"larger than 100 bytes. Raise largest"):
        fetch(URL, tmp_path, FetchOptions(largest=100), transport=transport)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
