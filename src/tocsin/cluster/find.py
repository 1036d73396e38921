"""From signals to findings: artefacts set apart, chance controlled, what belongs together joined, ranked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from tocsin.cluster.artefact_options import DEFAULTS, ArtefactOptions
from tocsin.cluster.artefact_revision import Revisions
from tocsin.cluster.artefacts import find_artefacts
from tocsin.cluster.describe import Evidence, describe
from tocsin.cluster.fdr import false_discovery
from tocsin.cluster.finding import Artefact, Finding
from tocsin.cluster.join import Newest, join
from tocsin.cluster.kin import Kin
from tocsin.cluster.usual import spread, standardised
from tocsin.panel.signals import Signals
from tocsin.vocab.arrays import Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """findings ranked; artefacts strongest first; q_value (S, J), see `Watch.q_value`."""

    findings: tuple[Finding, ...]
    artefacts: tuple[Artefact, ...]
    q_value: Array


def find(
    signals: Signals,
    *,
    alpha: Array,
    fdr: float = 0.05,
    place: str | None = None,
    borders: Iterable[tuple[str, str]] = (),
    artefacts: ArtefactOptions = DEFAULTS,
    revisions: Revisions | None = None,
) -> Found:
    """Findings of the newest judged period, and the artefacts of all judged periods.

    Parameters
    ----------
    signals    judged cells; earlier periods tell how long a finding has lasted
    alpha      (S,) chance of a count above `signals.upper`, per series
    fdr        level of the false discovery control on each date; a finding needs one series that is above and
               at or below it
    place      name of the column that holds places, or None
    borders    unordered pairs of neighbouring places
    artefacts  thresholds
    revisions  published numbers that were replaced, by the rows and periods of the panel; None = not known

    Cost: O(S T) for the artefacts; the rest is proportional to the series above.
    """
    kin = Kin(signals.panel.series, place, borders)
    width = spread(signals.expected, signals.upper, signals.observed, signals.p_value, alpha[:, None])
    strength = standardised(signals.observed, signals.expected, width)
    apart, hidden = find_artefacts(signals, strength, kin, artefacts, revisions)
    p_value = signals.p_value.copy()
    p_value[hidden, -1] = np.nan
    q_value = false_discovery(p_value)
    above = signals.above[:, -1] & ~hidden
    newest = Newest(
        observed=signals.observed[:, -1],
        expected=signals.expected[:, -1],
        upper=signals.upper[:, -1],
        spread=width[:, -1],
    )
    groups = join(above & (q_value[:, -1] <= fdr), above, newest, kin)
    evidence = Evidence(signals=signals, q_value=q_value, spread=width, kin=kin)
    found = sorted((describe(g, evidence) for g in groups), key=lambda f: (-f.points, f.q_value, f.lead))
    ranked = tuple(replace(finding, rank=i) for i, finding in enumerate(found, start=1))
    return Found(findings=ranked, artefacts=apart, q_value=q_value)
