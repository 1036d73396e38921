"""Reproduction numbers on the screen, or as plain CSV into a pipe."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tocsin.flows.rt_table import RtTable

SHOWN = 30  # rows; a screen, not a file


def show_rt(found: "RtTable", written: Path | None) -> None:
    """Print R and growth, or where they were written; nothing into a pipe once a file is written."""
    if sys.stdout.isatty():
        _show_table(found)
        if written is not None:
            click.echo(f"Written to {written}.")
    elif written is None:
        click.echo(found.to_frame().write_csv(), nl=False)


def _show_table(found: "RtTable") -> None:
    import polars as pl
    from rich.console import Console
    from rich.table import Table

    frame = found.to_frame()
    ranked = frame.sort(pl.col("r_low"), descending=True, nulls_last=True)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in found.panel.by:
        table.add_column(name, overflow="fold")
    for name in ("date", "cases", "R", "95 %", "growth a day", "doubles in"):
        table.add_column(name, justify="left" if name == "date" else "right", no_wrap=True)
    table.add_column("caveat")
    for row in ranked.head(SHOWN).iter_rows(named=True):
        keys = ["all" if row[name] is None else row[name] for name in found.panel.by]
        style = "bold red" if (row["r_low"] or 0) > 1 else None
        table.add_row(*keys, *_cells(row), style=style)
    Console().print(table)
    if frame.height > SHOWN:
        click.echo(f"... and {frame.height - SHOWN:,} more rows; --out FILE.csv writes them all.")


def _cells(row: dict[str, Any]) -> list[str]:
    def number(name: str, form: str) -> str:
        return "" if row[name] is None else format(row[name], form)

    between = "" if row["r"] is None else f"{row['r_low']:.2f} to {row['r_high']:.2f}"
    caveat = " ".join(filter(None, [row["caveat"], "on a nowcast" if row["nowcast"] else ""]))
    return [
        str(row["date"]), number("cases", ",.0f"), number("r", ".2f"), between, number("growth", "+.3f"),
        _doubling(row), caveat,
    ]  # fmt: skip


def _doubling(row: dict[str, Any]) -> str:
    """In words; nothing that the interval of the growth rate does not bear out."""
    low, high, days = row["growth_low"], row["growth_high"], row["doubling_days"]
    if low is None or high is None or days is None:
        return ""
    if low <= 0 <= high:
        return "not clear"
    return f"{days:.0f} days" if days > 0 else f"(halves in {-days:.0f} days)"
