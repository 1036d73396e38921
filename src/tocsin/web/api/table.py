"""The table: every operation of the interface for programs."""

from collections.abc import Sequence

from tocsin.web.api.acts import ACTS
from tocsin.web.api.board import BOARD
from tocsin.web.api.events import EVENTS
from tocsin.web.api.exchange import EXCHANGE
from tocsin.web.api.findings import FINDINGS
from tocsin.web.api.members import MEMBERS
from tocsin.web.api.operation import Operation
from tocsin.web.api.search import SEARCH
from tocsin.web.api.series import SERIES

OPERATIONS: Sequence[Operation] = (
    *EVENTS, *ACTS, *FINDINGS, *SERIES, *BOARD, *MEMBERS, *SEARCH, *EXCHANGE,
)  # fmt: skip
