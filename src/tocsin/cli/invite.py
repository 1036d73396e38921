"""`tocsin invite`: a link by which somebody gets an account."""

import click

from tocsin.cli.ledger_options import database_option


@click.command(short_help="Print a link by which somebody gets an account on the board.")
@click.argument("folder", metavar="DIR")
@database_option
@click.option("--email", required=True, metavar="ADDRESS", help="With which they will sign in.")
@click.option("--member", default="", metavar="CODE", help="Member they belong to, see: tocsin members.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(
        ["reader", "analyst", "focal-point", "delegate", "head", "secretariat", "administrator"]
    ),
    help="What they may do; may be repeated.",
)
@click.option("--lost", is_flag=True, help="Also take away the second factor of an account that exists.")
def invite(folder: str, database: str, email: str, member: str, roles: tuple[str, ...], lost: bool) -> None:
    """Print the link of an invitation: it holds for a week and for one use. Nothing is sent.

    This is for the first administrator of each member; administrators invite the others on the pages of the
    board. For an address that has an account the link lets its owner choose a new password.

    \b
    Example:
      tocsin invite alliance --email anna@example.org --member XA --role administrator
    """
    from tocsin.events.people import Role
    from tocsin.flows.console import invitation

    chosen = [Role(role) for role in roles]
    click.echo(invitation(folder, database, email=email, member=member, roles=chosen, lost=lost))
