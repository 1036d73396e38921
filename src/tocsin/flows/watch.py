"""The watch: from counts to a ranked, explained list of findings."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np

from tocsin.cluster.artefact_options import DEFAULTS, ArtefactOptions
from tocsin.cluster.artefact_revision import Revisions
from tocsin.cluster.find import find
from tocsin.cluster.finding import Watch
from tocsin.detect.auto import judge_by
from tocsin.detect.registry import find_method
from tocsin.panel.panel import Panel
from tocsin.panel.signals import Signals
from tocsin.vocab.arrays import Array
from tocsin.vocab.errors import ColumnError, InputError, OptionError
from tocsin.vocab.periods import parse_day

PERIODS_BACK = 26
ALPHA = 0.01  # taken for methods without an option of that name


def watch(
    panel: Panel,
    *,
    method: str = "farrington-flexible",
    options: Mapping[str, Any] | None = None,
    end: date | str | None = None,
    periods_back: int = PERIODS_BACK,
    fdr: float = 0.05,
    top: int | None = None,
    place: str | None = None,
    borders: frozenset[tuple[str, str]] = frozenset(),
    artefacts: ArtefactOptions = DEFAULTS,
    revisions: Revisions | None = None,
    progress: Callable[[int], None] | None = None,
) -> Watch:
    """Judge the newest period of every series and tell what deserves attention, first things first.

    Parameters
    ----------
    panel         counts; may hold sums (null in a key column = summed over that column)
    method        a name that `tocsin methods` prints, or "auto"; `options` are its own
    end           a day inside the newest period to judge; nothing after it is looked at; default the last one
    periods_back  periods judged, the newest included, so that runs and charts have a past
    fdr           of the series called unusual on one date, the share that may be chance, 0 < fdr < 1
    top           keep this many findings; `Watch.more` says how many were cut
    place         name of the column that holds places
    borders       unordered pairs of neighbouring places; a finding may span them
    artefacts     thresholds of what is set apart as not disease
    revisions     published numbers that were replaced, by the rows and periods of the panel; None = not known
    progress      called with the number of series judged since the last call

    A finding needs one series that is above in the newest period and survives false discovery control
    there. Related series that are above join it: neighbouring places, sums and their parts (`cluster.join`).
    The order is explained in `cluster.rank`.

    Raises ColumnError when `place` is no key column, OptionError for a number out of bounds, and what
    `detect` raises. Cost: that of judging `periods_back` periods, and O(S T) beyond it.
    """
    _check(panel, periods_back, fdr, top, place, borders)
    if artefacts.source is not None and artefacts.source not in panel.by:
        raise ColumnError(f"source={artefacts.source!r} is not a key column; they are {', '.join(panel.by)}.")
    last = panel.periods.end(-1) if end is None else (parse_day(end) if isinstance(end, str) else end)
    first = panel.periods.end(
        max(0, min(panel.periods.index(last), len(panel.periods) - 1) - periods_back + 1)
    )
    start = min(first, last)
    signals = judge_by(panel, method, start=start, end=last, options=options, progress=progress)
    alpha = _alpha(signals, options or {})
    found = find(
        signals, alpha=alpha, fdr=fdr, place=place, borders=borders, artefacts=artefacts, revisions=revisions
    )
    return Watch(
        signals=signals,
        findings=found.findings[:top],
        more=len(found.findings) - len(found.findings[:top]),
        artefacts=found.artefacts,
        place=place,
        fdr=fdr,
        borders=borders,
        options=dict(options or {}),
        q_value=found.q_value,
    )


def _check(
    panel: Panel,
    periods_back: int,
    fdr: float,
    top: int | None,
    place: str | None,
    borders: frozenset[tuple[str, str]],
) -> None:
    if not len(panel.periods):
        raise InputError("There is nothing to judge: the panel is empty.")
    if periods_back < 1:
        raise OptionError("periods_back", periods_back, "1 period or more")
    if not 0 < fdr < 1:
        raise OptionError("fdr", fdr, "above 0 and below 1")
    if top is not None and top < 1:
        raise OptionError("top", top, "1 finding or more")
    if place is not None and place not in panel.by:
        raise ColumnError(f"place={place!r} is not a key column; the key columns are {', '.join(panel.by)}.")
    if borders and place is None:
        raise OptionError(
            "borders", f"{len(borders)} pairs", "given together with place=, the column they name"
        )


def _alpha(signals: Signals, options: Mapping[str, Any]) -> Array:
    """Chance of a count above the method's own bound, (S,)."""
    names = set(signals.method.tolist())
    mine = options if len(names) == 1 else {}
    level = {name: float(getattr(find_method(name).configure(mine), "alpha", ALPHA)) for name in names}
    return np.array([level[name] for name in signals.method.tolist()])
