"""Files come back byte for byte, under an id; what is too large or named like a path is refused."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from tocsin.ledger.files import Files
from tocsin.vocab.errors import InputError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
CONTENT = bytes(range(256)) * 40


def keep(files, content=CONTENT, **more):
    given = {
        "stream": "event/a",
        "member": "XA",
        "name": "отчёт.pdf",
        "media_type": "application/pdf",
        "at": AT,
    }
    return files.keep(content, **given | more)


def test_keep__comes_back_byte_for_byte(books):
    kept = keep(books.files)
    assert (kept.size, kept.sha256, kept.name) == (len(CONTENT), sha256(CONTENT).hexdigest(), "отчёт.pdf")
    assert books.files.find(kept.id) == kept
    assert books.files.content(kept.id) == CONTENT
    keep(books.files, stream="event/b")
    assert books.files.of("event/a") == [kept]
    books.files.remove(kept.id)
    assert books.files.find(kept.id) is books.files.content(kept.id) is None


@pytest.mark.parametrize("size", [0, 101])
def test_keep__refuses_nothing_and_too_much(books, size):
    files = Files(books.database, most=100)
    with pytest.raises(InputError, match=rf"The file has {size} bytes; it must have 1 to 100"):
        keep(files, b"x" * size)
    keep(files, b"x" * 100)


@pytest.mark.parametrize("name", ["", " ", "../a", "a/b", "a\\b", "a\0b", "a\nb", "x" * 201, "\u202efdp.exe"])
def test_keep__refuses_a_name_that_is_a_path_or_cannot_be_shown(books, name):
    with pytest.raises(InputError, match=r"The file's name is not usable: it must have 1 to 200 printable"):
        keep(books.files, name=name)
    assert books.files.of("event/a") == []


@pytest.mark.parametrize("sent", ["", "text", "text/html; charset=x", "text/html\r\nX-A: b", "TEXT/html"])
def test_keep__a_type_that_is_none_is_kept_as_unknown(books, sent):
    assert keep(books.files, media_type=sent).media_type == "application/octet-stream"
