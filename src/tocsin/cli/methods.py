"""`tocsin methods`: what exists, and what one method is."""

import sys
from textwrap import fill
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tocsin.flows.methods import BrokenMethod, MethodPage


@click.command(short_help="List the detection methods, or explain one.")
@click.argument("name", required=False)
def methods(name: str | None) -> None:
    """List the detection methods with the history each needs, or explain NAME and its options.

    \b
    Example:
      tocsin methods farrington-flexible
    """
    from tocsin.flows.methods import describe_method, list_methods

    if name is not None:
        _explain(describe_method(name))
    elif sys.stdout.isatty():
        _table(list_methods())
    else:
        for page in list_methods():
            click.echo("\t".join([page.name, *_cells(page)]))


def _cells(page: "MethodPage | BrokenMethod") -> list[str]:
    from tocsin.flows.methods import BrokenMethod

    if isinstance(page, BrokenMethod):
        return [f"cannot be loaded: {page.error}", "", "", ""]
    history = ", ".join(f"{n} {every}s" for every, n in page.history.items())
    return [page.title, ", ".join(page.periods), history, page.source]


def _table(pages: "list[MethodPage | BrokenMethod]") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 1, 0))
    for head in ("name", "what it is", "periods", "history needed", "source"):
        table.add_column(head, no_wrap=head == "name", overflow="fold")
    for page in pages:
        table.add_row(f"[bold]{page.name}[/bold]", *(escape(cell) for cell in _cells(page)))
    Console().print(table)


def _explain(page: "MethodPage") -> None:
    click.echo(f"{page.name}: {page.title}\n\n{page.text}\n\nHistory needed: {_cells(page)[2]}\n")
    click.echo("Options (--option KEY=VALUE)")
    width = max((len(f"{o.name}={o.default}") for o in page.options), default=0)
    for option in page.options:
        label = f"  {option.name}={option.default}".ljust(width + 4)
        text = f"{option.type}; {option.meaning}"
        click.echo(fill(text, 110, initial_indent=label, subsequent_indent=" " * len(label)))
