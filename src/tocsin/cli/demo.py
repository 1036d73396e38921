"""`tocsin demo`: the whole way once, on a simulated alliance."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tocsin.flows.demo_board import DemoBoard

TABLES = ("counts.csv", "borders.csv", "report.html", "report.ru.html", "report.zh.html", "findings.json")


@click.command(short_help="Simulate an alliance, watch it, write the report.")
@click.option("--out", default="demo", show_default=True, metavar="DIR", help="Folder for the files.")
@click.option(
    "--code", default="", metavar="ADDRESS", help="Only print the code with which somebody signs in now."
)
def demo(out: str, code: str) -> None:
    """Simulate eight members with their provinces and diseases, watch them, and write the report.

    Then publish the same counts Monday by Monday, late and revised as in life, into a workspace, watch the
    last Monday with what was known on it, and fill the workspace's board with a past year of events.

    With --code it makes nothing: it prints the code of the second factor of somebody on that board, which on
    a real board is in a telephone. Each code is good once.

    \b
    Example:
      tocsin demo --out demo
      tocsin demo --code focal-point.xa@example.org
    """
    if code:
        _print_code(Path(out), code)
        return
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
    if made.aside is not None:
        click.echo(f"\nThe workspace of an earlier week is now {made.aside}.")
    _show_board(made.board, out)


def _print_code(out: Path, address: str) -> None:
    from tocsin.flows.demo_people import code_of

    found = code_of(out / "workspace", address, at=datetime.now(UTC))
    click.echo(found or f"{address} has no second factor; leave the field empty.")


def _show_board(board: "DemoBoard", out: str) -> None:
    where = "" if out == "demo" else f' --out "{out}"' if " " in out else f" --out {out}"
    click.echo(
        "\nThe board, with a past year of events, and the outbreak waiting for triage:"
        if board.new
        else "\nThe board, as it was left:"
    )
    click.echo(f"  tocsin serve {board.folder}")
    click.echo("Open http://xa.localhost:8000 and be the focal point of Arvania:")
    click.echo("  E-mail address  focal-point.xa@example.org")
    click.echo(f"  Password        {board.password}")
    click.echo(f"  Code            tocsin demo{where} --code focal-point.xa@example.org")
    click.echo(f"Everybody else on it: {board.people}. Be another one at the same time at another address,")
    click.echo("such as http://xb.localhost:8000: each is a visit of its own.")
