"""How a command names a workspace that has a ledger, and a database elsewhere."""

import click

ledger_folder = click.argument("folder", metavar="[DIR]", default=".")
database_option = click.option(
    "--database",
    metavar="URL",
    default="",
    help="Ledger: sqlite:////folder/file or postgresql://user@host/name. Default: what tocsin.toml names, or "
    "ledger.sqlite in DIR.",
)
