"""`tocsin watch`: from files, or from a workspace, to a report of findings."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.ledger_options import database_option
from tocsin.cli.reading_options import reading_options
from tocsin.flows.reading import Reading

if TYPE_CHECKING:
    from tocsin.report import Lang

_HOW = {
    "method": "--method", "options": "--option", "place": "--place", "borders": "--borders",
    "trees": "--tree", "total": "--total", "fdr": "--fdr", "level": "--level", "complete": "--complete",
}  # fmt: skip


@click.command(short_help="Rank and explain what deserves attention; write a report.")
@reading_options
@click.option(
    "--method", default="farrington-flexible", show_default=True, metavar="NAME", help="See: tocsin methods."
)
@click.option(
    "--option", "options", multiple=True, metavar="KEY=VALUE", help="Option of the method; may be repeated."
)
@click.option(
    "--to", "end", metavar="DATE", help="Period to judge; later ones are not looked at. Default: the newest."
)
@click.option("--place", metavar="COL", help="The --by column that holds places.")
@click.option("--borders", metavar="FILE", help="Two columns, one pair of neighbouring places a row.")
@click.option(
    "--tree",
    "trees",
    multiple=True,
    metavar='"COL>COL"',
    help='Judge sums too, wide column to narrow: "country>province"; one column alone is summed up whole.',
)
@click.option("--total", metavar="NAME", help="What the files call a sum they already hold, such as Total.")
@click.option(
    "--fdr", type=float, default=0.05, show_default=True, help="Share of findings that may be chance."
)
@click.option(
    "--level",
    type=float,
    metavar="P",
    help="p-value that makes a count unusual, in place of the method's bound and --fdr.",
)
@click.option("--top", type=int, metavar="N", help="Keep the first N findings. Default: all.")
@click.option(
    "--lang",
    type=click.Choice(["en", "ru", "zh"]),
    default="en",
    show_default=True,
    help="Language of the report.",
)
@click.option(
    "--out",
    metavar="REPORT.html",
    help="Where the report goes; one file, no network needed. Default: results/DAY.html of a workspace.",
)
@click.option("--as-of", metavar="DATE", help="Workspace: watch with what was known at the end of that day.")
@click.option(
    "--complete",
    type=click.Choice(["nowcast"]),
    help="Workspace: judge incomplete newest counts by their nowcast, and say so.",
)
@click.option("--json", "json_out", metavar="FILE", help="The findings for programs, too.")
@click.option("--board", is_flag=True, help="Workspace: put the findings on its board, too.")
@database_option
def watch(reading: Reading, workspace: bool, **given: Any) -> None:
    """Judge the newest period and write a report of what deserves attention, first things first.

    FILE is CSV, Parquet, Arrow, Excel or ODS, or a folder of them. Or give one workspace (tocsin init): then
    the newest period is judged as it was known on a day, by the [watch] table of its tocsin.toml; an option
    given here takes the place of what stands there. A finding that is on the board already has its card
    renewed.

    \b
    Example:
      tocsin watch cases.csv --time week --count cases --by province --by disease --out report.html
      tocsin watch alliance --as-of 2026-05-18
      tocsin watch alliance --board
    """
    if not workspace:
        for name, left_out in (("as_of", None), ("complete", None), ("board", False), ("database", "")):
            if given.pop(name) != left_out:
                raise click.UsageError(
                    f"--{name.replace('_', '-')} asks for a workspace; make one: tocsin init."
                )
        if given["out"] is None:
            raise click.UsageError("Missing option '--out', the file for the report.")
        _watch_files(reading, **given)
        return
    if given.pop("end") is not None:
        raise click.UsageError(
            "--to is for files; of a workspace say --as-of, the day on which it was known."
        )
    default = click.core.ParameterSource.DEFAULT
    context = click.get_current_context()
    typed = {name for name in given if context.get_parameter_source(name) is not default}
    changed = [word for name, word in _HOW.items() if name in typed]
    if given["board"] and changed:
        raise click.UsageError(
            f"--board takes findings as tocsin.toml has them found; leave out {changed[0]}."
        )
    _watch_workspace(reading.files[0], typed, **given)


def _watch_files(
    reading: Reading,
    *,
    method: str,
    options: tuple[str, ...],
    end: str | None,
    place: str | None,
    borders: str | None,
    trees: tuple[str, ...],
    total: str | None,
    fdr: float,
    level: float | None,
    top: int | None,
    lang: "Lang",
    out: str,
    json_out: str | None,
) -> None:
    from tocsin.cli.progress import progress_bar
    from tocsin.cli.show_findings import show_findings
    from tocsin.flows.option_texts import parse_options
    from tocsin.flows.watch_files import Regions, watch_files, write_watch
    from tocsin.flows.writing import check_output

    inputs = [*reading.files, *([borders] if borders else [])]
    report = check_output(out, (".html",), inputs=inputs)
    json_path = check_output(json_out, (".json",), inputs=inputs) if json_out else None
    chosen = parse_options(method, options)
    regions = Regions(place=place, borders=borders, trees=trees, total=total)
    with progress_bar() as progress:
        found = watch_files(
            reading, method, options=chosen, end=end, regions=regions, fdr=fdr, level=level, top=top,
            progress=progress,
        )  # fmt: skip
        write_watch(
            found,
            reports={lang: report},
            json=json_path,
            source=", ".join(Path(name).name for name in reading.files),
            made_at=datetime.now(UTC),
            progress=progress,
        )
    show_findings(found, [path for path in (report, json_path) if path])


def _watch_workspace(
    path: str,
    typed: set[str],
    *,
    as_of: str | None,
    level: float | None,
    top: int | None,
    lang: "Lang",
    out: str | None,
    json_out: str | None,
    board: bool,
    database: str,
    **given: Any,
) -> None:
    from tocsin.cli.progress import progress_bar
    from tocsin.cli.show_findings import show_findings
    from tocsin.flows.watch_files import write_watch
    from tocsin.flows.watch_workspace import report_path, settings_given, watch_workspace
    from tocsin.flows.workspace import open_workspace
    from tocsin.flows.writing import check_output
    from tocsin.vocab.periods import parse_day

    workspace = open_workspace(path)
    report = check_output(out, (".html",)) if out else None
    json_path = check_output(json_out, (".json",)) if json_out else None
    asked = settings_given(workspace, {name: given[name] for name in typed & set(given)})
    with progress_bar() as progress:
        day = parse_day(as_of) if as_of else None
        found = watch_workspace(workspace, as_of=day, given=asked, level=level, top=top, progress=progress)
        report = report or report_path(workspace, found, lang)
        write_watch(
            found,
            reports={lang: report},
            json=json_path,
            source=Path(path).resolve().name,
            made_at=datetime.now(UTC),
            progress=progress,
        )
    show_findings(found, [report, *([json_path] if json_path else [])])
    if board:
        from tocsin.flows.board_findings import put_watch_up

        click.echo(put_watch_up(path, found, database, at=datetime.now(UTC)).said())
