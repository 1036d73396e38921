"""`tocsin audit show`: the facts, one a line."""

import click

from tocsin.cli.ledger_options import database_option, ledger_folder


@click.command(short_help="Print the facts as lines of JSON.")
@ledger_folder
@database_option
@click.option("--stream", default="", metavar="NAME", help="Of one thing alone, such as event/7kq2m9xd.")
@click.option("--after", type=click.IntRange(min=0), default=0, metavar="N", help="Above this number alone.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="So many at most.")
def show(folder: str, database: str, stream: str, after: int, limit: int | None) -> None:
    """Print facts in their order, each as the JSON that was hashed, and its hash.

    \b
    Example:
      tocsin audit show alliance --stream event/7kq2m9xd
    """
    from tocsin.flows.audit import facts

    for line in facts(folder, database, stream=stream, after=after, limit=limit):
        click.echo(line)
