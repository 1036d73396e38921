"""An archive in a folder of its own, and reports in few words."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from tocsin.archive import Archive
from tocsin.panel.reports import REPORTS
from tocsin.vocab.absence import Absence

Reports = Callable[..., pl.DataFrame]


@pytest.fixture
def archive(tmp_path) -> Archive:
    return Archive.create(str(tmp_path / "reports"))


@pytest.fixture
def reports() -> Reports:
    return make_reports


def make_reports(day: str, cells: dict[tuple[str, str], float | Absence], **more: str) -> pl.DataFrame:
    """Reports of one day: place and reference date to number, or to the reason for none."""
    plain = {"source": "bulletin", "indicator": "measles", "stratum": "", "every": "week", "unit": "cases"}
    rows = [
        plain
        | {
            "place": place,
            "reference_date": date.fromisoformat(reference),
            "report_date": date.fromisoformat(day),
            "value": None if isinstance(said, Absence) else float(said),
            "absence": int(said) if isinstance(said, Absence) else 0,
        }
        | more
        for (place, reference), said in cells.items()
    ]
    return pl.DataFrame(rows, schema=REPORTS)
