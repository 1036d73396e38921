"""`tocsin demo`: the whole way once, on a simulated alliance."""

from datetime import UTC, datetime
from pathlib import Path

import click

TABLES = ("counts.csv", "borders.csv", "report.html", "report.ru.html", "report.zh.html", "findings.json")


@click.command(short_help="Simulate an alliance, watch it, write the report.")
@click.option("--out", default="demo", show_default=True, metavar="DIR", help="Folder for the files.")
def demo(out: str) -> None:
    """Simulate eight members with their provinces and diseases, watch them, and write the report.

    Then publish the same counts Monday by Monday, late and revised as in life, into a workspace, and watch
    the last Monday with what was known on it.

    \b
    Example:
      tocsin demo --out demo
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.cli.show_findings import show_findings
    from tocsin.flows.demo import make_demo

    with progress_bar() as progress:
        made = make_demo(Path(out), made_at=datetime.now(UTC), progress=progress)
    click.echo("A simulated alliance of eight members. Put into its newest weeks on purpose:")
    for planted in made.planted:
        click.echo(f"  - {planted.what}: {planted.disease or 'all diseases'}, {', '.join(planted.provinces)}")
    click.echo("\nWhat the watch found once all counts had come in:")
    show_findings(made.watch, [made.written[name] for name in TABLES], always=True)
    click.echo(f"\nOpen in a browser: {made.written['report.html'].resolve().as_uri()}")
    click.echo(f"The same again:    {made.command}")
    click.echo(
        "On your own table: put its name in place of counts.csv, its columns after --time, --count and --by."
    )
    click.echo("\nWhat it found on the last Monday, with what had been published by then:")
    results = [path for name, path in made.written.items() if name.startswith("workspace/")]
    show_findings(made.published, results, always=True)
    click.echo(f"\nOpen in a browser: {results[0].resolve().as_uri()}")
    click.echo("Nowcast, reproduction number, forecast, and how they did lately, are there. Ask it more:")
    for command in made.again:
        click.echo(f"  {command}")
