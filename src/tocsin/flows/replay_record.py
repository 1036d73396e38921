"""What a replay tells: weeks, findings, episodes, labels, sums."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding of one week, as it was known then.

    day         the day as of which the week was watched; period is the reference date of the newest period
    rank        1 = first to look at; points are what it was made from
    key         key columns of the finding; lead those of its lead series; series those of all that take part
    start       first period above in the unbroken run
    completed   True where the observed count is the middle of a nowcast
    """

    day: date
    period: date
    rank: int
    points: float
    key: Mapping[str, str | None]
    lead: Key
    series: tuple[Key, ...]
    start: date
    observed: float
    expected: float
    p_value: float
    q_value: float
    completed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week of the replay.

    day        as of which it was watched
    published  whether anything was published since the week before; otherwise nothing was judged, and all
               numbers are 0
    period     reference date of the newest period then known; None where nothing was published
    judged     series judged in it; above those above
    findings   findings at the level of the watch; new ones belong to no episode of an earlier week
    artefacts  artefacts listed; hidden those that withheld a signal
    completed  series whose newest count was judged by its nowcast
    over       series over the threshold
    level      level learnt for this week from the weeks before; None = none yet, or no budget
    budgeted   findings at that level
    """

    day: date
    published: bool
    period: date | None = None
    judged: int = 0
    above: int = 0
    findings: int = 0
    new: int = 0
    artefacts: int = 0
    hidden: int = 0
    completed: int = 0
    over: int = 0
    level: float | None = None
    budgeted: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """Findings of consecutive weeks that share a series (one week may be missing between).

    lead       key columns of the first lead series
    first      day as of which it was first found; last the day of the last time
    start      reference date of the first period above when it was first found
    weeks      weeks in which it was found
    points     the most it ever had
    threshold  first day on which the lead series was over the threshold, from four weeks before `start` to
               the end of the episode; None = on no day, or the episode was found in the first week of all
    gained     days that the watch was earlier than the threshold; negative = later
    labelled   whether it is about a label; None without labels
    """

    lead: Mapping[str, str | None]
    first: date
    last: date
    start: date
    weeks: int
    points: float
    threshold: date | None
    gained: int | None
    labelled: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """What became of one label.

    found, threshold     first day on which a finding, or the threshold, was about it; None = never
    delay                days from the label's start to `found`
    threshold_delay      the same of the threshold
    """

    key: Mapping[str, str]
    start: date
    end: date
    found: date | None
    delay: int | None
    threshold: date | None
    threshold_delay: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one list of findings did.

    findings_a_week  mean over the weeks that were judged
    over_budget      weeks with more findings than the budget; None without one
    labels           labels whose time lies in the replay; pod the share of them found, NaN without labels
    delay            median of the days from the start of a label until it was found; NaN where none was
    false            findings about no label; false_a_week the mean over weeks. NaN without labels
    """

    weeks: int
    findings_a_week: float
    over_budget: int | None
    labels: int
    pod: float
    delay: float
    false: int
    false_a_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A replay.

    weeks       in order
    findings    at the level of the watch (`fdr`); budgeted those at the learnt levels, in the weeks that
                have one
    episodes    in the order in which they were first found
    labels      what became of each, by the watch; labels_budgeted the same within the budget
    score       of the findings, over all weeks; score_same over the weeks that have a learnt level
    budgeted_score  of the budgeted ones, over those weeks
    threshold   in words
    next_level  the level learnt from all weeks, for the week after them; None = none, or no budget
    nowcast     "nowcast" where incomplete counts were judged by their nowcast
    by          key columns of the workspace
    """

    weeks: tuple[Week, ...]
    findings: tuple[Told, ...]
    budgeted: tuple[Told, ...]
    episodes: tuple[Episode, ...]
    labels: tuple[Struck, ...]
    labels_budgeted: tuple[Struck, ...]
    score: Score
    score_same: Score | None
    budgeted_score: Score | None
    threshold: str
    fdr: float
    budget: float | None
    next_level: float | None
    method: str
    nowcast: str = ""
    by: tuple[str, ...] = field(default=())
