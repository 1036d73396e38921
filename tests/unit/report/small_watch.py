"""Small Watch objects, simulated: weekly counts with seasons, some outbreaks, all findings worked out here.

Run as a script to write reports to look at: `python tests/unit/report/small_watch.py FOLDER`.
"""

from datetime import date

import numpy as np
import polars as pl

from tocsin.cluster.finding import Artefact, ArtefactKind, Finding, Watch
from tocsin.panel import Panel, Signals
from tocsin.vocab.absence import Absence
from tocsin.vocab.periods import Periods
from tocsin.vocab.status import Reason, Status

NAMES = {
    "en": (
        ("Pertussis", "Measles", "Salmonellosis"),
        ("Northmark", "Eastvale", "Southport", "Westerlund", "Highmoor", "Lakeside", "Rivermouth",
         "Oldbridge"),
    ),
    "ru": (
        ("Коклюш", "Корь", "Сальмонеллёз"),
        ("Северный край", "Восточная долина", "Южный порт", "Западная область", "Нагорье", "Приозёрье",
         "Устье", "Старый мост"),
    ),
    "zh": (
        ("百日咳", "麻疹", "沙门氏菌病"),
        ("北岭省", "东谷省", "南港市", "西原省", "高山州", "湖滨省", "河口市", "古桥市"),
    ),
}  # fmt: skip
LAST = date(2025, 4, 13)
ABOVE = {0: 4, 1: 3, 9: 1, 3: 2}  # series -> periods above up to now


def small_watch(
    names="en", *, findings=3, weeks=520, judged=12, every="week", place="place", keys=True, seed=7
) -> Watch:
    """Three diseases in eight places; a run above in four series, a dump, a silence, gaps, a short series."""
    diseases, places = NAMES.get(names, names) if isinstance(names, str) else names
    rng = np.random.default_rng(seed)
    S, T = len(diseases) * len(places), weeks
    periods = Periods(every, Periods.ordinal(LAST, every) - T + 1, T)
    season = 1 + 0.6 * np.sin(2 * np.pi * (np.arange(T) / periods.per_year - 0.1))
    level = rng.uniform(4, 25, S)[:, None]
    counts = rng.negative_binomial(8, 8 / (8 + level * season)).astype(float)
    for series, run in ABOVE.items():
        if findings and series < S:
            rise = np.round(level[series] * np.linspace(2.2, 4.5, run) + 8)
            counts[series, max(0, T - run) :] += rise[-T:]
    absence = np.zeros((S, T), np.uint8)
    if S > 12 and T > 80:
        absence[5, T - 60 : T - 52] = Absence.NOT_REPORTED
        absence[6, T - 1] = Absence.LATE
        absence[12, : T - 20] = Absence.NOT_REPORTED
        counts[10, T - 6 :] = 0
    counts[absence != Absence.PRESENT] = np.nan
    series = pl.DataFrame({
        "disease": np.repeat(diseases, len(places)).tolist(), "place": np.tile(places, len(diseases)).tolist()
    })  # fmt: skip
    panel = Panel(
        counts=counts, absence=absence, series=series if keys else pl.DataFrame(), periods=periods, as_of=LAST
    )
    expected = np.broadcast_to((level * season)[:, T - judged :], (S, judged)).copy()
    signals = signals_of(panel, judged, expected)
    return Watch(
        signals=signals,
        findings=tuple(findings_of(signals, min(findings, S), "place" if keys else None)),
        more=0,
        artefacts=artefacts_of(signals) if S > 12 and findings else (),
        place=place if keys else None,
        fdr=0.05,
        borders=frozenset(),
        options={"trend": True, "alpha": 0.01},
    )


def signals_of(panel, judged, expected) -> Signals:
    """Above where the count is over the expected one by three Poisson-like spreads."""
    first = panel.counts.shape[1] - judged
    observed = panel.counts[:, first:]
    upper = np.floor(expected + 2.6 * np.sqrt(expected * 1.8) + 1)
    reason = np.where(np.isnan(observed), Reason.MISSING_REPORT, Reason.NONE)
    short = np.isnan(panel.counts).mean(axis=1) > 0.5
    reason[short] = Reason.SHORT_HISTORY
    known = reason == Reason.NONE
    status = np.where(known, np.where(observed > upper, Status.ABOVE, Status.BELOW), Status.UNJUDGED)
    with np.errstate(invalid="ignore"):
        score = (observed - expected) / (upper - expected)
        p_value = np.clip(10.0 ** (-2 * np.maximum(score, 0)) / 2, 1e-12, 1)
    blank = {
        name: np.where(known, array, np.nan)
        for name, array in (("expected", expected), ("upper", upper), ("score", score), ("p_value", p_value))
    }
    return Signals(
        panel=panel, first=first, status=status.astype(np.uint8), reason=reason.astype(np.uint8),
        method=np.full(panel.counts.shape[0], "farrington-flexible", dtype=object), **blank,
    )  # fmt: skip


def findings_of(signals, most, place) -> list[Finding]:
    """One finding for each series above in the newest period, the most unusual first."""
    panel, ends = signals.panel, signals.panel.periods.ends().tolist()
    now = np.flatnonzero(signals.above[:, -1])
    order = now[np.argsort(-signals.score[now, -1], kind="stable")][:most]
    made = []
    for rank, lead in enumerate(order.tolist(), start=1):
        above = signals.above[lead][::-1]
        run = int(above.argmin()) if not above.all() else len(above)
        counts, expected = panel.counts[lead], signals.expected[lead]
        recent = counts[len(counts) - run :]
        earlier = np.flatnonzero(counts[: len(counts) - 1] >= counts[-1])
        others = [r for r in order.tolist() if r != lead and rank == 1][:1]
        key = dict(panel.series.row(lead, named=True)) if panel.by else {}
        places = tuple(panel.series[place][r] for r in (lead, *others)) if place else ()
        excess = float((recent - expected[len(expected) - run :]).sum())
        made.append(Finding(
            rank=rank, key=key | {place: None} if place and others else key, places=places,
            series=(lead, *others), lead=lead, start=ends[-run],
            peak=ends[len(ends) - run + int(recent.argmax())], periods_above=run,
            observed=float(counts[-1]), expected=float(expected[-1]),
            usual_low=max(0.0, float(expected[-1] - 2 * expected[-1] ** 0.5)),
            usual_high=float(expected[-1] + 2 * expected[-1] ** 0.5),
            excess=excess, excess_low=excess * 0.8, excess_high=excess * 1.2,
            p_value=float(signals.p_value[lead, -1]), q_value=float(min(1, signals.p_value[lead, -1] * 8)),
            peak_observed=float(recent.max()),
            highest_since=ends[int(earlier[-1])] if len(earlier) else None, record_start=ends[0],
            method="farrington-flexible",
        ))  # fmt: skip
    return made


def artefacts_of(signals) -> tuple[Artefact, ...]:
    """One of each kind."""
    ends = signals.panel.periods.ends().tolist()

    def one(kind, row, observed, before, back, *, hides, changed=None):
        key = dict(signals.panel.series.row(row, named=True)) if signals.panel.by else {}
        return Artefact(
            kind=kind, key=key, series=(row,), start=ends[-min(back, len(ends))], end=ends[-1],
            observed=observed, before=before, hides=hides, changed=changed,
        )  # fmt: skip

    return (
        one(ArtefactKind.DUMP, 4, 380.0, 14.0, 1, hides=True),
        one(ArtefactKind.SILENCE, 10, 0.0, 12.0, 6, hides=False),
        one(ArtefactKind.CORRECTION, 2, -40.0, 11.0, 2, hides=True),
        one(ArtefactKind.SOURCE_SHIFT, 7, 95.0, 22.0, 1, hides=True),
        one(ArtefactKind.NEW_UNIT, 8, 1200.0, 11.5, 3, hides=True),
        one(ArtefactKind.REVISION, 11, 62675.0, 3860.5, 1, hides=True, changed=LAST),
        one(ArtefactKind.REVISION, 13, 9.0, 900.0, 4, hides=False, changed=LAST),
    )


if __name__ == "__main__":
    import sys
    from datetime import UTC, datetime
    from pathlib import Path

    from tocsin.report import render_report

    for lang in NAMES:
        page = render_report(
            small_watch(lang), lang=lang, made_at=datetime(2025, 4, 16, 8, 30, tzinfo=UTC), version="0.1.0"
        )
        Path(sys.argv[1], f"report-{lang}.html").write_text(page, encoding="utf-8")
