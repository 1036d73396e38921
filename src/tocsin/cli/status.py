"""`tocsin status`: what a workspace holds."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tocsin.flows.status import WorkspaceStatus

COLUMNS = {
    "source": "source",
    "indicator": "indicator",
    "every": "every",
    "series": "series",
    "first": "first",
    "last": "newest",
    "snapshots": "snapshots",
    "last_report": "last report",
    "usual_delay": "usual delay",
    "gaps": "gaps",
    "withdrawn": "withdrawn",
    "silent": "silent",
}
NUMBERS = {"series", "snapshots", "usual_delay", "gaps", "withdrawn", "silent"}


@click.command(short_help="Show what a workspace holds, and who has fallen silent.")
@click.argument("folder", metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
def status(folder: str, as_json: bool) -> None:
    """Show for each source and indicator what is there, what is missing, and who has fallen silent.

    \b
    Example:
      tocsin status surveillance
    """
    from tocsin.flows.status import status as look

    found = look(folder)
    if as_json:
        click.echo(found.to_json())
    elif sys.stdout.isatty():
        _draw(found)
    else:
        for line in lines(found):
            click.echo(line)


def lines(found: "WorkspaceStatus") -> list[str]:
    """The status as plain lines, columns parted by tabs."""
    rows = ["\t".join(COLUMNS.values())]
    rows += ["\t".join(_cells(row)) for row in found.sources.iter_rows(named=True)]
    return [_head(found), *(rows if found.sources.height else []), *_remarks(found)]


def _cells(row: dict[str, object]) -> list[str]:
    texts = {name: "" if row[name] is None else f"{row[name]}" for name in COLUMNS}
    for name in NUMBERS:
        texts[name] = f"{row[name]:,}"
    return [texts[name] + (" days" if name == "usual_delay" else "") for name in COLUMNS]


def _head(found: "WorkspaceStatus") -> str:
    if found.as_of is None:
        return f"{found.path}: empty. Take a first file in: tocsin ingest {found.path} FILE --as-of DATE ..."
    snapshots = f"{found.snapshots:,} snapshot{'' if found.snapshots == 1 else 's'}"
    files = f"{found.files:,} file{'' if found.files == 1 else 's'}"
    size = f"{found.size / 1e6:,.1f} MB" if found.size >= 1e5 else f"{found.size / 1e3:,.1f} kB"
    return f"{found.path} as of {found.as_of}: {snapshots}; {found.rows:,} rows in {files}, {size}."


def _remarks(found: "WorkspaceStatus") -> list[str]:
    said = [f"Silent: {name}; nothing of it came for longer than usual." for name in found.silent]
    alike: dict[tuple[str, int, tuple[str, ...]], list[str]] = {}
    for row in found.sources.filter(found.sources["silent"] > 0).iter_rows(named=True):
        if row["source"] not in found.silent:
            series = (row["source"], row["silent"], tuple(row["silent_series"]))
            alike.setdefault(series, []).append(row["indicator"])
    for (source, silent, names), indicators in alike.items():
        more = f" and {silent - len(names):,} more" if silent > len(names) else ""
        said.append(f"Silent in {source}, {'; '.join(indicators)}: {'; '.join(names)}{more}.")
    return said


def _draw(found: "WorkspaceStatus") -> None:
    from rich.console import Console
    from rich.table import Table

    from tocsin.vocab.periods import label

    console = Console()
    console.print(_head(found), highlight=False)
    if found.sources.height:
        table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
        table.add_column("source")
        table.add_column("indicator", overflow="fold")
        for words in ("series", "newest", "last\nreport", "usual\ndelay", "gaps", "with-\ndrawn", "silent"):
            table.add_column(words, justify="right", no_wrap=True)
        for row in found.sources.iter_rows(named=True):
            newest = label(row["last"], row["every"]) if row["last"] else ""
            cells = [row["source"], row["indicator"], f"{row['series']:,}", newest]
            cells += [f"{row['last_report']}", f"{row['usual_delay']} days"]
            cells += [f"{row[name]:,}" for name in ("gaps", "withdrawn", "silent")]
            table.add_row(*cells, style="red" if row["source"] in found.silent else "")
        console.print(table)
    for remark in _remarks(found):
        console.print(remark, style="yellow", highlight=False)
