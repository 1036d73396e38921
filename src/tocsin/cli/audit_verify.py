"""`tocsin audit verify`: whether the ledger is whole."""

import json

import click

from tocsin.cli.ledger_options import database_option, ledger_folder


@click.command(short_help="Check that no fact was changed, removed or moved.")
@ledger_folder
@database_option
@click.option(
    "--anchor",
    default="",
    metavar="NUMBER:HASH",
    help="What an earlier verify printed: up to there nothing may differ or be missing.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
def verify(folder: str, database: str, anchor: str, as_json: bool) -> None:
    """Check every fact against its hash, and every hash against the next fact.

    The exit code is 0 where all is as it was recorded, 2 where it is not. Only an anchor that was kept
    elsewhere shows that facts are missing at the end, or that the whole chain was made anew.

    \b
    Example:
      tocsin audit verify alliance
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.flows.audit import verify as check

    with progress_bar() as progress:
        found = check(folder, database, anchor=anchor, progress=progress)
    if as_json:
        click.echo(json.dumps({"facts": found.facts, "anchor": found.anchor}))
        return
    click.echo(f"{found.facts:,} fact{'' if found.facts == 1 else 's'}, all as recorded.")
    click.echo(f"Anchor to keep elsewhere: {found.anchor}")
