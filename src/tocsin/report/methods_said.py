"""How each method judges, in one sentence for people who do not know its name."""

from tocsin.detect.registry import find_method
from tocsin.report.language import Language
from tocsin.vocab.errors import UnknownNameError


def N_(text: str) -> str:  # noqa: N802 - the name that marks a text for translation
    """Mark a text for translation; it is translated where it is used."""
    return text


SAID = {
    "farrington-flexible": N_(
        "Compares each count with the same season of past years, allowing for trend and giving past "
        "outbreaks less weight (improved Farrington, quasi-Poisson regression)."
    ),
    "farrington": N_(
        "Compares each count with the same weeks of past years, allowing for trend and giving past outbreaks "
        "less weight (original Farrington, quasi-Poisson regression)."
    ),
    "ears-c1": N_("Compares each count with the mean and spread of the periods just before it (EARS C1)."),
    "ears-c2": N_(
        "Compares each count with the mean and spread of recent periods, leaving out the two just before it "
        "(EARS C2)."
    ),
    "ears-c3": N_("Adds up the recent excesses over the mean of a short past (EARS C3)."),
    "cusum": N_("Adds up small excesses over the expected count until together they are unlikely (CUSUM)."),
    "glr-poisson": N_(
        "Asks at every period whether a lasting rise began some time ago (likelihood ratio, Poisson counts)."
    ),
    "glr-negbin": N_(
        "Asks at every period whether a lasting rise began some time ago (likelihood ratio, overdispersed "
        "counts)."
    ),
    "bayes": N_("Compares each count with what similar weeks of past years predict (Bayesian prediction)."),
    "rki": N_("Compares each count with the mean and spread of similar weeks of past years (RKI)."),
    "cdc": N_("Compares four weeks with the same stretch of the five past years (CDC, historical limits)."),
    "outbreak-p": N_(
        "Asks whether counts have begun to rise steadily, without assuming a shape (OutbreakP)."
    ),
    "rogerson": N_(
        "Adds up small excesses over the expected count, with limits fitted to each period (Rogerson)."
    ),
    "negbin-glm": N_(
        "Compares each count with a seasonal curve and trend fitted to the past, for overdispersed counts."
    ),
    "poisson-glm": N_(
        "Compares each count with a seasonal curve and trend fitted to the past, for Poisson counts."
    ),
}


def how_it_judges(name: str, lang: Language) -> str:
    """One sentence on a method; for a plug-in its own title, for an unknown one nothing."""
    if name in SAID:
        return lang.gettext(SAID[name])
    try:
        return find_method(name).title
    except UnknownNameError:
        return ""
