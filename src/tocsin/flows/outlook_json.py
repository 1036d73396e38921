"""An outlook as a record for programs; the fields are explained in docs/findings.md."""

from typing import Any

from tocsin.cluster.outlook import Outlook
from tocsin.panel.forecast import Forecast


def outlook_record(outlook: Outlook) -> dict[str, Any]:
    """Plain dicts, lists, numbers and dates; None where a part is not there."""
    reproduction = outlook.reproduction
    return {
        "nowcast": _quantiles(outlook.nowcast),
        "forecast": _quantiles(outlook.forecast),
        "reproduction": reproduction
        and {
            "median": reproduction.value.median,
            "low": reproduction.value.low,
            "high": reproduction.value.high,
            "start": reproduction.start,
            "end": reproduction.end,
            "serial_interval": {
                "mean": reproduction.interval[0],
                "sd": reproduction.interval[1],
                "source": reproduction.source,
            },
            "on_nowcast": reproduction.nowcast,
        },
        "share_from_neighbours": outlook.neighbours
        and {
            "median": outlook.neighbours.value.median,
            "low": outlook.neighbours.value.low,
            "high": outlook.neighbours.value.high,
            "over": "year" if outlook.neighbours.year else "newest period",
        },
        "records": [
            {"of": r.part, "rounds": r.rounds, "inside_50": r.inside50, "inside_95": r.inside95}
            for r in outlook.records
        ],
        "lacking": {part.name.lower(): why for part, why in outlook.lacking.items()},
    }


def _quantiles(made: Forecast | None) -> dict[str, Any] | None:
    if made is None:
        return None
    return {
        "method": made.method,
        "unit": made.unit,
        "levels": made.levels.tolist(),
        "periods": [
            {"period": label, "date": end, "horizon": horizon, "quantiles": row}
            for label, end, horizon, row in zip(
                made.periods.labels(),
                made.periods.ends().tolist(),
                made.horizons.tolist(),
                made.quantiles[0].tolist(),
                strict=True,
            )
        ],
    }
