"""Serial intervals as papers give them; each row names the paper, so that it can be checked and doubted.

A serial interval is no constant of a disease: it shortens when cases are isolated fast, differs between
households and hospitals, and is measured in growing outbreaks, which favours short ones. Take the row that
fits the setting, or give a mean and sd of your own. Households are over-represented here.

Left out on purpose: diseases whose published mean or sd could not be confirmed (COVID-19 Delta and Omicron,
mpox, cholera, norovirus, diphtheria), and intervals of which a large part is negative, which a renewal model
cannot use.
"""

from dataclasses import dataclass

from tocsin.rt.interval import SerialInterval
from tocsin.vocab.errors import UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedInterval:
    """One published serial interval.

    name          what `find_interval` and `tocsin rt --disease` take
    disease       in words
    mean, sd      days
    distribution  fitted by the paper: normal, gamma, Weibull, log-normal
    setting       where and among whom
    source        authors (year), journal, volume and pages
    doi           of the paper that gives mean and sd
    """

    name: str
    disease: str
    mean: float
    sd: float
    distribution: str
    setting: str
    source: str
    doi: str

    @property
    def interval(self) -> SerialInterval:
        """As a shifted gamma in days, whatever the paper fitted."""
        return SerialInterval(mean=self.mean, sd=self.sd)


_VINK = "Vink, Bootsma, Wallinga (2014), Am. J. Epidemiol. 180:865-875"
_VINK_DOI = "10.1093/aje/kwu209"


def _vink(name: str, disease: str, mean: float, sd: float, setting: str) -> PublishedInterval:
    return PublishedInterval(
        name=name, disease=disease, mean=mean, sd=sd, distribution="normal", setting=setting,
        source=_VINK, doi=_VINK_DOI,
    )  # fmt: skip


PUBLISHED: tuple[PublishedInterval, ...] = (
    PublishedInterval(
        name="covid-19-ancestral", disease="COVID-19, first wave", mean=4.7, sd=2.9,
        distribution="log-normal", setting="28 pairs, several countries, to February 2020",
        source="Nishiura, Linton, Akhmetzhanov (2020), Int. J. Infect. Dis. 93:284-286",
        doi="10.1016/j.ijid.2020.02.060",
    ),
    PublishedInterval(
        name="ebola", disease="Ebola virus disease", mean=15.3, sd=9.3, distribution="gamma",
        setting="92 pairs, West Africa 2014", doi="10.1056/NEJMoa1411100",
        source="WHO Ebola Response Team (2014), N. Engl. J. Med. 371:1481-1495",
    ),
    PublishedInterval(
        name="influenza", disease="Influenza, seasonal", mean=3.6, sd=1.6, distribution="Weibull",
        setting="14 pairs in households, Hong Kong 2007", doi="10.1097/EDE.0b013e31819d1092",
        source="Cowling, Fang, Riley, Peiris, Leung (2009), Epidemiology 20:344-347",
    ),
    _vink("influenza-h1n1pdm09", "Influenza A(H1N1)pdm09", 2.8, 0.8, "households, Canada 2009"),
    _vink("influenza-h3n2", "Influenza A(H3N2)", 2.2, 0.8, "households, France 1999-2000"),
    PublishedInterval(
        name="influenza-pandemic", disease="Influenza, pandemic planning", mean=2.6, sd=1.5,
        distribution="gamma", setting="households, before 2005; used for 1918 and 2009 in Cori et al. 2013",
        source="Ferguson et al. (2005), Nature 437:209-214", doi="10.1038/nature04017",
    ),
    PublishedInterval(
        name="marburg", disease="Marburg virus disease", mean=9.0, sd=5.4, distribution="gamma",
        setting="Angola 2005; generation time", doi="10.1371/journal.pone.0050948",
        source="Ajelli, Merler (2012), PLoS One 7:e50948",
    ),
    _vink("measles", "Measles", 11.9, 2.6, "5,659 intervals in households, United States 1917-1923"),
    PublishedInterval(
        name="mers", disease="Middle East respiratory syndrome", mean=6.8, sd=4.1, distribution="gamma",
        setting="Saudi Arabia 2013-2014", doi="10.1073/pnas.1519235113",
        source="Cauchemez et al. (2016), Proc. Natl. Acad. Sci. 113:9081-9086",
    ),
    _vink("mumps", "Mumps", 18.0, 3.5, "households, England 1947-1951"),
    _vink("pertussis", "Pertussis", 22.8, 6.5, "households, Netherlands 2006-2008"),
    _vink("rsv", "Respiratory syncytial virus", 7.5, 2.1, "households, England"),
    _vink("rubella", "Rubella", 18.3, 2.0, "household contacts, before 1946"),
    PublishedInterval(
        name="sars", disease="Severe acute respiratory syndrome", mean=8.4, sd=3.8, distribution="Weibull",
        setting="Singapore 2003, after measures", doi="10.1126/science.1086616",
        source="Lipsitch et al. (2003), Science 300:1966-1970",
    ),
    _vink("smallpox", "Smallpox", 16.7, 3.3, "Germany, household and hospital"),
    _vink("varicella", "Varicella", 14.1, 2.4, "households, England 1947-1951"),
)  # fmt: skip


def serial_intervals() -> tuple[PublishedInterval, ...]:
    """Every published serial interval there is here, by name.

    >>> [row.name for row in serial_intervals()][:3]
    ['covid-19-ancestral', 'ebola', 'influenza']
    """
    return PUBLISHED


def find_interval(name: str) -> PublishedInterval:
    """One published serial interval; UnknownNameError lists the names there are.

    >>> find_interval("measles").mean
    11.9
    """
    for row in PUBLISHED:
        if row.name == name.strip().lower():
            return row
    raise UnknownNameError("serial interval", name, [row.name for row in PUBLISHED])
