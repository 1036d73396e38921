"""`tocsin init`: make a workspace."""

import click


@click.command(short_help="Make a workspace: a folder that remembers every number by day of publication.")
@click.argument("folder", metavar="DIR")
def init(folder: str) -> None:
    """Make a workspace in a new or empty folder, or at an S3 address.

    \b
    Example:
      tocsin init surveillance
    """
    from tocsin.flows.workspace import make_workspace

    _, new = make_workspace(folder)
    if not new:
        click.echo(f"{folder} already is a workspace; nothing was changed.")
        return
    click.echo(f"Made the workspace {folder}. Next, take a first file in, such as:")
    click.echo(
        f"  tocsin ingest {folder} cases.csv --as-of 2025-02-14 --time week --count cases --place province"
    )
