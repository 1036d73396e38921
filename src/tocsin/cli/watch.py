"""`tocsin watch`: from files to a report of findings."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.reading_options import reading_options
from tocsin.flows.reading import Reading

if TYPE_CHECKING:
    from tocsin.report import Lang


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
@click.option("--top", type=int, metavar="N", help="Keep the first N findings. Default: all.")
@click.option(
    "--lang",
    type=click.Choice(["en", "ru", "zh"]),
    default="en",
    show_default=True,
    help="Language of the report.",
)
@click.option(
    "--out", required=True, metavar="REPORT.html", help="Where the report goes; one file, no network needed."
)
@click.option("--json", "json_out", metavar="FILE", help="The findings for programs, too.")
def watch(
    reading: Reading,
    method: str,
    options: tuple[str, ...],
    end: str | None,
    place: str | None,
    borders: str | None,
    trees: tuple[str, ...],
    total: str | None,
    fdr: float,
    top: int | None,
    lang: "Lang",
    out: str,
    json_out: str | None,
) -> None:
    """Judge the newest period and write a report of what deserves attention, first things first.

    FILE is CSV, Parquet, Arrow, Excel or ODS, or a folder of them.

    \b
    Example:
      tocsin watch cases.csv --time week --count cases --by province --by disease --out report.html
    """
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
            reading, method, options=chosen, end=end, regions=regions, fdr=fdr, top=top, progress=progress
        )
        write_watch(
            found,
            reports={lang: report},
            json=json_path,
            source=", ".join(Path(name).name for name in reading.files),
            made_at=datetime.now(UTC),
            progress=progress,
        )
    show_findings(found, [path for path in (report, json_path) if path])
