"""One language of the report: its sentences, plural forms, numbers, dates and names of periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from math import ceil, floor, isfinite, log10
from typing import Literal, get_args

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from tocsin.report.catalogue import catalogue
from tocsin.vocab.errors import UnknownNameError
from tocsin.vocab.periods import Every

Lang = Literal["en", "ru", "zh"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
Role = Literal["name", "during", "since"]
_LOCALE: dict[Lang, str] = {"en": "en_GB", "ru": "ru_RU", "zh": "zh_Hans_CN"}
_ORDINALS = (
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says things. Texts take their values by name: `%(n)s`."""

    code: Lang
    locale: Locale
    translations: NullTranslations

    def gettext(self, text: str, **values: object) -> str:
        """A text in this language."""
        return self.translations.gettext(text) % values

    def pgettext(self, context: str, text: str, **values: object) -> str:
        """A text whose translation depends on where it stands."""
        return self.translations.pgettext(context, text) % values

    def ngettext(self, one: str, many: str, n: float, **values: object) -> str:
        """A text in the plural form that a number asks for; `%(n)s` is the number as it is written here.

        >>> ru = language("ru")
        >>> [ru.ngettext("%(n)s case", "%(n)s cases", n) for n in (1, 2, 5, 1.5)]
        ['1 случай', '2 случая', '5 случаев', '1,5 случая']
        """
        # A fraction takes the form of two in all three languages: 1.5 cases, 1,5 случая.
        whole = int(n) if float(n).is_integer() else 2
        return self.translations.ngettext(one, many, whole) % ({"n": self.number(n)} | values)

    def number(self, value: float) -> str:
        """A number with this language's separators; three significant digits when it is not whole.

        >>> language("en").number(12345), language("ru").number(1.5), language("en").number(0.12345)
        ('12,345', '1,5', '0.123')
        """
        if not isfinite(value):
            return "–"
        if not float(value).is_integer() and value != 0:
            digits = 2 - floor(log10(abs(value)))
            value = round(value, max(0, digits))
        return format_decimal(value, format="#,##0.##########", locale=self.locale)

    def percent(self, share: float) -> str:
        """A share as a percentage.

        >>> language("en").percent(0.05), language("zh").percent(0.125)
        ('5%', '12.5%')
        """
        return format_percent(share, locale=self.locale, decimal_quantization=False)

    def one_in(self, p: float) -> str:
        """A probability as people say it.

        >>> language("en").one_in(0.00021), language("en").one_in(1e-12)
        ('about 1 in 4,800', 'less than 1 in a million')
        """
        if not isfinite(p):
            return "–"
        if p < 1e-6:
            return self.gettext("less than 1 in a million")
        if p > 0.4:
            return self.gettext("about %(share)s", share=self.percent(round(p, 1)))
        times = 1 / p
        step = 10.0 ** max(0, floor(log10(times)) - 1)
        return self.gettext("about 1 in %(n)s", n=self.number(round(times / step) * step))

    def probability(self, name: str, p: float) -> str:
        """A probability as methods print it: two significant digits, powers of ten when small.

        >>> en, ru = language("en"), language("ru")
        >>> print(en.probability("p", 0.00021), ru.probability("q", 0.0312), sep=" | ")
        p = 2.1 × 10⁻⁴ | q = 0,031
        """
        if not isfinite(p):
            return f"{name} = –"
        if p < 1e-15:
            return f"{name} < 10⁻¹⁵"
        if p >= 0.001:
            return f"{name} = {format_decimal(float(f'{p:.2g}'), format='0.####', locale=self.locale)}"
        mantissa, exponent = f"{p:.1e}".split("e")
        digits = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        factor = format_decimal(float(mantissa), format="0.0", locale=self.locale)
        return f"{name} = {factor}\u00a0×\u00a010{digits}"

    def stopped(self, text: str) -> str:
        """A sentence with its full stop; one that ends with an abbreviation (2025 г.) has it already."""
        return text if text.endswith(".") else self.gettext("%(facts)s.", facts=text)

    def day(self, day: date) -> str:
        """A day in full.

        >>> print(*(language(code).day(date(2025, 4, 13)) for code in LANGUAGES), sep=" | ")
        13 April 2025 | 13 апреля 2025 г. | 2025年4月13日
        """
        written = format_date(day, format="long", locale=self.locale)
        return written.replace("\u202f", "\u00a0")  # many fonts lack the narrow space

    def moment(self, when: datetime) -> str:
        """A day and a time of day, with the zone where it is known."""
        zone = f" {when.tzname()}" if when.tzinfo else ""
        return f"{self.day(when.date())}, {when:%H:%M}{zone}"

    def period(self, end: date, every: Every, role: Role = "name") -> str:
        """Name of the period that ends on a day, in the form its place in a sentence asks for.

        >>> print(*(language(code).period(date(2025, 4, 13), "week") for code in LANGUAGES), sep=" | ")
        2025-W15 | 15-я неделя 2025 г. | 2025年第15周
        >>> ru, sunday = language("ru"), date(2025, 4, 13)
        >>> print(ru.period(sunday, "week", "during"), ru.period(sunday, "week", "since"), sep=" | ")
        за 15-ю неделю 2025 г. | 15-й недели 2025 г.
        """
        if role == "during":
            return self._during(end, every)
        match every:
            case "day":
                return self.day(end)
            case "month":
                return self._month(end, bare=role == "name")
            case "week":
                values = self._week(end)
                if role == "since":
                    return self.pgettext("since this week", "%(year)s-W%(week)s", **values)
                return self.pgettext("name of a week", "%(year)s-W%(week)s", **values)

    def _during(self, end: date, every: Every) -> str:
        match every:
            case "day":
                return self.gettext("on %(day)s", day=self.day(end))
            case "month":
                return self.pgettext("in a month", "in %(month)s", month=self._month(end, bare=True))
            case "week":
                return self.gettext("in %(year)s-W%(week)s", **self._week(end))

    def _month(self, end: date, *, bare: bool) -> str:
        """A month and its year; Russian asks for "апрель" alone and "апреля" after "с"."""
        russian = "LLLL y\u00a0'г'." if bare else "MMMM y\u00a0'г'."
        pattern = {"en": "MMMM y", "ru": russian, "zh": "y年M月"}[self.code]
        return format_date(end, format=pattern, locale=self.locale)

    def _week(self, end: date) -> dict[str, str]:
        year, week, _ = end.isocalendar()
        return {"year": str(year), "week": f"{week:02d}" if self.code == "en" else str(week)}

    def short_period(self, end: date, every: Every) -> tuple[str, str]:
        r"""Year and short name of a period, for an axis or the head of a narrow column.

        >>> [language(code).short_period(date(2025, 4, 13), "week") for code in LANGUAGES]
        [('2025', 'W15'), ('2025', '15\xa0нед.'), ('2025年', '15周')]
        """
        year = end.isocalendar()[0] if every == "week" else end.year
        written = self.pgettext("year on an axis", "%(year)s", year=str(year))
        match every:
            case "week":
                week = end.isocalendar()[1]
                number = f"{week:02d}" if self.code == "en" else str(week)
                return written, self.pgettext("week on an axis", "W%(week)s", week=number)
            case "month":
                return written, format_date(end, format="LLL", locale=self.locale)
            case "day":
                pattern = {"en": "d MMM", "ru": "d MMM", "zh": "M月d日"}[self.code]
                return written, format_date(end, format=pattern, locale=self.locale)

    def year(self, year: int, role: Role = "name") -> str:
        """A year, in the form its place in a sentence asks for."""
        if role == "since":
            return self.pgettext("since this year", "%(year)s", year=str(year))
        return str(year)

    def ordinal(self, n: int) -> str:
        """The word for a place in a sequence in English, the digits elsewhere.

        >>> language("en").ordinal(4), language("en").ordinal(22), language("ru").ordinal(4)
        ('fourth', '22nd', '4')
        """
        if self.code != "en":
            return str(n)
        if n < len(_ORDINALS):
            return _ORDINALS[n]
        ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        return f"{n}{ending}"

    def listing(self, names: Sequence[str], most: int) -> str:
        """Names in a row, the last ones as a number when there are more than `most`.

        >>> language("en").listing(["Saga", "Oita", "Nara", "Kyoto"], most=2)
        'Saga, Oita and 2 more'
        """
        comma = self.pgettext("between names", ", ")
        shown, rest = list(names[:most]), len(names) - most
        if rest > 0:
            return self.ngettext(
                "%(names)s and %(n)s more", "%(names)s and %(n)s more", rest, names=comma.join(shown)
            )
        if len(shown) < 2:
            return "".join(shown)
        return self.gettext("%(names)s and %(last)s", names=comma.join(shown[:-1]), last=shown[-1])


@cache
def language(code: Lang | str) -> Language:
    """The language with a code: en, ru or zh."""
    if code not in LANGUAGES:
        raise UnknownNameError("language", code, LANGUAGES)
    return Language(code, Locale.parse(_LOCALE[code]), catalogue(code))


def whole_range(low: float, high: float) -> tuple[float, float]:
    """The whole numbers inside a range of counts, for data that are whole numbers.

    >>> whole_range(2.4, 17.8), whole_range(3.2, 3.8)
    ((3, 17), (4, 4))
    """
    inside = (ceil(low), floor(high))
    return inside if inside[0] <= inside[1] else (ceil(low), ceil(low))
