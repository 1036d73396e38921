"""What the watch hands to people: findings, artefacts and what could not be judged."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from tocsin.cluster.outlook import Outlook
from tocsin.panel.signals import Signals
from tocsin.vocab.arrays import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Signals that belong together, as one thing a person can act on.

    Numbers are those of the lead series in the newest judged period unless said otherwise.

    rank           1 = first to look at
    key            the key columns; None where the finding spans several values of that column
    places         values of the place column that take part, most cases too many first; empty without one
    series         rows of the panel that take part
    lead           row of the panel that shows it most; what the numbers and the chart are about
    start          reference date of the first period above in the unbroken run up to now
    peak           reference date of the largest count in that run
    periods_above  length of that run without missing reports; at least that when it fills the judged periods
    peak_observed  cases in the peak period
    peak_since     reference date of the last period before the run with as many cases, None = none
    observed       cases in the newest judged period
    expected       cases expected there
    usual_low, usual_high   the range in which the count would usually lie
    excess, excess_low, excess_high   cases above what was expected, over the whole run, with its interval
    p_value        of the newest period; q_value after false discovery control on that date
    highest_since  reference date of the last earlier period with as many cases, None = none on record
    record_start   reference date of the first report of the lead series
    method         name of the method that judged the lead series
    points         what the rank was made from, see `rank.points`
    completed      True where `observed` is not what was reported, but the middle of its nowcast
    reported       cases reported so far in that period; NaN unless completed
    completed_low, completed_high   range of the nowcast; NaN unless completed
    """

    rank: int
    key: Mapping[str, str | None]
    places: tuple[str, ...]
    series: tuple[int, ...]
    lead: int
    start: date
    peak: date
    periods_above: int
    observed: float
    expected: float
    usual_low: float
    usual_high: float
    excess: float
    excess_low: float
    excess_high: float
    p_value: float
    q_value: float
    highest_since: date | None
    record_start: date
    method: str
    peak_observed: float = math.nan
    peak_since: date | None = None
    points: float = math.nan
    completed: bool = False
    reported: float = math.nan
    completed_low: float = math.nan
    completed_high: float = math.nan


class ArtefactKind(Enum):
    """Ways in which numbers move without disease moving."""

    DUMP = "dump of a backlog"
    CORRECTION = "correction of earlier counts"
    SOURCE_SHIFT = "all series of one source moved at once"
    SILENCE = "zeros after steady counts"
    NEW_UNIT = "level changed tenfold, shape unchanged"
    REVISION = "published number changed many-fold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """Numbers that moved for a reason other than disease, most likely.

    kind        what it looks like
    key         the key columns; None where it spans several values of that column
    series      rows of the panel that take part
    start, end  reference dates of the first and last period concerned
    observed    cases in the period that shows it (the dump, the negative count, the first silent period,
                ...); of a revision the new number
    before      typical count per period before it; of a revision the number that stood there before
    hides       True when a signal of these series was withheld from the findings because of it
    changed     day on which a revision was published; None for other kinds
    """

    kind: ArtefactKind
    key: Mapping[str, str | None]
    series: tuple[int, ...]
    start: date
    end: date
    observed: float
    before: float
    hides: bool
    changed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Everything one run of the watch found.

    signals    every judged cell, with the panel behind it
    findings   ranked; `more` says how many were cut by `top`
    artefacts  strongest first
    place      name of the column that holds places, or None
    fdr        level of the false discovery control
    level      p-value that made a count above, in place of the method's bound and of `fdr`; None = these two
    borders    unordered pairs of neighbouring places that were used
    options    the method's options that were given
    q_value    (S, J) p-values after false discovery control on each date; NaN = unjudged, or withheld in the
               newest period because of an artefact
    nowcast    name of the nowcast by which incomplete counts were judged; "" = as they were reported
    completed  series whose newest count was completed
    reported   (S, J) what was reported where a count was completed, NaN elsewhere; None = none was
    outlooks   what comes next, by the rank of the finding; empty where nobody asked
    """

    signals: Signals
    findings: tuple[Finding, ...]
    more: int
    artefacts: tuple[Artefact, ...]
    place: str | None
    fdr: float
    borders: frozenset[tuple[str, str]]
    options: Mapping[str, object]
    q_value: Array | None = None
    level: float | None = None
    nowcast: str = ""
    completed: int = 0
    reported: Array | None = None
    outlooks: Mapping[int, Outlook] = field(default_factory=dict)
