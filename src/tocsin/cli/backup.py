"""`tocsin backup`: a copy of a workspace in one file."""

import click

from tocsin.cli.ledger_options import database_option


@click.command(short_help="Copy the ledger and settings of a workspace into one file.")
@click.argument("folder", metavar="DIR")
@click.option("--out", required=True, metavar="FILE", help="The copy; its name ends in .zip.")
@database_option
@click.option("--with-reports", is_flag=True, help="Copy the reports too.")
def backup(folder: str, out: str, database: str, with_reports: bool) -> None:
    """Copy facts, accounts and files of a workspace as they are at one moment, while others go on working.

    Sessions are left out, and so is board.key, without which second factors cannot be read: keep a copy of
    it in another place.

    \b
    Example:
      tocsin backup alliance --out alliance-2026-05-18.zip
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.flows.backup import backup as copy

    with progress_bar() as progress:
        about = copy(folder, out, database, with_reports=with_reports, progress=progress)
    number = int(about.anchor.partition(":")[0])
    click.echo(
        f"Copied {folder} to {out}: {number:,} fact{'' if number == 1 else 's'}, anchor {about.anchor}."
    )
    if about.fault:
        click.echo(f"The ledger is not whole, and neither is the copy. {about.fault}", err=True)
        click.get_current_context().exit(2)
    click.echo(f"Keep {folder}/board.key too, in another place than this file.")
