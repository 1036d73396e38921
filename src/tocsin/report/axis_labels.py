"""Labels on the time axis of a close-up."""

from datetime import date

from tocsin.report.language import Language
from tocsin.vocab.periods import Every


def ticks(days: list[date], every: Every, lang: Language) -> dict[int, tuple[str, ...]]:
    """Labels counted back from the last period; the year where it first shows."""
    step = {"day": 7, "week": 5, "month": 6}[every]
    places = range(len(days) - 1, -1, -step)
    shown: dict[int, tuple[str, ...]] = {}
    year = None
    for place in sorted(places):
        own, short = lang.short_period(days[place], every)
        shown[place] = (short,) if own == year else (short, own)
        year = own
    return shown
