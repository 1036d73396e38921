"""`tocsin audit`: its two commands."""

import click

from tocsin.cli.audit_show import show
from tocsin.cli.audit_verify import verify


@click.group(short_help="Check the ledger of facts, or print it.")
def audit() -> None:
    """Check that no fact of the ledger was changed, removed or moved; or print the facts.

    \b
    Example:
      tocsin audit verify alliance
    """


audit.add_command(verify)
audit.add_command(show)
