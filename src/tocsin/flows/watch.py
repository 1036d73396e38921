"""The watch: from counts to a ranked, explained list of findings."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from tocsin.cluster.artefact_options import DEFAULTS, ArtefactOptions
from tocsin.cluster.artefact_revision import Revisions
from tocsin.cluster.find import Weighed, at_level, tell, weigh
from tocsin.cluster.finding import Finding, Watch
from tocsin.detect.again import judge_again
from tocsin.detect.completed import Completion, judge_completed
from tocsin.detect.judge import judged_span
from tocsin.detect.registry import find_method
from tocsin.panel.forecast import Forecast
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
    nowcast: Forecast | None = None,
    level: float | None = None,
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
    nowcast       of these series: incomplete counts are judged by it (`detect.completed`), and findings say
                  so; None = judge what was reported
    level         p-value at or below which a count is above, in place of the method's own bound and of the
                  false discovery control; an alarm budget gives one (`flows.budget`). None = the bound, `fdr`
    progress      called with the number of series judged since the last call

    A finding needs one series that is above in the newest period and survives false discovery control
    there. Related series that are above join it: neighbouring places, sums and their parts (`cluster.join`).
    The order is explained in `cluster.rank`.

    Raises ColumnError when `place` is no key column, OptionError for a number out of bounds, and what
    `detect` raises. Cost: that of judging `periods_back` periods, and O(S T) beyond it.
    """
    _check(panel, periods_back, fdr, top, place, borders)
    if level is not None and not 0 < level < 1:
        raise OptionError("level", level, "above 0 and below 1")
    if artefacts.source is not None and artefacts.source not in panel.by:
        raise ColumnError(f"source={artefacts.source!r} is not a key column; they are {', '.join(panel.by)}.")
    signals = judge_watched(
        panel, method=method, options=options, end=end, periods_back=periods_back, progress=progress
    )
    completion = None if nowcast is None else judge_completed(signals, nowcast, method, options)
    shown = signals if completion is None else completion.signals
    weighed = weigh_watched(
        shown if level is None else at_level(shown, level),
        options=options, place=place, borders=borders, artefacts=artefacts, revisions=revisions,
    )  # fmt: skip
    return told(
        weighed, completion, fdr=fdr, level=level, top=top, place=place, borders=borders, options=options
    )


def judge_watched(
    panel: Panel,
    *,
    method: str,
    options: Mapping[str, Any] | None = None,
    end: date | str | None = None,
    periods_back: int = PERIODS_BACK,
    before: Signals | None = None,
    progress: Callable[[int], None] | None = None,
) -> Signals:
    """The judged periods of a watch; `before` are those of an earlier panel, see `judge_again`."""
    if end is not None:
        day = parse_day(end) if isinstance(end, str) else end
        _, stop = judged_span(panel, day, day)
        panel = panel.part(0, stop)
    start = max(0, len(panel.periods) - periods_back)
    return judge_again(panel, method, before=before, start=start, options=options, progress=progress)


def weigh_watched(
    signals: Signals,
    *,
    options: Mapping[str, Any] | None = None,
    place: str | None = None,
    borders: frozenset[tuple[str, str]] = frozenset(),
    artefacts: ArtefactOptions = DEFAULTS,
    revisions: Revisions | None = None,
) -> Weighed:
    """The signals of a watch with artefacts set apart, see `cluster.find.weigh`."""
    alpha = _alpha(signals, options or {})
    return weigh(signals, alpha=alpha, place=place, borders=borders, artefacts=artefacts, revisions=revisions)


def told(
    weighed: Weighed,
    completion: Completion | None = None,
    *,
    fdr: float,
    level: float | None = None,
    top: int | None = None,
    place: str | None = None,
    borders: frozenset[tuple[str, str]] = frozenset(),
    options: Mapping[str, Any] | None = None,
) -> Watch:
    """What a watch tells at a level of the false discovery control, or of the p-value where there is one."""
    findings = tell(weighed, fdr if level is None else 1.0)
    if completion is not None:
        findings = tuple(_completed(finding, completion) for finding in findings)
    return Watch(
        signals=weighed.evidence.signals,
        findings=findings[:top],
        more=len(findings) - len(findings[:top]),
        artefacts=weighed.artefacts,
        place=place,
        fdr=fdr,
        level=level,
        borders=borders,
        options=dict(options or {}),
        q_value=weighed.evidence.q_value,
        nowcast="" if completion is None else completion.method,
        completed=0 if completion is None else int((~np.isnan(completion.reported[:, -1])).sum()),
        reported=None if completion is None else completion.reported,
    )


def _completed(finding: Finding, completion: Completion) -> Finding:
    """The finding with what had been reported beside what was judged."""
    reported = float(completion.reported[finding.lead, -1])
    if np.isnan(reported):
        return finding
    return replace(
        finding, completed=True, reported=reported,
        completed_low=float(completion.low[finding.lead, -1]),
        completed_high=float(completion.high[finding.lead, -1]),
    )  # fmt: skip


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
