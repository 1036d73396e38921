"""`tocsin restore`: a workspace from a copy."""

import click


@click.command(short_help="Make a workspace from a copy, once every fact of it is checked.")
@click.argument("file", metavar="FILE")
@click.argument("folder", metavar="DIR")
@click.option(
    "--database",
    metavar="URL",
    default="",
    help="Empty database for the ledger. Default: ledger.sqlite in DIR.",
)
def restore(file: str, folder: str, database: str) -> None:
    """Make a workspace in a new or empty folder from what tocsin backup wrote, in any kind of database.

    The whole chain is checked first; where it is broken nothing is restored.

    \b
    Example:
      tocsin restore alliance-2026-05-18.zip alliance-again
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.flows.restore import restore as bring_back

    with progress_bar() as progress:
        done = bring_back(file, folder, database, progress=progress)
    number = int(done.about.anchor.partition(":")[0])
    facts = f"{number:,} fact{'' if number == 1 else 's'}, all as recorded"
    click.echo(f"Restored {folder} as of {done.about.made}: {facts}. Its ledger is {done.database}.")
    if not done.reports:
        click.echo("The copy held no reports (tocsin backup --with-reports); take them in again.")
    if done.named:
        click.echo(f"tocsin.toml still names the database {done.named}; change it under [board].")
    click.echo(f"Put board.key back into {folder}; everybody signs in again.")
