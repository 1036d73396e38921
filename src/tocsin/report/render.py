"""A Watch as one page that needs nothing else: no network, no fonts, no other file."""

import re
from base64 import b64encode
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from tocsin.charts.draw import locales, runtime
from tocsin.charts.palette import DARK, LIGHT, exchange
from tocsin.charts.theme import theme
from tocsin.cluster.finding import Watch
from tocsin.report.cards import card
from tocsin.report.facts import provenance
from tocsin.report.grid import grid
from tocsin.report.language import Lang, Language, language
from tocsin.report.methods_said import how_it_judges
from tocsin.report.names import names_of
from tocsin.report.oddities import oddities
from tocsin.report.opening import captions, lead, nothing_found, tiles, unjudged_said
from tocsin.report.pictures import CHART_LOCALE, data_block
from tocsin.report.sentences import headline
from tocsin.report.unjudged import methods_used, unjudged

_ORDINAL = re.compile(r"(?<=\d)-(?=[а-я])")
_FACES = {
    "en": 'system-ui,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif',
    "ru": 'system-ui,"Segoe UI",Roboto,"Noto Sans","PT Sans","Helvetica Neue",Arial,sans-serif',
    "zh": '"PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC",'
    '"WenQuanYi Micro Hei",system-ui,sans-serif',
}


def render_report(
    watch: Watch,
    *,
    lang: Lang = "en",
    made_at: datetime | None = None,
    version: str,
    source: str | None = None,
    interactive: bool = True,
) -> str:
    """The situation report as one self-contained HTML page.

    Parameters
    ----------
    watch        what the watch found
    lang         en, ru or zh
    made_at      when the report is made, said in its last lines; None = not said
    version      version of tocsin, said beside it
    source       where the data come from, in a few words; None = "not stated"
    interactive  add the drawing libraries (0.9 MB), so that pointing at a chart reads its values. Without
                 them the page holds no script at all; the charts look the same

    Returns
    -------
    HTML text. The same input gives the same text: no clock, no file, no network.
    Raises UnknownNameError for a language that does not exist. Cost: about 0.1 s per finding, and 1.6 s
    once per process for the drawing libraries.
    """
    spoken = language(lang)
    script = runtime(_resource("live.js")) if interactive and watch.findings else ""
    values = _values(watch, spoken, made_at=made_at, version=version, source=source, live=bool(script))
    live = {"config": theme(), **locales(CHART_LOCALE[lang])} if script else {}
    return (
        _pages()
        .get_template("report.html.j2")
        .render(
            values,
            _=spoken.gettext,
            ngettext=spoken.ngettext,
            number=spoken.number,
            style=_style(spoken.code),
            script=script,
            live=data_block(live),
            policy=policy(script),
        )
    )


def _values(
    watch: Watch,
    lang: Language,
    *,
    made_at: datetime | None,
    version: str,
    source: str | None,
    live: bool,
) -> dict[str, object]:
    """Everything the templates name, as text ready to be escaped."""
    close_caption, history_caption, period_word = captions(watch, lang)
    names = names_of(watch, lang)
    left = unjudged(names)
    return {
        "html_lang": {"zh": "zh-Hans"}.get(lang.code, lang.code),
        "version": version,
        "headline": headline(names),
        "newest": lang.period(watch.signals.periods.end(-1), watch.signals.periods.every),
        "lead": lead(names),
        "tiles": tiles(watch, lang),
        "nothing": nothing_found(watch, lang),
        "cards": [card(finding, names, live=live) for finding in watch.findings],
        "more": _more(watch.more, lang),
        "outlooks": bool(watch.outlooks),
        "close_caption": close_caption,
        "history_caption": history_caption,
        "period_word": period_word,
        "grid": grid(watch, lang),
        "comma": lang.pgettext("between names", ", "),
        "unjudged": left,
        "unjudged_said": unjudged_said(left, lang),
        "oddities": oddities(names),
        "methods": [(name, series, how_it_judges(name, lang)) for name, series in methods_used(watch)],
        "cut": _cut(watch, lang),
        "facts": provenance(watch, lang, made_at=made_at, version=version, source=source),
        "footer": f"tocsin {version}" + (f" · {lang.moment(made_at)}" if made_at else ""),
    }


def _cut(watch: Watch, lang: Language) -> str:
    """How signals became findings."""
    if watch.level is None:
        return lang.gettext(
            "Of all series judged in the newest period, those stay that pass the control of false "
            "discoveries after Benjamini and Hochberg: at most the given share of them is expected to be "
            "chance."
        )
    return lang.gettext(
        "A count is above where its p-value is at most the level, which stands in place of the method's own "
        "bound and of the control of false discoveries. Among many series some are above by chance."
    )


def _more(more: int, lang: Language) -> str:
    if not more:
        return ""
    return lang.ngettext(
        "%(n)s further finding is not shown: the list was cut on request.",
        "%(n)s further findings are not shown: the list was cut on request.",
        more,
    )


def policy(script: str) -> str:
    """Content security policy: nothing from outside, and no script but the one whose digest stands here."""
    allowed = f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" if script else "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _style(code: str) -> str:
    """The style sheet with the palette, light and dark."""
    light = "".join(f"--{name}:{value};" for name, value in LIGHT.items())
    dark = "".join(f"--{name}:{value};" for name, value in DARK.items())
    return (
        f":root{{{light}--face:{_FACES[code]}}}\n{_resource('style.css')}"
        f"@media screen and (prefers-color-scheme:dark){{\n:root{{{dark}}}\n{exchange('figure')}\n}}\n"
    )


def _resource(name: str) -> str:
    return files("tocsin.report").joinpath("templates", name).read_text("utf-8")


def _unbroken(value: object) -> object:
    """Russian ordinals (15-ю) with a hyphen at which no line ends; marked-up text is left alone."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _ORDINAL.sub("\u2011", value)
    return value


@cache
def _pages() -> Environment:
    return Environment(
        loader=FunctionLoader(_resource),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_unbroken,
        trim_blocks=True,
        lstrip_blocks=True,
    )
