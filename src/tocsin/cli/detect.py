"""`tocsin detect`: judge every series, one row per series and period."""

from typing import Any

import click

from tocsin.cli.reading_options import reading_options
from tocsin.flows.reading import Reading


@click.command(short_help="Judge every series; one row per series and period.")
@reading_options
@click.option(
    "--method", default="farrington-flexible", show_default=True, metavar="NAME", help="See: tocsin methods."
)
@click.option(
    "--option", "options", multiple=True, metavar="KEY=VALUE", help="Option of the method; may be repeated."
)
@click.option("--from", "start", metavar="DATE", help="First period to judge. Default: the newest.")
@click.option("--to", "end", metavar="DATE", help="Last period to judge; later ones are not looked at.")
@click.option("--out", metavar="FILE", help="Write .csv, .parquet or .json. Default: print.")
def detect(reading: Reading, method: str, options: tuple[str, ...], out: str | None, **span: Any) -> None:
    """Judge whether the newest counts are unusually high.

    FILE is CSV, Parquet, Arrow, Excel or ODS, or a folder of them. Without --out the signals are printed: a
    table on a terminal, plain CSV into a pipe.

    \b
    Example:
      tocsin detect cases.csv --time week --count cases --by place --out signals.csv
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.cli.show_signals import show_signals
    from tocsin.flows.detect import detect_files
    from tocsin.flows.option_texts import parse_options
    from tocsin.flows.writing import TABLES, check_output, write_table

    path = check_output(out, TABLES, inputs=reading.files) if out else None
    chosen = parse_options(method, options)
    with progress_bar() as progress:
        signals = detect_files(reading, method, options=chosen, progress=progress, **span)
        if path is not None:
            progress("Writing")
            write_table(signals.to_frame(), path)
    show_signals(signals, path)
