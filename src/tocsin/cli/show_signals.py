"""Signals on a screen: those above first and a line that sums up; plain CSV into a pipe."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import polars as pl

    from tocsin.panel import Signals

SHOWN = 30  # rows; a screen, not a file


def show_signals(signals: "Signals", written: Path | None) -> None:
    """Print signals, or where they were written; nothing into a pipe once a file is written."""
    if sys.stdout.isatty():
        _show_table(signals.to_frame(), signals.panel.by)
        click.echo(summary(signals))
        if written is not None:
            click.echo(f"Written to {written}.")
    elif written is None:
        click.echo(signals.to_frame().write_csv(), nl=False)


def summary(signals: "Signals") -> str:
    """What was judged and with what answer, in one line."""
    import numpy as np

    from tocsin.vocab.status import Reason, Status

    labels = signals.periods.labels()
    span = labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
    n = {status: int((signals.status == status).sum()) for status in Status}
    reasons = [
        f"{reason.word} {count:,}"
        for reason in Reason
        if reason is not Reason.NONE and (count := int((signals.reason == reason).sum()))
    ]
    methods = ", ".join(np.unique(signals.method.astype(str)).tolist())
    why = f" ({', '.join(reasons)})" if reasons else ""
    return (
        f"{span}, {len(signals.status):,} series, {methods}: {n[Status.ABOVE]:,} above, "
        f"{n[Status.BELOW]:,} below, {n[Status.UNJUDGED]:,} unjudged{why}."
    )


def _show_table(frame: "pl.DataFrame", by: list[str]) -> None:
    import polars as pl
    from rich.console import Console
    from rich.table import Table

    order = {"above": 0, "below": 1, "unjudged": 2}
    ranked = frame.sort(
        pl.col("status").replace_strict(order), pl.col("p_value"), pl.col("observed"),
        descending=[False, False, True], nulls_last=True,
    )  # fmt: skip
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in by:
        table.add_column(name, overflow="fold")
    for name in ("date", "observed", "expected", "upper", "p_value", "status"):
        table.add_column(name, justify="left" if name in ("date", "status") else "right", no_wrap=True)
    for row in ranked.head(SHOWN).iter_rows(named=True):
        words = row["status"] if not row["reason"] else f"{row['status']}: {row['reason']}"
        numbers = [_number(row[name]) for name in ("observed", "expected", "upper", "p_value")]
        keys = ["all" if row[name] is None else row[name] for name in by]
        style = "bold red" if row["status"] == "above" else None
        table.add_row(*keys, str(row["date"]), *numbers, words, style=style)
    Console().print(table)
    if frame.height > SHOWN:
        click.echo(f"... and {frame.height - SHOWN:,} more rows; --out FILE.csv writes them all.")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 or value.is_integer() else f"{value:.2g}"
