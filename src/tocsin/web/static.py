"""Style sheet and script: read once, named after their content, kept by browsers for good."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from tocsin.charts.palette import DARK, LIGHT, exchange

_KEPT = "public, max-age=31536000, immutable"
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_DARK_BY_SYSTEM = ":root:not([data-theme=light])"
_DARK_BY_CHOICE = ":root[data-theme=dark]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file for browsers and its address."""

    address: str
    kind: str
    content: bytes


@cache
def assets() -> dict[str, Asset]:
    """All files by name."""
    texts = {
        "board.css": _variables() + _read("board.css"),
        "board.js": _read("board.js"),
        "bell.svg": _read("bell.svg"),
    }
    return {name: _asset(name, text) for name, text in texts.items()}


@get("/static/{name:str}", exclude_from_auth=True, include_in_schema=False, sync_to_thread=False)
def static(name: FromPath[str]) -> Response[bytes]:
    """A style sheet or script under its present address."""
    for asset in assets().values():
        if asset.address == f"/static/{name}":
            return Response(asset.content, media_type=asset.kind, headers={"Cache-Control": _KEPT})
    raise NotFoundException


def _asset(name: str, text: str) -> Asset:
    content = text.encode()
    stem, _, kind = name.partition(".")
    digest = sha256(content).hexdigest()[:12]
    return Asset(address=f"/static/{stem}.{digest}.{kind}", kind=_TYPES[kind], content=content)


def _variables() -> str:
    light = "".join(f"--{name}:{value};" for name, value in LIGHT.items())
    dark = "".join(f"--{name}:{value};" for name, value in DARK.items())
    return (
        f":root{{{light}color-scheme:light}}\n"
        f"@media screen and (prefers-color-scheme:dark){{{_DARK_BY_SYSTEM}{{{dark}color-scheme:dark}}\n"
        f"{exchange(f'{_DARK_BY_SYSTEM} figure')}\n}}\n"
        f"@media screen{{{_DARK_BY_CHOICE}{{{dark}color-scheme:dark}}\n"
        f"{exchange(f'{_DARK_BY_CHOICE} figure')}\n}}\n"
    )


def _read(name: str) -> str:
    return files("tocsin.web").joinpath("static", name).read_text("utf-8")
