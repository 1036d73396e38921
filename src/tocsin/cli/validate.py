"""`tocsin validate`: every fault of forecast files, where it is and what to do."""

from typing import Any

import click

BAD_INPUT = 2
SHOWN = 40  # faults on a screen; --json tells all


@click.command(short_help="Check forecast files before a hub does.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--hub", metavar="DIR", help="Folder of the hub, or its hub-config/tasks.json: its own rules.")
@click.option(
    "--level",
    "levels",
    type=float,
    multiple=True,
    metavar="NUMBER",
    help="Quantile level to expect without --hub; may be repeated. Default: the usual 23.",
)
@click.option("--truth", metavar="FILE", help="Observations: values far beyond a series' past are faults.")
@click.option(
    "--explode",
    type=float,
    default=100.0,
    show_default=True,
    metavar="TIMES",
    help="Too far is this many times the largest past value of the series.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every fault.")
def validate(files: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Check model-output files of forecast hubs (hubverse): names, columns, tasks, levels, numbers.

    All faults of all files are told together, each with row, column, value, what is allowed and what to do.
    The exit code is 0 where there is none, 2 where there is one.

    \b
    Example:
      tocsin validate 2025-01-08-team-model.csv --hub my-hub
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.flows.validate import faults_json, validate_files

    with progress_bar() as progress:
        faults = validate_files(files, progress=progress, **options)
    told = [fault for found in faults.values() for fault in found]
    if as_json:
        click.echo(faults_json(faults), nl=False)
    else:
        for fault in told[:SHOWN]:
            click.echo(fault.sentence)
        if len(told) > SHOWN:
            click.echo(f"... and {len(told) - SHOWN:,} more faults; --json tells all.")
        clean = sum(not found for found in faults.values())
        files_, faults_ = _number(len(faults), "file"), _number(len(told), "fault")
        click.echo(f"{files_} checked: {clean:,} without fault, {faults_} in all.")
    if told:
        click.get_current_context().exit(BAD_INPUT)


def _number(n: int, word: str) -> str:
    return f"{n:,} {word}{'' if n == 1 else 's'}"
