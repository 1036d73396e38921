"""After an act: on to a page that says so."""

from litestar.response import Redirect


def done(address: str, said: str = "") -> Redirect:
    """Go on to an address of ours; `said` is a code of web/said.py."""
    joint = "&" if "?" in address else "?"
    return Redirect(f"{address}{joint}said={said}" if said else address, status_code=303)
