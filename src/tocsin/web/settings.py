"""`/settings`: how the board is run, read-only; what a threat pack and a rule set hold."""

from litestar import Response, get
from litestar.params import FromPath

from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.settings_room import pack_of, rule_set_of, state_of
from tocsin.report.language import Language
from tocsin.web.asked import Asked, Me, Room
from tocsin.web.clock import now
from tocsin.web.pages import page
from tocsin.web.telling import telling
from tocsin.web.words import pack_title, risk_title, rule_set_title, titled


@get("/settings", include_in_schema=False, sync_to_thread=True)
def settings(request: Asked, room: Room, actor: Me) -> Response[str]:
    """What tocsin.toml says, what is in force, and how the server is."""
    app, lang = request.app.state, request.user.lang
    state = state_of(room, actor, app.folder)
    return page(
        request, "settings.html.j2", state=state, at=now(), rows=rows_of(app.settings, lang),
        tell=telling(room, lang, names=state.names), packs=list(room.packs.values()),
        rule_sets=list(room.rule_sets.values()), titled=lambda text: titled(text, lang),
    )  # fmt: skip


@get("/packs/{pack:str}", include_in_schema=False, sync_to_thread=True)
def pack(request: Asked, room: Room, actor: Me, pack: FromPath[str]) -> Response[str]:
    """One threat pack, to be read."""
    lang, found = request.user.lang, pack_of(room, pack)
    return page(
        request, "pack.html.j2", pack=found, title=pack_title(pack, room.packs, lang),
        titled=lambda text: titled(text, lang), risk=lambda name: risk_title(name, found, lang),
        rule_set_title=lambda name: rule_set_title(name, room.rule_sets, lang),
    )  # fmt: skip


@get("/rule-sets/{rules:str}", include_in_schema=False, sync_to_thread=True)
def rule_set(request: Asked, room: Room, actor: Me, rules: FromPath[str]) -> Response[str]:
    """One rule set, with its clocks."""
    lang, found = request.user.lang, rule_set_of(room, rules)
    return page(
        request, "rule_set.html.j2", rules=found, title=rule_set_title(rules, room.rule_sets, lang),
        titled=lambda text: titled(text, lang),
    )  # fmt: skip


def rows_of(told: BoardSettings, lang: Language) -> list[tuple[str, str, str]]:
    """Key in tocsin.toml, what it is, and what it says; secrets are in none of them."""
    _ = lang.gettext
    nothing = _("not set")
    reach = {
        "concerned": _("members whose series take part"), "all": _("all members"),
    }  # fmt: skip
    return [
        ("name", _("Name of the alliance"), told.name or nothing),
        ("address", _("Address of the board"), told.address or nothing),
        ("findings", _("Who sees what the watch finds"), reach[told.findings]),
        ("series", _("Whose series a reader may open"), reach[told.series]),
        ("watchers", _("Members that see every finding and series"), ", ".join(told.watchers) or nothing),
        ("idle", _("A session ends without use after"),
         lang.ngettext("%(n)s minute", "%(n)s minutes", told.idle)),
        ("session", _("A session ends in any case after"),
         lang.ngettext("%(n)s hour", "%(n)s hours", told.session)),
        ("upload", _("Largest file"), lang.ngettext("%(n)s byte", "%(n)s bytes", told.upload)),
        ("smtp", _("Mail server"), told.smtp or nothing),
        ("mail_from", _("Sender of e-mail"), told.mail_from or nothing),
        ("oidc_issuer", _("Sign-in through another service"), told.oidc_issuer or nothing),
    ]  # fmt: skip
