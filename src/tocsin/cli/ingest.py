"""`tocsin ingest`: take published files into a workspace."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tocsin.flows.ingest import Ingested

_HOW = (
    click.option("--format", metavar="NAME", help="table (CSV, Parquet, Excel), or a reader's name."),
    click.option("--time", metavar="COL", help="Column of dates: 2025-02-14, 2025-W07 or 2025-02."),
    click.option("--count", metavar="COL", help="Column of counts."),
    click.option("--place", metavar="COL", help="Column of places."),
    click.option("--place-name", metavar="TEXT", help="The place, where no column says it."),
    click.option("--indicator", metavar="COL", help="Column that says what is counted."),
    click.option("--indicator-name", metavar="TEXT", help="What is counted, where no column says it."),
    click.option("--by", multiple=True, metavar="COL", help="Column that tells series apart; repeatable."),
    click.option("--every", type=click.Choice(["week", "day", "month"]), help="Length of a period."),
    click.option("--unit", metavar="TEXT", help="What a number counts. Default: cases."),
    click.option("--report-date", metavar="COL", help="Column of days of publication, in place of --as-of."),
    click.option(
        "--whole", "snapshots", flag_value="whole", help="A file holds all that stands; what is gone is "
        "withdrawn. Default."
    ),
    click.option("--increments", "snapshots", flag_value="increments", help="A file holds what is new."),
    click.option("--absent", type=click.Choice(["missing", "zero"]), help="What a period without a row is."),
    click.option("--duplicates", type=click.Choice(["error", "sum"]), help="Several rows for one cell."),
    click.option("--corrections", type=click.Choice(["error", "net", "keep"]), help="Negative counts."),
    click.option("--rates", is_flag=True, default=None, help="Fractional numbers are meant, not a mistake."),
    click.option("--status", metavar="COL", help="Column that says why a count is missing, such as late."),
    click.option("--line-list", is_flag=True, default=None, help="One row per case: count them."),
    click.option("--wide", is_flag=True, default=None, help="One column per date. No --time and no --count."),
    click.option("--sheet", metavar="NAME", help="Sheet of an Excel or ODS file."),
    click.option("--usual-delay", type=int, metavar="DAYS", help="Until enough is learnt."),
    click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="Option of a reader."),
)  # fmt: skip


def _how(command: Any) -> Any:
    for option in reversed(_HOW):
        command = option(command)
    return command


@click.command(short_help="Take published files into a workspace.")
@click.argument("folder", metavar="DIR")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--as-of", metavar="DATE", help="Day of publication, such as 2025-02-14.")
@click.option("--source", metavar="NAME", help="Who publishes; may be left out while there is only one.")
@_how
@click.option("--change", is_flag=True, help="Read the source otherwise than before, from now on.")
@click.option("--replace", is_flag=True, help="Accept a snapshot that contradicts the one of the same day.")
def ingest(
    folder: str,
    files: tuple[str, ...],
    as_of: str | None,
    source: str | None,
    change: bool,
    replace: bool,
    **how: Any,
) -> None:
    """Take files into a workspace, as published on one day.

    How a source is read is remembered in tocsin.toml: say it once. Files given together are one snapshot.
    Sending
    the same file twice changes nothing; files may come in any order.

    \b
    Example:
      tocsin ingest surveillance week07.csv --as-of 2025-02-19 --time week --count cases --place province
      tocsin ingest surveillance week08.csv --as-of 2025-02-26
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.flows.ingest import ingest as take_in
    from tocsin.flows.ingest import reader_options

    given = {name: value for name, value in how.items() if value is not None and value != ()}
    if "options" in given:
        given["options"] = reader_options(given["options"])
    with progress_bar() as progress:
        done = take_in(
            folder, files, as_of=as_of, source=source, given=given, change=change, replace=replace,
            progress=progress,
        )  # fmt: skip
    for line in lines(done):
        click.echo(line)


def lines(done: "Ingested") -> list[str]:
    """What the screen says of an ingest."""
    said = [f"Note: {note}" for note in done.notes]
    for added in done.added:
        for days, words in ((added.taken, "taken in"), (added.known, "there already, nothing changed")):
            if days:
                span = f"{days[0]}" if len(days) == 1 else f"{len(days):,} snapshots, {days[0]} to {days[-1]}"
                counts = (
                    f": {added.rows:,} reports, {added.changed:,} of them new or changed"
                    if days is added.taken
                    else ""
                )
                said.append(f"{added.source}, {span}: {words}{counts}.")
    if done.remembered:
        kind = {
            "whole": "whole snapshots (what is gone from the next one is withdrawn; if not so: "
            "--increments --change)",
            "increments": "increments (what is not in a file stands as it was)",
        }[done.settings.snapshots]
        said.append(f"Remembered how {done.source} is read: {kind}.")
    return said
