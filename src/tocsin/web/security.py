"""What every answer carries so that a browser helps: no outside host, no frame, no script but ours."""

from ipaddress import IPv6Address, ip_address
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_KEPT_BY_NOBODY = "no-store"


async def harden(message: Message, scope: Scope) -> None:
    """Add the headers to an answer; what is not a style sheet or script is kept by nobody."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers[name] = value
    if "cache-control" not in headers:
        headers["Cache-Control"] = _KEPT_BY_NOBODY
    if scope["app"].state.settings.secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The address a request came from, for rate limits; never written to a log."""
    return counted_address(connection.client.host) if connection.client else "unknown"


def counted_address(host: str) -> str:
    """The address as it is counted: of IPv6 the first 64 bits, since whoever has one has all of the rest.

    >>> counted_address("2001:db8::1:2:3:4"), counted_address("::ffff:192.0.2.7")
    ('2001:db8::', '192.0.2.7')
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
