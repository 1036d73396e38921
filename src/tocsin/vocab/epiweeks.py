"""Epidemiological weeks of the United States (MMWR), Sunday to Saturday, and the ISO week each stands for.

Week 1 of a year is the first with at least four of its days in January, so its Saturday is the first one on
or after 4 January. Panels know one kind of week, Monday to Sunday. An MMWR week shares six of its seven
days with the ISO week that begins on its Monday, and stands for that one; its Sunday, the day before, is
the error made. The number of the week is usually, but not in every year, the same.

Source    CDC, MMWR Weeks, ndc.services.cdc.gov (MMWR_Week_overview.pdf).
"""

from datetime import date, timedelta

from tocsin.vocab.errors import DateError


def epiweek_saturday(year: int, week: int) -> date:
    """The last day of an MMWR week.

    >>> epiweek_saturday(2025, 7), epiweek_saturday(2020, 53)
    (datetime.date(2025, 2, 15), datetime.date(2021, 1, 2))
    >>> epiweek_saturday(2021, 53)
    Traceback (most recent call last):
    tocsin.vocab.errors.DateError: 2021 has no MMWR week 53: it has 1 to 52.
    """
    last = _weeks_in(year)
    if not 1 <= week <= last:
        raise DateError(f"{year} has no MMWR week {week}: it has 1 to {last}.")
    return _first_saturday(year) + timedelta(weeks=week - 1)


def iso_week_of(saturday: date) -> date:
    """Last day of the ISO week that shares six days with the MMWR week ending on a Saturday.

    >>> iso_week_of(date(2025, 2, 15))
    datetime.date(2025, 2, 16)
    """
    if saturday.isoweekday() != 6:
        raise DateError(f"{saturday} is a {saturday:%A}: an MMWR week ends on a Saturday.")
    return saturday + timedelta(days=1)


def _first_saturday(year: int) -> date:
    fourth = date(year, 1, 4)
    return fourth + timedelta(days=(6 - fourth.isoweekday()) % 7)


def _weeks_in(year: int) -> int:
    return (_first_saturday(year + 1) - _first_saturday(year)).days // 7
