"""Findings on a screen: one sentence each, in their order; nothing into a pipe."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tocsin.cluster.finding import Watch

SHOWN = 5


def show_findings(watch: "Watch", written: Sequence[Path], *, always: bool = False) -> None:
    """Print the first findings, what was set apart, and where the files are."""
    if not (always or sys.stdout.isatty()):
        return
    for line in lines(watch):
        click.echo(line)
    for path in written:
        click.echo(f"Written: {path}")


def lines(watch: "Watch") -> list[str]:
    """What the screen says of a watch."""
    from tocsin.report import sentence
    from tocsin.vocab.status import Status

    found, unjudged = watch.findings, int((watch.signals.status[:, -1] == Status.UNJUDGED).sum())
    period, total = watch.signals.periods.labels()[-1], len(watch.signals.status)
    n = len(found) + watch.more
    first = f"{period}: {n:,} finding{'' if n == 1 else 's'} in {total:,} series"
    said = [f"{first}; {len(watch.artefacts):,} set apart as artefacts; {unjudged:,} series not judged."]
    said += [f"{finding.rank:>3}. {sentence(finding, watch)}" for finding in found[:SHOWN]]
    if n > SHOWN:
        said.append(f"     ... and {n - SHOWN:,} more.")
    for artefact in watch.artefacts[:SHOWN]:
        names = ", ".join(value for value in artefact.key.values() if value is not None) or "several series"
        was = f"{artefact.observed:,.0f} after {artefact.before:,.0f} a period"
        said.append(f"  -  {artefact.kind.value}: {names}; {was}")
    return said
