"""`tocsin forecast`: what comes next in every series, with its uncertainty."""

import click

from tocsin.cli.reading_options import reading_options
from tocsin.flows.reading import Reading


@click.command(short_help="Say what the next periods will bring, as quantiles.")
@reading_options
@click.option("--horizons", type=int, default=4, show_default=True, metavar="N", help="Periods ahead.")
@click.option("--method", metavar="NAME", help="Another forecaster than the default; docs/forecast.md.")
@click.option(
    "--as-of", metavar="DATE",
    help="Workspace: what was known at the end of that day. Files: periods that had ended by then.",
)  # fmt: skip
@click.option("--indicator", multiple=True, metavar="NAME", help="Workspace: only this one; may be repeated.")
@click.option("--place", multiple=True, metavar="NAME", help="Workspace: this place; may be repeated.")
@click.option(
    "--as-reported", is_flag=True,
    help="Workspace: take the newest counts as they stand, not the middle of their nowcast.",
)  # fmt: skip
@click.option("--out", metavar="FILE", help="Write .csv, .parquet or .json. Default: print.")
@click.option(
    "--hubverse", metavar="TEAM-MODEL",
    help="Write --out as model output of that name: a .csv or .parquet file, or a hub's folder.",
)  # fmt: skip
@click.option("--target", metavar="NAME", help="Hubverse: what is forecast, as the hub names it.")
@click.option(
    "--location", default="place", show_default=True, metavar="COL", help="Hubverse: column of places."
)
def forecast(
    reading: Reading,
    workspace: bool,
    horizons: int,
    method: str | None,
    as_of: str | None,
    indicator: tuple[str, ...],
    place: tuple[str, ...],
    as_reported: bool,
    out: str | None,
    hubverse: str | None,
    target: str | None,
    location: str,
) -> None:
    """Forecast the periods after the newest one: 23 quantiles for every series.

    FILE is CSV, Parquet, Arrow, Excel or ODS, or a folder of them. Or give one workspace (tocsin init); its
    newest counts are completed by their nowcast first. All series learn from one another. Without --out the
    forecast is printed: a table on a terminal, plain CSV into a pipe.

    \b
    Example:
      tocsin forecast cases.csv --time week --count cases --by place --out forecast.csv
      tocsin forecast alliance --as-of 2026-05-18 --indicator measles
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.cli.show_forecast import show_forecast
    from tocsin.flows import forecast as flow
    from tocsin.flows.writing import TABLES, check_output, write_table
    from tocsin.vocab.periods import parse_day

    if hubverse and not (out and target):
        raise click.UsageError("--hubverse needs --out, a file or a hub's folder, and --target.")
    inputs = () if workspace else reading.files
    path = check_output(out, TABLES, inputs=inputs) if out and not hubverse else None
    day = parse_day(as_of) if as_of else None
    request = flow.ForecastRequest(horizons=horizons, method=method, as_of=day, complete=not as_reported)
    with progress_bar() as progress:
        if workspace:
            made = flow.forecast_workspace(
                reading.files[0], request, indicator=indicator, place=place, progress=progress
            )
        else:
            if indicator or place or as_reported:
                raise click.UsageError("--indicator, --place and --as-reported are for a workspace.")
            made = flow.forecast_files(reading, request, progress=progress)
        if hubverse and out and target:
            path = flow.write_hub_file(made, out, model=hubverse, target=target, location=location)
        elif path is not None:
            progress("Writing")
            write_table(flow.forecast_table(made), path)
    show_forecast(made, path)
