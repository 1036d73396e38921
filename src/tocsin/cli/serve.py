"""`tocsin serve`: the board in a browser."""

import os
import shutil
import signal
import socket
import sys
from typing import Any

import click

from tocsin.cli.ledger_options import database_option, ledger_folder
from tocsin.vocab.errors import OptionError

PATIENCE = 20  # seconds for requests that are being answered when the server is stopped


@click.command(short_help="Serve the board of a workspace to browsers and programs.")
@ledger_folder
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Its port; 0 = a free one.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer."
)
@click.option(
    "--forwarded-allow-ips",
    default="",
    metavar="ADDRESSES",
    help="Proxies, with commas, whose word on where a request came from is taken. Default: nobody's.",
)
@click.option(
    "--metrics-port",
    type=click.IntRange(1, 65_535),
    metavar="PORT",
    help="Answer Prometheus at http://127.0.0.1:PORT/metrics, without a password. Default: not at all.",
)
def serve(
    folder: str, database: str, host: str, port: int, workers: int, forwarded_allow_ips: str,
    metrics_port: int | None,
) -> None:  # fmt: skip
    """Serve the board until it is stopped: with Ctrl-C, or by a service manager with SIGTERM.

    What is being answered then is answered to the end, for up to 20 seconds, and the exit code is 0.

    \b
    Example:
      tocsin serve alliance --port 8000
    """
    import uvicorn

    from tocsin.flows.serve import HANDED_OVER, Serving, open_board
    from tocsin.web.log import Observed, log_to_stderr
    from tocsin.web.measures import serve_measures, share_among_processes

    serving = Serving(folder=folder, database=database, workers=workers)
    opened = open_board(serving)  # with several workers too: what is wrong is said here, and once
    together = workers > 1
    counts = share_among_processes() if together else ""
    try:
        with _listen(host, port) as door:
            if metrics_port is not None:
                serve_measures(metrics_port, opened.room, together=together)
            address = f"http://{f'[{host}]' if ':' in host else host}:{door.getsockname()[1]}"
            click.echo(f"The board of {folder} is at {address}. Stop it with Ctrl-C.")
            log_to_stderr()
            signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))  # to be stopped is how it ends
            how: dict[str, Any] = {
                "fd": door.fileno(), "workers": workers, "timeout_graceful_shutdown": PATIENCE,
                "log_config": None, "access_log": False, "server_header": False,
                "proxy_headers": bool(forwarded_allow_ips), "forwarded_allow_ips": forwarded_allow_ips,
            }  # fmt: skip
            if together:
                os.environ[HANDED_OVER] = serving.written()
                uvicorn.run("tocsin.web.serving:app_of_worker", factory=True, **how)
            else:
                from tocsin.web.serving import app_of

                uvicorn.run(Observed(app_of(serving, opened)), **how)
    finally:
        opened.room.books.close()
        shutil.rmtree(counts, ignore_errors=True)


def _listen(host: str, port: int) -> socket.socket:
    """The socket, bound before anything else starts, so that a port in use is said in a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise OptionError(
            "port", port, f"one that is free at {host} ({os.strerror(error.errno or 0)})"
        ) from None
    return door
