"""`tocsin replay`: the watch week by week, with what was known then."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tocsin.flows.replay_record import Replay


@click.command(short_help="Watch the past week by week, as it was known then; learn an alarm budget.")
@click.argument("workspace", metavar="DIR")
@click.option("--from", "first", required=True, metavar="DATE", help="First day as of which to watch.")
@click.option("--to", "last", required=True, metavar="DATE", help="Last day; every seventh in between.")
@click.option(
    "--budget", type=float, metavar="N", help="Learn the level at which there were N findings a week."
)
@click.option(
    "--labels", metavar="FILE", help="Outbreaks: key columns, start, end. Gives POD, delay, false alarms."
)
@click.option(
    "--threshold",
    default="ears-c2",
    show_default=True,
    metavar="RULE",
    help="What to compare with: a count, a method, or a file of alert dates (key columns, date).",
)
@click.option(
    "--complete",
    type=click.Choice(["nowcast"]),
    help="Judge incomplete newest counts by their nowcast, and say so.",
)
@click.option("--out", metavar="FILE", help="Write .json (everything) or .csv (one row a week).")
def replay(
    workspace: str,
    first: str,
    last: str,
    budget: float | None,
    labels: str | None,
    threshold: str,
    complete: str | None,
    out: str | None,
) -> None:
    """Run the watch as of every week of the past, and say what it would have told.

    DIR is a workspace (tocsin init). Each week sees only what had been published by then. Findings are
    compared with the first day on which a simple threshold alarmed, and with outbreak labels.

    \b
    Example:
      tocsin replay alliance --from 2025-05-19 --to 2026-05-18 --budget 10
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.cli.show_replay import show_replay
    from tocsin.flows.replay_workspace import replay_workspace, write_replay
    from tocsin.flows.writing import check_output
    from tocsin.vocab.periods import parse_day

    path = check_output(out, (".json", ".csv"), inputs=[labels] if labels else []) if out else None
    with progress_bar() as progress:
        done: Replay = replay_workspace(
            workspace, parse_day(first), parse_day(last), budget=budget, labels=labels, threshold=threshold,
            complete=complete, progress=progress,
        )  # fmt: skip
        if path is not None:
            write_replay(done, path)
    show_replay(done, path)
