"""An outlook in findings.json: every part there, or null with its reason."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import numpy as np
import polars as pl

from tocsin.cluster.finding import Watch
from tocsin.cluster.outlook import Estimate, FromNeighbours, Lacking, Outlook, Part, Reproduction, TrackRecord
from tocsin.flows.findings_json import findings_json
from tocsin.flows.outlook_json import outlook_record
from tocsin.flows.watch import watch
from tocsin.panel import Forecast, Panel
from tocsin.vocab.periods import Periods


def watched() -> Watch:
    counts = np.random.default_rng(3).poisson(6, (2, 420)).astype(float)
    counts[0, -2:] = 60
    return watch(
        Panel(
            counts=counts, absence=np.zeros(counts.shape, np.uint8),
            series=pl.DataFrame({"place": ["XA", "XB"]}), periods=Periods("week", 2500, 420),
        )
    )  # fmt: skip


FORECAST = Forecast(
    quantiles=np.array([[[4.0, 6, 9], [np.nan, np.nan, np.nan]]]),
    levels=np.array([0.025, 0.5, 0.975]),
    series=pl.DataFrame({"place": ["XA"]}),
    periods=Periods("week", 2920, 2),
    origin=2919,
    method="default",
)


def test_outlook__in_findings_json__holds_every_part():
    outlook = Outlook(
        forecast=FORECAST,
        reproduction=Reproduction(
            value=Estimate(median=1.5, low=1.1, high=2.0), start=date(2025, 12, 1), end=date(2025, 12, 14),
            interval=(11.0, 3.0), source="given", nowcast=True,
        ),
        neighbours=FromNeighbours(value=Estimate(median=0.2, low=0.1, high=0.3), year=True),
        records=(TrackRecord(part=Part.FORECAST, rounds=6, inside50=0.5, inside95=1.0),),
        lacking={Part.NOWCAST: Lacking.NO_DELAYS},
    )  # fmt: skip
    seen = watched()
    text = findings_json(
        replace(seen, outlooks={1: outlook}), source="test", made_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    told = json.loads(text)["findings"][0]["outlook"]
    assert told["forecast"]["periods"] == [
        {"period": "2025-W51", "date": "2025-12-21", "horizon": 1, "quantiles": [4.0, 6.0, 9.0]},
        {"period": "2025-W52", "date": "2025-12-28", "horizon": 2, "quantiles": [None, None, None]},
    ]
    assert told["nowcast"] is None
    assert told["lacking"] == {"nowcast": "no_delays"}
    assert told["reproduction"]["serial_interval"] == {"mean": 11.0, "sd": 3.0, "source": "given"}
    assert told["share_from_neighbours"] == {"median": 0.2, "low": 0.1, "high": 0.3, "over": "year"}
    assert told["records"] == [{"of": "forecast", "rounds": 6, "inside_50": 0.5, "inside_95": 1.0}]


def test_outlook__nobody_asked__is_left_out_of_findings_json():
    text = findings_json(watched(), source="test", made_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert "outlook" not in json.loads(text)["findings"][0]


def test_outlook__record__has_no_field_less_than_the_outlook():
    assert len(outlook_record(Outlook())) == len(fields(Outlook))
