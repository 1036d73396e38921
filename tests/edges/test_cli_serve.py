"""`tocsin serve` as a process: it answers, counts, logs nothing personal, and stops when it is told to."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest


class Served:
    """A server that was started; its words and its log are read at the end."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tocsin", "serve", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        self.address = re.search(r"http://[\d.]+:\d+", said)[0]

    def get(self, path: str) -> httpx.Response:
        for _ in range(300):
            try:
                return httpx.get(self.address + path, timeout=20)
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("it never answered")

    def stop(self, number: int) -> tuple[int, str]:
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


@pytest.fixture
def workspace(tmp_path, tocsin) -> str:
    assert tocsin("init", str(tmp_path / "alliance")).code == 0
    return str(tmp_path / "alliance")


@pytest.fixture
def serve(workspace) -> Iterator:
    started = []

    def start(*words: str) -> Served:
        started.append(Served(workspace, "--port", "0", *words))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.stop(signal.SIGTERM)  # and not with SIGKILL, which would leave its workers behind


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve__answers_and_stops_in_order(serve, workers, number):
    served = serve("--workers", workers)
    assert served.get("/healthz").json() == {"status": "ok"}
    assert "Sign in" in served.get("/sign-in").text
    code, errors = served.stop(number)
    assert code == 0
    assert "Traceback" not in errors


def test_serve__logs_lines_of_json_without_addresses_or_secrets(serve):
    served = serve()
    answer = served.get("/invitation/a-secret-of-somebody?email=anna@example.org")
    served.get("/nowhere/a-secret-of-somebody")
    _, errors = served.stop(signal.SIGTERM)
    lines = [json.loads(line) for line in errors.splitlines()]
    (one,) = [line for line in lines if line.get("route") == "/invitation/{secret}"]
    assert one["request"] == answer.headers["x-request-id"]
    assert (one["method"], one["status"]) == ("GET", 422)
    assert one["ms"] > 0
    assert "a-secret" not in errors
    assert "anna" not in errors
    assert [line["status"] for line in lines if line.get("route") == "-"] == [404]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serve__tells_prometheus_on_this_machine_alone(serve, workers):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    served = serve("--workers", workers, "--metrics-port", str(port))
    for _ in range(6):
        served.get("/healthz")
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert 'tocsin_requests_total{method="GET",route="/healthz",status="200"} 6.0' in text
    assert "tocsin_database_up 1.0" in text
    assert served.get("/metrics").status_code == 404


@pytest.mark.parametrize(("words", "limited"), [((), True), (("--forwarded-allow-ips", "127.0.0.1"), False)])
def test_serve__takes_a_proxys_word_on_addresses_only_where_it_is_named(serve, words, limited):
    served = serve(*words)
    served.get("/healthz")
    with httpx.Client() as client:
        found = {
            client.post(
                f"{served.address}/sign-in", data={"a": "b"}, headers={"x-forwarded-for": f"192.0.2.{n}"}
            ).status_code
            for n in range(80)
        }
    assert (429 in found) is limited


def test_serve__a_missing_workspace_says_what_to_do(tocsin, tmp_path):
    said = tocsin("serve", str(tmp_path / "nowhere"))
    assert (said.code, "[archive]" in said.err) == (2, True)
    assert "Make one: tocsin init" in said.err


@pytest.mark.parametrize("option", ["--port", "--metrics-port"])
def test_serve__a_port_in_use_is_said_in_a_sentence(tocsin, workspace, option):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = tocsin("serve", workspace, "--port", "0", option, port)
    assert said.code == 2
    assert f"{option[2:]}={port} is not usable: it must be one that is free at 127.0.0.1" in said.err


def test_serve__a_database_that_is_not_there_is_named_without_its_password(tocsin, workspace):
    said = tocsin("serve", workspace, "--database", "postgresql://anna:pass@127.0.0.1:1/x")
    assert said.code == 2
    assert "[unreachable]" in said.err
    assert ":pass@" not in said.err
