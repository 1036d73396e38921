"""From files or a workspace to a forecast, and from a forecast to a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.reading import Reading, check_key_columns, read_panel
from tocsin.vocab.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from tocsin.panel import Forecast, Panel

RESULT_COLUMNS = ("date", "horizon", "method")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRequest:
    """What is asked.

    horizons  periods ahead
    method    a name of `tocsin.forecast`; None = the default one
    as_of     day whose knowledge is used: of a workspace what was published by its end, of files the periods
              that had ended by then; None = everything
    complete  of a workspace: take the middle of the nowcast for the newest counts, as the watch does
    """

    horizons: int = 4
    method: str | None = None
    as_of: date | None = None
    complete: bool = True


def forecast_files(
    reading: Reading, request: ForecastRequest, *, progress: Progress = no_progress
) -> "Forecast":
    """Forecast every series of files.

    Raises ColumnError where a key column has the name of a result, InputError where no period had ended by
    `as_of`, and what reading and forecasting raise.
    """
    check_key_columns(reading.by, RESULT_COLUMNS)
    panel = read_panel(reading, progress=progress)
    if request.as_of is not None:
        panel = ended_by(panel, request.as_of)
    return _answer(panel, request, progress)


def forecast_workspace(
    path: str,
    request: ForecastRequest,
    *,
    indicator: Sequence[str] = (),
    place: Sequence[str] = (),
    progress: Progress = no_progress,
) -> "Forecast":
    """Forecast every series of a workspace from what was published by the end of a day.

    Raises ArchiveError, AsOfError and UnknownNameError for what the workspace cannot answer.
    """
    from tocsin.flows.outlook import completed
    from tocsin.flows.published import Published
    from tocsin.flows.workspace import open_workspace

    progress("Reading")
    choice = {"indicator": list(indicator) or None, "place": list(place) or None}
    published = Published(open_workspace(path).archive, choice=choice)
    panel = published.panel(request.as_of)
    if request.complete and panel.as_of is not None:
        progress("Nowcasting")
        panel = completed(panel, published.nowcast(panel.as_of))
    return _answer(panel, request, progress)


def ended_by(panel: "Panel", day: date) -> "Panel":
    """The periods of a panel that had ended by a day; raises InputError where none had."""
    ended = int((panel.periods.ends().astype("datetime64[D]") <= day).sum())
    if not ended:
        raise InputError(
            f"No {panel.periods.every} had ended by {day}: the first ends on {panel.periods.end(0)}. "
            "Choose a later --as-of."
        )
    return panel.part(0, ended).replace(as_of=day)


def _answer(panel: "Panel", request: ForecastRequest, progress: Progress) -> "Forecast":
    from tocsin.forecast import forecast

    progress("Forecasting")
    if request.method is None:
        return forecast(panel, horizons=request.horizons)
    return forecast(panel, horizons=request.horizons, method=request.method)


def forecast_table(made: "Forecast") -> "pl.DataFrame":
    """One row per series and period: key columns, date, horizon, a column per quantile, method.

    A null is no answer: too little is known of that series.
    """
    import numpy as np
    import polars as pl

    S, H, Q = made.quantiles.shape
    rows = pl.Series(np.repeat(np.arange(S), H))
    flat = made.quantiles.reshape(S * H, Q)
    return pl.DataFrame(
        {
            **{name: made.series[name].gather(rows) for name in made.by},
            "date": pl.Series(np.tile(made.periods.ends(), S)),
            "horizon": pl.Series(np.tile(made.horizons, S)),
            **{
                f"q{level:g}": pl.Series(np.ascontiguousarray(flat[:, q])).fill_nan(None)
                for q, level in enumerate(made.levels)
            },
            "method": pl.Series([made.method] * (S * H), dtype=pl.String),
        }
    )


def write_hub_file(made: "Forecast", out: str, *, model: str, target: str, location: str) -> Path:
    """Write a forecast as a hub expects it, and say where; `out` is a file, or the hub's folder."""
    from tocsin.sources.hubverse import write_model_output

    return write_model_output(made, out, model=model, target=target, location=location)
