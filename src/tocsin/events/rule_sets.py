"""Rule sets: which milestones start and stop which clock, as data, each text in its version.

Members are bound by different texts, so a member names those that hold for it (`Member.rule_sets`), such as
"ihr-2024" and "7-1-7". docs/clocks.md has the format and the sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tocsin.events.packs import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """One clock.

    id        "assess"
    starts    milestone it starts at
    stops     milestones it stops at: the last one that applies counts
    limit     hours or calendar days, as `counting` says
    counting  "hours": to the second; "days": calendar days, so that one day after means the day after
    source    article or page
    """

    id: str
    title: Text = field(hash=False)
    starts: str
    stops: tuple[str, ...]
    limit: int
    counting: Literal["hours", "days"]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A text that binds members, with its clocks.

    id          with the version in it: "ihr-2024"
    in_force    from this day on
    milestones  titles of those its clocks speak of, by id
    """

    id: str
    title: Text = field(hash=False)
    in_force: date
    milestones: Mapping[str, Text] = field(hash=False)
    clocks: tuple[ClockRule, ...]
    source: str
