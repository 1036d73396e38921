"""The ledger for those who check it: whether it is whole, and what it holds."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.flows.ledger import open_ledger
from tocsin.flows.progress import Progress, no_progress
from tocsin.vocab.errors import LedgerError, OptionError

if TYPE_CHECKING:
    from tocsin.ledger.audit import Audit

_AT_A_TIME = 5_000  # facts held in memory


def verify(folder: str, database: str = "", *, anchor: str = "", progress: Progress = no_progress) -> "Audit":
    """Check every fact of a workspace's ledger.

    anchor  "NUMBER:HASH" of an earlier verification, kept elsewhere; up to there nothing may differ

    Raises LedgerError for a ledger that is not whole, with the first number that is not as it was recorded;
    OptionError for an anchor that is none.
    """
    from tocsin.ledger.audit import audit
    from tocsin.ledger.chain import Ledger

    wanted = read_anchor(anchor) if anchor else None
    opened = open_ledger(folder, database)
    try:
        done = progress("Checking facts", Ledger(opened).newest())
        found = audit(opened, anchor=wanted, done=done)
    finally:
        opened.close()
    if not found.whole:
        raise LedgerError(
            f"{opened.name} is not whole. {found.fault} Facts before {found.broken} are as recorded."
        )
    return found


def facts(
    folder: str, database: str = "", *, stream: str = "", after: int = 0, limit: int | None = None
) -> Iterator[str]:
    """The facts as lines of JSON: what was hashed, and the hash."""
    from tocsin.ledger.chain import Ledger, row_of

    opened = open_ledger(folder, database)
    try:
        left = limit
        while left is None or left > 0:
            size = _AT_A_TIME if left is None else min(left, _AT_A_TIME)
            block = Ledger(opened).read(after, stream=stream or None, limit=size)
            for fact in block:
                yield json.dumps(row_of(fact) | {"body": fact.body}, ensure_ascii=False)
            if len(block) < size:
                return
            after, left = block[-1].number, None if left is None else left - size
    finally:
        opened.close()


def read_anchor(text: str) -> tuple[int, str]:
    """Number and hash from "NUMBER:HASH".

    Raises OptionError for anything else.

    >>> read_anchor("12:" + "0" * 64)[0]
    12
    """
    found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text.strip())
    if not found:
        bound = "a number, a colon and 64 hexadecimal digits, as tocsin audit verify prints it"
        raise OptionError("anchor", text, bound)
    return int(found[1]), found[2]
