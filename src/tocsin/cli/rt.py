"""`tocsin rt`: how fast each series spreads, one row per series and period."""

import click

from tocsin.cli.reading_options import reading_options
from tocsin.flows.reading import Reading


@click.command(short_help="Reproduction number, growth rate and doubling time of every series.")
@reading_options
@click.option("--si", metavar="MEAN,SD", help="Serial interval in days, such as 11.9,2.6.")
@click.option("--disease", metavar="NAME", help="A published serial interval: measles, ... (docs/rt.md).")
@click.option("--window", type=int, metavar="N", help="Periods of a window. Default: 7 days or 1 week.")
@click.option("--from", "start", metavar="DATE", help="First period to answer for. Default: the newest.")
@click.option("--to", "end", metavar="DATE", help="Last period; later ones are not looked at.")
@click.option("--as-of", metavar="DATE", help="Workspace: what was known at the end of that day.")
@click.option("--indicator", multiple=True, metavar="NAME", help="Workspace: only this one; may be repeated.")
@click.option("--place", multiple=True, metavar="NAME", help="Workspace: this place; may be repeated.")
@click.option("--out", metavar="FILE", help="Write .csv, .parquet or .json. Default: print.")
def rt(
    reading: Reading,
    workspace: bool,
    si: str | None,
    disease: str | None,
    window: int | None,
    start: str | None,
    end: str | None,
    as_of: str | None,
    indicator: tuple[str, ...],
    place: tuple[str, ...],
    out: str | None,
) -> None:
    """How many each case infects (R, with a 95 % interval), growth per day, and doubling time in days.

    FILE is CSV, Parquet, Arrow, Excel or ODS, or a folder of them, with daily or weekly counts. Or give one
    workspace (tocsin init): then the newest counts are completed by their nowcast, and the interval of R
    holds the doubt about them.

    \b
    Example:
      tocsin rt cases.csv --time week --count cases --by place --disease measles --from 2025-W01
      tocsin rt alliance --as-of 2026-05-18 --indicator measles
    """
    from tocsin.cli.progress import progress_bar
    from tocsin.cli.show_rt import show_rt
    from tocsin.flows.rt import RtQuestion, rt_files, rt_workspace
    from tocsin.flows.writing import TABLES, check_output, write_table
    from tocsin.vocab.periods import parse_day

    if si and disease:
        raise click.UsageError("--si and --disease do not go together: both give the serial interval.")
    path = check_output(out, TABLES, inputs=() if workspace else reading.files) if out else None
    question = RtQuestion(interval=_interval(si), disease=disease, window=window, start=start, end=end)
    with progress_bar() as progress:
        if workspace:
            day = parse_day(as_of) if as_of else None
            found = rt_workspace(
                reading.files[0], question, as_of=day, indicator=indicator, place=place, progress=progress
            )
        else:
            if as_of or indicator or place:
                raise click.UsageError("--as-of, --indicator and --place ask for a workspace: tocsin init.")
            found = rt_files(reading, question, progress=progress)
        if path is not None:
            progress("Writing")
            write_table(found.to_frame(), path)
    show_rt(found, path)


def _interval(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        mean, sd = (float(part) for part in text.split(","))
    except ValueError:
        raise click.UsageError(f"--si {text!r} is not a mean and sd in days: write 11.9,2.6.") from None
    return mean, sd
