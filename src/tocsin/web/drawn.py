"""Identifiers of things that a form makes: the same for the same form, and never the sender's to choose.

Whoever could choose one would learn from the answer whether it is taken, by something they may not see.
"""

from base64 import b32encode
from hashlib import sha256
from hmac import digest

from tocsin.flows.secret import key_for
from tocsin.web.asked import Asked


def drawn(request: Asked, form: str) -> str:
    """The identifier that goes with a form of this person.

    form  what the form was given when it was made, whatever was sent back of it
    """
    key = key_for(request.app.state.secret, "identifiers")
    told = f"{request.user.acting().person}/{form}".encode("utf-8", "surrogatepass")
    return b32encode(digest(key, told, sha256))[:8].decode().lower()
