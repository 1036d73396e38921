"""What the searches for artefacts share: their thresholds, what they look at, what they answer."""

from dataclasses import dataclass
from datetime import date

from tocsin.cluster.finding import ArtefactKind
from tocsin.vocab.arrays import Array, Flags
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every

STEADY: dict[Every, int] = {"day": 28, "week": 26, "month": 12}  # periods that tell what was usual before
QUIET: dict[Every, int] = {"day": 7, "week": 4, "month": 3}  # fewest zeros in a row that can be silence
NEAR: dict[Every, int] = {"day": 14, "week": 4, "month": 3}  # periods between a correction and its mirror


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtefactOptions:
    """Thresholds of what is taken for a fault of the numbers.

    silence_chance   zeros in a row are silence when they had at most this chance under the former rate
    silence_steady   ... and this share of the periods before had cases
    silence_rate     ... and the former rate was at least this many cases per period
    silence_years    silences that began longer ago than this are not looked for
    dump_fold        a count that ends a silence is a dump when at least this many times the former rate
    dump_cases       ... and at least this many cases
    dump_backlog     ... and at most this many times what the silence held back; beyond it, it may be disease
    gap_backlog      ... after missing reports at most this many times: a gap proves less than zeros do
    spike_fold       daily counts only: one day this many times the largest of the 14 days before is a dump of
                     old cases; no outbreak of counts that steady grows so from one day to the next
    spike_steady     ... when the largest of those days had at least this many cases
    mirror_fold      a count mirrors a negative one when their sizes differ at most this many times
    shift_series     a source has shifted when at least this many of its series could show it
    shift_share      ... and this share of them moved the same way
    shift_sure       ... each by at least this many standard deviations
    shift_chance     ... which chance, at one in ten for each series, would do at most this often
    shift_expected   series expected to have fewer cases cannot show a shift
    shift_own        a series that rose this many times more than its source is not explained by the shift
    source           key column that names who reports; None = the place column
    unit_fold        smallest change of level that can be a new unit
    unit_after       fewest periods at the new level
    unit_steady      ... both levels with at least this many cases in their median period
    unit_clear       ... and a change this many times the variation of log counts on either side
    unit_shape       relative variation before and after may differ at most this many times
    revision_fold    a published number that changed at least this many times over can be a revision
    revision_cases   ... and by at least this many cases
    revision_apart   ... and whose larger value is at least this many times the largest of the periods around
    revision_unusual ... and that changed this many times as much as three quarters of its source's revisions
    explains         a sum is withheld when what is left of it without the artefacts below it is not above;
                     for methods without a bound, when they hold at least this share of its excess
    """

    silence_chance: float = 1e-6
    silence_steady: float = 0.6
    silence_rate: float = 0.5
    silence_years: float = 2.0
    dump_fold: float = 2.0
    dump_cases: float = 5.0
    dump_backlog: float = 3.0
    gap_backlog: float = 1.5
    spike_fold: float = 10.0
    spike_steady: float = 20.0
    mirror_fold: float = 2.0
    shift_series: int = 5
    shift_share: float = 0.75
    shift_sure: float = 1.64
    shift_chance: float = 2e-5
    shift_expected: float = 3.0
    shift_own: float = 3.0
    source: str | None = None
    unit_fold: float = 10.0
    unit_after: int = 6
    unit_steady: float = 5.0
    unit_clear: float = 4.0
    unit_shape: float = 2.0
    revision_fold: float = 10.0
    revision_cases: float = 20.0
    revision_apart: float = 5.0
    revision_unusual: float = 3.0
    explains: float = 0.5

    def __post_init__(self) -> None:
        for name in ("silence_chance", "silence_steady", "shift_share", "shift_chance", "explains"):
            if not 0 < getattr(self, name) <= 1:
                raise OptionError(name, getattr(self, name), "above 0 and at most 1")
        for name in (
            "dump_fold",
            "dump_backlog",
            "gap_backlog",
            "spike_fold",
            "mirror_fold",
            "shift_own",
            "unit_fold",
            "unit_shape",
            "revision_fold",
            "revision_apart",
        ):
            if not getattr(self, name) > 1:
                raise OptionError(name, getattr(self, name), "above 1")
        for name, least in (
            ("shift_series", 2),
            ("unit_after", 3),
            ("revision_cases", 1),
            ("revision_unusual", 1),
        ):
            if getattr(self, name) < least:
                raise OptionError(name, getattr(self, name), f"{least} or more")


DEFAULTS = ArtefactOptions()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """What the searches look at.

    counts   (S, T) cases; NaN = no report; may hold negative corrections
    first    place of the first judged period; artefacts are looked for from there on
    every    kind of period
    per_year periods in a year
    above    (S,) above in the newest period
    """

    counts: Array
    first: int
    every: Every
    per_year: int
    above: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """An artefact of one series, by places in time.

    start, end  first and last period concerned
    observed    cases in the period that shows it
    before      typical count per period before it; of a revision the number it replaced
    explains    True when it accounts for a count that is above in the newest period
    changed     day on which a revision was published
    """

    kind: ArtefactKind
    row: int
    start: int
    end: int
    observed: float
    before: float
    explains: bool
    changed: date | None = None
