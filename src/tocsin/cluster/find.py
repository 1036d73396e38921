"""From signals to findings: artefacts set apart, chance controlled, what belongs together joined, ranked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tocsin.cluster.artefact_options import DEFAULTS, ArtefactOptions
from tocsin.cluster.artefact_revision import Revisions
from tocsin.cluster.artefacts import find_artefacts
from tocsin.cluster.describe import Evidence, describe
from tocsin.cluster.fdr import false_discovery
from tocsin.cluster.finding import Artefact, Finding
from tocsin.cluster.join import Group, Newest, join
from tocsin.cluster.kin import Kin
from tocsin.cluster.usual import spread, standardised
from tocsin.panel.signals import Signals
from tocsin.vocab.arrays import Array, Flags, Index
from tocsin.vocab.status import Status


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
    weighed = weigh(
        signals, alpha=alpha, place=place, borders=borders, artefacts=artefacts, revisions=revisions
    )
    return Found(findings=tell(weighed, fdr), artefacts=weighed.artefacts, q_value=weighed.evidence.q_value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """Signals with their artefacts set apart and chance controlled, not yet cut at a level.

    evidence   what findings are made from
    artefacts  strongest first
    above      (S,) above in the newest period and not withheld because of an artefact
    """

    evidence: Evidence
    artefacts: tuple[Artefact, ...]
    above: Flags


def weigh(
    signals: Signals,
    *,
    alpha: Array,
    place: str | None = None,
    borders: Iterable[tuple[str, str]] = (),
    artefacts: ArtefactOptions = DEFAULTS,
    revisions: Revisions | None = None,
) -> Weighed:
    """What does not depend on the level of the false discovery control; see `find`."""
    kin = Kin(signals.panel.series, place, borders)
    width = spread(signals.expected, signals.upper, signals.observed, signals.p_value, alpha[:, None])
    strength = standardised(signals.observed, signals.expected, width)
    apart, hidden = find_artefacts(signals, strength, kin, artefacts, revisions)
    p_value = signals.p_value.copy()
    p_value[hidden, -1] = np.nan
    q_value = false_discovery(p_value)
    evidence = Evidence(signals=signals, q_value=q_value, spread=width, kin=kin)
    return Weighed(evidence=evidence, artefacts=apart, above=signals.above[:, -1] & ~hidden)


def tell(weighed: Weighed, fdr: float) -> tuple[Finding, ...]:
    """The findings at one level of the false discovery control, ranked."""
    groups = _groups(weighed, fdr)
    found = sorted(
        (describe(g, weighed.evidence) for g in groups), key=lambda f: (-f.points, f.q_value, f.lead)
    )
    return tuple(replace(finding, rank=i) for i, finding in enumerate(found, start=1))


def at_level(signals: Signals, level: float) -> Signals:
    """The same signals, above where the p-value is at or below a level, whatever the method's own bound."""
    status = np.where(signals.p_value <= level, Status.ABOVE, Status.BELOW)
    return replace(signals, status=np.where(signals.judged, status, Status.UNJUDGED).astype(np.uint8))


def how_many(weighed: Weighed, levels: Sequence[float]) -> Index:
    """(L,) findings if each series needed a p-value at or below a level and nothing else; not described.

    weighed  signals that are above at the largest of the levels (`at_level`)
    """
    p_value = weighed.evidence.signals.p_value[:, -1]
    above = [weighed.above & (p_value <= level) for level in levels]
    return np.array([len(_joined(weighed, flags, flags)) for flags in above], np.int64)


def _groups(weighed: Weighed, fdr: float) -> list[Group]:
    seed = weighed.above & (weighed.evidence.q_value[:, -1] <= fdr)
    return _joined(weighed, seed, weighed.above)


def _joined(weighed: Weighed, seed: Flags, above: Flags) -> list[Group]:
    evidence = weighed.evidence
    signals = evidence.signals
    newest = Newest(
        observed=signals.observed[:, -1],
        expected=signals.expected[:, -1],
        upper=signals.upper[:, -1],
        spread=evidence.spread[:, -1],
    )
    return join(seed, above, newest, evidence.kin)
