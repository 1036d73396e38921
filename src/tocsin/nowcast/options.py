"""What a nowcast may be told; the defaults are one method for every source, daily, weekly or monthly."""

from dataclasses import dataclass
from datetime import date

from tocsin.vocab.errors import OptionError


@dataclass(frozen=True, slots=True, kw_only=True)
class NowcastOptions:
    """Options of `nowcast`. Only `total`, `back` and `holidays` are for everyday use.

    total      periods that are summed, the named one and those before it; 7 gives 7-day sums
    back       periods to answer for, the newest first; None = as many as the triangle has delays
    holidays   public holidays; in daily data a report of such a day is taken for a Sunday's
    shape      half-life of what is learnt about the shape of delays, in periods
    level      half-life of the level of reporting (faster or slower than usual), in periods
    settle     half-life with which that level is expected to return to the usual, in periods
    errors     half-life of past errors of nowcasts, in periods
    memory     past nowcasts that are looked at, in periods
    own        cases after which a series' own delays count as much as those of all series of its pool
    apart      key columns by whose values series are pooled: those of one pool learn from one another, those
               of two pools do not; columns that are not there are no matter
    """

    total: int = 1
    back: int | None = None
    holidays: frozenset[date] = frozenset()
    shape: float = 80.0
    level: float = 4.0
    settle: float = 10.0
    errors: float = 60.0
    memory: int = 200
    own: float = 50.0
    apart: tuple[str, ...] = ("source", "indicator", "unit")

    def __post_init__(self) -> None:
        if self.total < 1:
            raise OptionError("total", self.total, "1 period or more")
        if self.back is not None and self.back < 1:
            raise OptionError("back", self.back, "1 period or more")
        for name in ("shape", "level", "settle", "errors"):
            if not getattr(self, name) > 0:
                raise OptionError(name, getattr(self, name), "above 0 periods")
        if self.memory < 10:
            raise OptionError("memory", self.memory, "10 periods or more")
        if not self.own > 0:
            raise OptionError("own", self.own, "above 0 cases")
