"""A request whose form is read only where it is of a size that a form can have.

Forms are taken apart between the requests of everybody else, before anybody knows who sent them: ten
megabytes of empty fields would hold all others up for ten seconds.
"""

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from tocsin.web.reader import Reader

MOST_BYTES = 1_000_000  # of a form: the answers to a dozen questions, in any script
MOST_FIELDS = 1_000


class BoundedRequest(Request[Reader, None, State]):
    """A request; uploads come in parts and have a bound of their own, and so have programs."""

    async def body(self) -> bytes:
        """The body. Raises HTTPException (413) for a form that is too large, or of too many fields."""
        if self.scope["path"].startswith("/api/"):
            return await super().body()
        if (self.content_length or 0) > MOST_BYTES:
            raise HTTPException(status_code=413)
        body = await super().body()
        if len(body) > MOST_BYTES or body.count(b"&") >= MOST_FIELDS:
            raise HTTPException(status_code=413)
        return body
