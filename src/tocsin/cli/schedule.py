"""`tocsin schedule`: watch a workspace at set times and put what is found on its board."""

import time
from datetime import UTC, datetime
from typing import Literal

import click

from tocsin.cli.ledger_options import database_option, ledger_folder


@click.command(short_help="Watch at set times, and put what is found on the board.")
@ledger_folder
@database_option
@click.option(
    "--every",
    type=click.Choice(["hour", "day", "week"]),
    default="week",
    show_default=True,
    help="How often to watch.",
)
@click.option(
    "--at", "moment", default="Mon 07:00", show_default=True, metavar="TIME",
    help='When, UTC: "Mon 07:00" of a week, "07:00" of a day, ":15" of an hour.',
)  # fmt: skip
def schedule(folder: str, database: str, every: Literal["hour", "day", "week"], moment: str) -> None:
    """Stay in the foreground; at the set times watch, and put what is found on the board.

    Every minute rounds of assessment whose time is up are opened. Nothing is taken in: that is for
    tocsin ingest. With cron or a systemd timer, use tocsin watch DIR --board instead.

    \b
    Example:
      tocsin schedule alliance --every week --at "Mon 07:00"
    """
    from tocsin.flows.board_findings import board_of
    from tocsin.flows.schedule import do_what_is_due, keep, read_times, watch_onto_board

    times = read_times(every, moment)
    with board_of(folder, database):
        pass  # what is wrong with workspace or ledger is said now, not on Monday
    keep(
        times,
        watch=lambda at: watch_onto_board(folder, database, at=at).said(),
        due=lambda at: do_what_is_due(folder, database, at=at),
        clock=lambda: datetime.now(UTC),
        wait=time.sleep,
        say=lambda line: click.echo(line, err=True),
    )
