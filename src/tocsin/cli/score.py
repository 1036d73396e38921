"""`tocsin score`: how good forecasts were, one row per model."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import polars as pl

    from tocsin.flows.score import Scoring


@click.command(short_help="Score forecasts against what came, model by model.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--truth", required=True, metavar="FILE", help="Table of observations by place and day.")
@click.option("--baseline", metavar="MODEL", help="Model that the others are set against.")
@click.option("--by", multiple=True, metavar="COL", help="Tell values of this column apart; may be repeated.")
@click.option(
    "--scale",
    type=click.Choice(["natural", "log"]),
    default="natural",
    show_default=True,
    help="Score counts, or log(count + 1): growth instead of size.",
)
@click.option(
    "--min-overlap",
    type=int,
    default=1,
    show_default=True,
    metavar="N",
    help="Shared forecasts that a comparison of two models needs.",
)
@click.option(
    "--crossing",
    type=click.Choice(["error", "sort"]),
    default="error",
    show_default=True,
    help="Quantiles that cross: refuse them, or sort them and say how many.",
)
@click.option(
    "--incomplete",
    type=click.Choice(["error", "leave"]),
    default="error",
    show_default=True,
    help="Forecasts that lack a level: refuse them, or leave them without score.",
)
@click.option(
    "--negative",
    type=click.Choice(["error", "zero"]),
    default="error",
    show_default=True,
    help="Quantiles below 0 on the log scale: refuse them, or take them as 0.",
)
@click.option("--out", metavar="FILE", help="Write .csv, .parquet or .json. Default: print.")
def score(files: tuple[str, ...], truth: str, out: str | None, **options: Any) -> None:
    """Score quantile forecasts by the weighted interval score, bias and coverage.

    FILE is model output of a hub: a file named DATE-TEAM-MODEL.csv, a folder of such files, or a hub. Models
    are compared on the forecasts that they share; what a model lacks is counted, never filled in.

    \b
    Example:
      tocsin score model-output --truth truth.csv --baseline team-baseline --by horizon
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.flows.score import score_files
    from tocsin.flows.writing import TABLES, check_output, write_table

    path = check_output(out, TABLES, inputs=[*files, truth]) if out else None
    with progress_bar() as progress:
        scoring = score_files(files, truth, progress=progress, **options)
    if path is not None:
        write_table(scoring.table, path)
    _show(scoring, options["by"], written=str(path) if path else None)


def _show(scoring: "Scoring", by: tuple[str, ...], *, written: str | None) -> None:
    import sys

    if sys.stdout.isatty():
        _show_table(scoring.table, by)
        for note in scoring.notes:
            click.echo(note)
        if written is not None:
            click.echo(f"Written to {written}.")
        return
    for note in scoring.notes:
        click.echo(note, err=True)
    if written is None:
        click.echo(scoring.table.write_csv(), nl=False)


_HEADS = {
    "n": "n", "lacking": "lacks", "wis": "WIS", "bias": "bias", "coverage_50": "in 50 %",
    "coverage_95": "in 95 %", "shared": "shared", "relative_wis": "rel. WIS", "skill": "skill",
}  # fmt: skip


def _show_table(frame: "pl.DataFrame", by: tuple[str, ...]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in (*by, "model"):
        table.add_column(name, overflow="fold")
    shown = [name for name in _HEADS if name in frame.columns]
    for name in shown:
        table.add_column(_HEADS[name], justify="right", no_wrap=True)
    for row in frame.iter_rows(named=True):
        keys = [escape("" if row[name] is None else str(row[name])) for name in (*by, "model")]
        table.add_row(*keys, *(_number(row[name]) for name in shown))
    Console().print(table)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return (
        f"{value:,}" if isinstance(value, int) else f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"
    )
