"""What series, findings and artefacts are called: their key columns in the order people say them."""

from collections.abc import Mapping

from tocsin.cluster.finding import Watch
from tocsin.report.language import Language


def key_of(watch: Watch, series: int) -> dict[str, str | None]:
    """Key columns of one row of the panel; None = summed over that column."""
    frame = watch.signals.panel.series
    return dict(frame.row(series, named=True)) if frame.columns else {}


def name_of(key: Mapping[str, str | None], watch: Watch, lang: Language) -> str:
    """A key as people say it: what, then where.

    A column without a value is left out, but a place without one is said: the series is a sum.
    """
    what = [value for column, value in key.items() if column != watch.place and value is not None]
    if watch.place is not None and watch.place in key:
        what.append(key[watch.place] or lang.gettext("all places together"))
    if not what:
        return lang.gettext("all series together") if key else lang.gettext("the series")
    return lang.pgettext("between the parts of a name", ", ").join(what)


def series_name(watch: Watch, series: int, lang: Language) -> str:
    """Name of one row of the panel."""
    return name_of(key_of(watch, series), watch, lang)
