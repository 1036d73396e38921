"""What Prometheus is told: how many requests, how long they took, how full the ledger and the outbox are."""

import os
from collections.abc import Iterator
from tempfile import mkdtemp

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from tocsin.flows.board import BoardRoom
from tocsin.vocab.errors import OptionError, UnreachableError

_REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "tocsin_requests", "Requests that were answered.", ["method", "route", "status"], registry=_REGISTRY
)
SECONDS = Histogram(
    "tocsin_request_seconds", "Time to an answer.", ["route"], registry=_REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def note(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer."""
    REQUESTS.labels(method if method in METHODS else "other", route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


class Kept(Collector):
    """Numbers of the database, asked for when somebody asks for them."""

    def __init__(self, room: BoardRoom) -> None:
        self.room = room

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Whether the database answers; facts; e-mails that wait, and that were given up."""
        up = GaugeMetricFamily("tocsin_database_up", "1 = the database answers.")
        try:
            facts, (waiting, given_up) = self.room.ledger.newest(), self.room.books.outbox.waiting()
        except UnreachableError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        for name, said, value in (
            ("tocsin_facts", "Facts in the ledger.", facts),
            ("tocsin_mail_waiting", "E-mails that wait to be sent.", waiting),
            ("tocsin_mail_given_up", "E-mails that no server took.", given_up),
        ):
            yield GaugeMetricFamily(name, said, value=value)


def share_among_processes() -> str:
    """Let the processes that are started from here count together; to be called before any of them counts.

    Gives the folder of their numbers, to be removed at the end.
    """
    folder = mkdtemp(prefix="tocsin-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    return folder


def serve_measures(port: int, room: BoardRoom, *, together: bool) -> None:
    """Answer Prometheus at this machine's own address alone; there is no password.

    together  the numbers of several processes, see `share_among_processes`

    Raises OptionError for a port in use.
    """
    registry = CollectorRegistry() if together else _REGISTRY
    if together:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(Kept(room))
    try:
        start_http_server(port, addr="127.0.0.1", registry=registry)
    except OSError as error:
        bound = f"one that is free at 127.0.0.1 ({os.strerror(error.errno or 0)})"
        raise OptionError("metrics-port", port, bound) from None
