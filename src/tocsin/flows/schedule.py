"""The schedule: watch a workspace at set times, put what is found on its board, do what has fallen due."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from tocsin.flows.board_findings import PutUp, board_of, put_watch_up
from tocsin.vocab.errors import OptionError, TocsinError

Often = Literal["hour", "day", "week"]
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TICK = 60.0  # seconds between two looks at what has fallen due
_BOUND = {
    "hour": 'minutes past the hour, such as ":15"',
    "day": 'a time of day, such as "07:00"',
    "week": 'a day of the week and a time of day, such as "Mon 07:00"',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Set times, UTC.

    weekday  0 = Monday; only of a week
    hour     only of a day or week
    """

    every: Often
    minute: int
    hour: int = 0
    weekday: int = 0

    def after(self, moment: datetime) -> datetime:
        """The first of them later than a moment.

        >>> times = read_times("week", "Mon 07:00")
        >>> print(times.after(datetime(2026, 5, 18, 7, 0, tzinfo=UTC)))
        2026-05-25 07:00:00+00:00
        """
        now = moment.astimezone(UTC)
        step = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[self.every]
        first = now.replace(minute=self.minute, second=0, microsecond=0)
        if self.every != "hour":
            first = first.replace(hour=self.hour)
        if self.every == "week":
            first += timedelta(days=self.weekday - now.weekday())
        while first <= now:
            first += step
        return first


def read_times(every: Often, at: str) -> Times:
    """Times as they are typed; raises OptionError that says what was expected.

    >>> read_times("hour", ":15").minute, read_times("day", "07:30").hour
    (15, 7)
    """
    found = re.fullmatch(r"(?:([A-Za-z]{3}) )?(\d{1,2})?:(\d{2})", at.strip())
    day, hour, minute = found.groups() if found else (None, None, "99")
    name = day.title() if day else None
    given = (name is not None, hour is not None)
    wanted = {"hour": (False, False), "day": (False, True), "week": (True, True)}[every]
    if given != wanted or (name and name not in DAYS) or int(hour or 0) > 23 or int(minute) > 59:
        raise OptionError("at", at, _BOUND[every])
    return Times(
        every=every, minute=int(minute), hour=int(hour or 0), weekday=DAYS.index(name) if name else 0
    )  # fmt: skip


def keep(
    times: Times,
    *,
    watch: Callable[[datetime], str],
    due: Callable[[datetime], None],
    clock: Callable[[], datetime],
    wait: Callable[[float], None],
    say: Callable[[str], None],
) -> None:
    """Go on until `wait` raises: `due` every minute, `watch` at the set times.

    A time that passed meanwhile (a machine asleep, a long watch) is made up for once. What a turn cannot do
    (a database that is away, a faulty setting) is said, and tried again at the next one.
    """
    coming = times.after(clock())
    say(f"The next watch is at {coming:%Y-%m-%d %H:%M} UTC.")
    while True:
        wait(max(0.0, min(TICK, (coming - clock()).total_seconds())))
        moment = clock()
        _attempt(lambda moment=moment: due(moment), say)  # type: ignore[misc]
        if moment >= coming:
            _attempt(lambda moment=moment: say(watch(moment)), say)  # type: ignore[misc]
            coming = times.after(clock())
            say(f"The next watch is at {coming:%Y-%m-%d %H:%M} UTC.")


def watch_onto_board(folder: str, database: str = "", *, at: datetime) -> PutUp:
    """Watch a workspace with all that was published, and put what is found on its board."""
    from tocsin.flows.watch_workspace import watch_workspace
    from tocsin.flows.workspace import open_workspace

    return put_watch_up(folder, watch_workspace(open_workspace(folder)), database, at=at)


def do_what_is_due(folder: str, database: str = "", *, at: datetime) -> None:
    """What happens by itself once its time is up: rounds of assessment are opened."""
    from tocsin.flows.assess import reveal_all_due

    with board_of(folder, database) as (room, _):
        reveal_all_due(room, at=at)


def _attempt(turn: Callable[[], None], say: Callable[[str], None]) -> None:
    try:
        turn()
    except TocsinError as error:
        say(f"tocsin: {' '.join(str(error).split())} [{error.code}]")
