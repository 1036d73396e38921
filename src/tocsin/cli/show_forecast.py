"""A forecast on the screen, or as plain CSV into a pipe."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tocsin.panel import Forecast

SHOWN = 40  # rows; a screen, not a file
LEVELS = (0.025, 0.25, 0.5, 0.75, 0.975)


def show_forecast(made: "Forecast", written: Path | None) -> None:
    """Print a forecast, or where it was written; nothing into a pipe once a file is written."""
    from tocsin.flows.forecast import forecast_table

    if sys.stdout.isatty():
        _show_table(made)
        if written is not None:
            click.echo(f"Written to {written}.")
    elif written is None:
        click.echo(forecast_table(made).write_csv(), nl=False)


def _show_table(made: "Forecast") -> None:
    from rich.console import Console
    from rich.table import Table

    from tocsin.flows.forecast import forecast_table

    frame = forecast_table(made)
    shown = [f"q{level:g}" for level in LEVELS]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in (*made.by, "date"):
        table.add_column(name, overflow="fold")
    for level in LEVELS:
        table.add_column(f"{100 * level:g} %", justify="right", no_wrap=True)
    for row in frame.head(SHOWN).iter_rows(named=True):
        keys = ["all" if row[name] is None else row[name] for name in made.by]
        table.add_row(*keys, str(row["date"]), *(_cell(row[name]) for name in shown))
    Console().print(table)
    if frame.height > SHOWN:
        click.echo(f"... and {frame.height - SHOWN:,} more rows; --out FILE.csv writes them all.")
    click.echo(f"Method: {made.method}.")


def _cell(value: float | None) -> str:
    if value is None:
        return "no answer"
    return f"{value:,.0f}" if value.is_integer() or value >= 1000 else f"{value:,.4g}"
