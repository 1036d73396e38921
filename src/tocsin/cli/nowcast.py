"""`tocsin nowcast`: what the newest periods will come to once everything is reported."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import polars as pl

SHOWN = 40  # rows; a screen, not a file


@click.command(short_help="Complete the newest counts by what is still to be reported.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--as-of", metavar="DATE", help="Use only what was published by that day. Default: everything.")
@click.option("--indicator", metavar="NAME", help="Workspace: which indicator.")
@click.option("--place", metavar="NAME", help="Workspace: which place.")
@click.option("--time", metavar="COL", help="Files: column of reference dates.")
@click.option("--report-date", metavar="COL", help="Files: column of report dates.")
@click.option("--delay", metavar="COL", help="Files: column of delays in periods, instead of report dates.")
@click.option("--count", metavar="COL", help="Files: column of counts.")
@click.option("--by", multiple=True, metavar="COL", help="Files: column that tells series apart; repeatable.")
@click.option(
    "--every", type=click.Choice(["week", "day", "month"]), default="week", show_default=True,
    help="Files: length of a period.",
)  # fmt: skip
@click.option(
    "--increments/--cumulative", default=True, show_default=True,
    help="Files: a count is what came with that report, or what then stood.",
)  # fmt: skip
@click.option("--total", type=int, default=1, show_default=True, help="Sum over so many periods, as 7 days.")
@click.option("--holiday", multiple=True, metavar="DATE", help="Public holiday (daily data); repeatable.")
@click.option("--out", metavar="FILE", help="Write .csv, .parquet or .json. Default: print.")
def nowcast(
    paths: tuple[str, ...],
    as_of: str | None,
    indicator: str | None,
    place: str | None,
    time: str | None,
    report_date: str | None,
    delay: str | None,
    count: str | None,
    by: tuple[str, ...],
    every: str,
    increments: bool,
    total: int,
    holiday: tuple[str, ...],
    out: str | None,
) -> None:
    """Say what the newest counts will come to, with their uncertainty.

    PATH is a workspace (tocsin init), or files in which every row has a reference date, a report date or
    delay, and a count. Without --out the nowcast is printed: a table on a terminal, plain CSV into a pipe.

    \b
    Example:
      tocsin nowcast reports.csv --time week --report-date published --count cases --by place
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.flows.nowcast import Delayed, nowcast_files, nowcast_workspace
    from tocsin.flows.workspace import is_workspace
    from tocsin.flows.writing import TABLES, check_output, write_table
    from tocsin.vocab.periods import parse_day

    day = parse_day(as_of) if as_of else None
    holidays = [parse_day(text) for text in holiday]
    path = check_output(out, TABLES, inputs=paths) if out else None
    with progress_bar() as progress:
        if len(paths) == 1 and is_workspace(paths[0]):
            frame = nowcast_workspace(
                paths[0], as_of=day, indicator=indicator, place=place, total=total, holidays=holidays,
                progress=progress,
            )  # fmt: skip
        else:
            if time is None or count is None or (report_date is None) == (delay is None):
                raise click.UsageError("Files need --time, --count, and either --report-date or --delay.")
            if indicator or place:
                raise click.UsageError("--indicator and --place choose from a workspace; files have --by.")
            delayed = Delayed(
                files=paths, time=time, count=count, report_date=report_date, delay=delay, by=by,
                every=every, cumulative=not increments,  # type: ignore[arg-type]
            )  # fmt: skip
            frame = nowcast_files(delayed, as_of=day, total=total, holidays=holidays, progress=progress)
        if path is not None:
            progress("Writing")
            write_table(frame, path)
    if sys.stdout.isatty():
        _show(frame)
        if path is not None:
            click.echo(f"Written to {path}.")
    elif path is None:
        click.echo(frame.write_csv(), nl=False)


def _show(frame: "pl.DataFrame") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    columns = [name for name in frame.columns if name not in ("horizon", "method")]
    for name in columns:
        numeric = name == "reported" or name.startswith("q0.")
        table.add_column(name, justify="right" if numeric else "left", no_wrap=numeric)
    for row in frame.head(SHOWN).select(columns).iter_rows():
        table.add_row(*(_cell(value) for value in row))
    Console().print(table)
    if frame.height > SHOWN:
        click.echo(f"... and {frame.height - SHOWN:,} more rows; --out FILE.csv writes them all.")


def _cell(value: object) -> str:
    if value is None:
        return ""
    return (
        f"{value:,.0f}"
        if isinstance(value, float) and value.is_integer()
        else f"{value}"
        if not isinstance(value, float)
        else f"{value:,.4g}"
    )
