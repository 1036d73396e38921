"""From files to a table of signals."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tocsin.flows.progress import Progress, no_progress
from tocsin.flows.reading import Reading, check_key_columns, read_panel

if TYPE_CHECKING:
    from tocsin.panel import Signals

RESULT_COLUMNS = (
    "date", "observed", "expected", "upper", "score", "p_value", "status", "reason", "method",
)  # fmt: skip


def detect_files(
    reading: Reading,
    method: str = "farrington-flexible",
    *,
    options: Mapping[str, Any] | None = None,
    start: str | None = None,
    end: str | None = None,
    progress: Progress = no_progress,
) -> "Signals":
    """Read files and judge their newest period, or those from `start` to `end`.

    Raises ColumnError where a key column has the name of a result, and what reading and judging raise.
    """
    check_key_columns(reading.by, RESULT_COLUMNS)
    from tocsin.detect.auto import judge_by

    panel = read_panel(reading, progress=progress)
    done = progress("Judging", panel.counts.shape[0])
    return judge_by(panel, method, start=start, end=end, options=options, progress=done)
