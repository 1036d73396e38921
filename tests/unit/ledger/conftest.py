"""Open books in an empty database of each kind; hashing costs next to nothing."""

from collections.abc import Iterator

import pytest

from tocsin.ledger.books import Books, open_books
from tocsin.ledger.passwords import Cost

CHEAP = Cost(memory=8, passes=1, lanes=1)


@pytest.fixture
def books(database_url) -> Iterator[Books]:
    opened = open_books(database_url, key=b"k" * 32, cost=CHEAP)
    yield opened
    opened.close()
