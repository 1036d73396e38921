"""What pages of events tell with: names, moments and lengths of time in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from tocsin.events.event import Event
from tocsin.events.fact import SYSTEM, Fact
from tocsin.events.packs import Pack
from tocsin.events.people import Member
from tocsin.events.rule_sets import RuleSet
from tocsin.flows.board import BoardRoom
from tocsin.report.language import Language
from tocsin.web.pages import name_of
from tocsin.web.words import milestone_title

_UNITS = ((1 << 20, "MB"), (1 << 10, "kB"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Whatever turns codes and ids into words for one reader.

    names    of people by id;  links  titles of events that may be named, by id
    tasks    texts of tasks that may be named, by id
    """

    lang: Language
    members: Mapping[str, Member] = field(hash=False)
    names: Mapping[str, str] = field(hash=False)
    packs: Mapping[str, Pack] = field(hash=False)
    rule_sets: Mapping[str, RuleSet] = field(hash=False)
    links: Mapping[str, str] = field(hash=False)
    tasks: Mapping[str, str] = field(hash=False)

    def member(self, code: str) -> str:
        """A member's name; its code where it is not on the board."""
        return name_of(self.members[code], self.lang) if code in self.members else code

    def in_row(self, codes: Iterable[str]) -> str:
        """Members in a row, all of them."""
        found = sorted(self.member(code) for code in codes)
        return self.lang.listing(found, most=len(found)) if found else self.lang.gettext("nobody")

    def person(self, name: str) -> str:
        """Somebody's name; one that was erased is a former user."""
        if name == SYSTEM:
            return self.lang.gettext("by itself")
        return self.names.get(name) or self.lang.gettext("former user %(id)s", id=name)

    def by(self, fact: Fact) -> str:
        """Who did it, and for which member."""
        if not fact.member:
            return self.person(fact.person)
        person, member = self.person(fact.person), self.member(fact.member)
        return self.lang.gettext("%(person)s, %(member)s", person=person, member=member)

    def milestone(self, name: str) -> str:
        """What a milestone is called."""
        return milestone_title(name, self.rule_sets, self.lang)

    def pack(self, name: str) -> Pack | None:
        """A threat pack, where it is on this server."""
        return self.packs.get(name)

    def when(self, moment: datetime | date) -> str:
        """A moment in UTC, or a day."""
        if not isinstance(moment, datetime):
            return day_of(self.lang, moment)
        there = moment.astimezone(UTC)
        return f"{day_of(self.lang, there.date())}, {there:%H:%M} UTC"

    def length(self, time: timedelta) -> str:
        """A length of time in its two largest units: 2 days 3 hours."""
        say, minutes = self.lang.ngettext, max(1, round(time.total_seconds() / 60))
        days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
        parts = [
            (days, say("%(n)s day", "%(n)s days", days)),
            (hours, say("%(n)s hour", "%(n)s hours", hours)),
            (0 if days else rest, say("%(n)s minute", "%(n)s minutes", rest)),
        ]
        return " ".join(text for number, text in parts if number)

    def size(self, count: int) -> str:
        """Bytes, in the unit that keeps the number short."""
        for unit, name in _UNITS:
            if count >= unit:
                return f"{self.lang.number(round(count / unit, 1))} {name}"
        return self.lang.ngettext("%(n)s byte", "%(n)s bytes", count)


def telling(
    room: BoardRoom, lang: Language, event: Event | None = None, *, links: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Telling:  # fmt: skip
    """The words for one reader; `event` as they see it lends the texts of its tasks."""
    inside = [] if event is None else [own.tasks for own in event.inside.values()]
    shared = [] if event is None else [event.tasks]
    return Telling(
        lang=lang, members=room.board.members, names=names or {}, packs=room.packs,
        rule_sets=room.rule_sets, links=links or {},
        tasks={task.id: task.text for tasks in (*shared, *inside) for task in tasks.values()},
    )  # fmt: skip


@lru_cache(maxsize=4096)
def day_of(lang: Language, day: date) -> str:
    """A day in full; the same few days stand on a page a hundred times."""
    return lang.day(day)
