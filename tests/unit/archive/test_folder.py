"""Small files of a workspace by folder and by URL."""

import pytest

from tocsin.archive.folder import read_small, write_small
from tocsin.vocab.errors import ArchiveError


@pytest.mark.parametrize("scheme", ["", "file://"], ids=["folder", "object store"])
def test_small_files__come_back_as_they_were_written(tmp_path, scheme):
    address = f"{scheme}{tmp_path}"
    assert read_small(address, "tocsin.toml") is None
    for text in ("format = 1\n", "# Ош\nformat = 1\n"):
        write_small(address, "tocsin.toml", text)
        assert read_small(address, "tocsin.toml") == text
    assert [path.name for path in tmp_path.iterdir()] == ["tocsin.toml"]


def test_small_files__at_an_address_that_is_not_there__say_what_to_check(tmp_path):
    with pytest.raises(ArchiveError, match=r"cannot be read .* the credentials and the network\."):
        read_small(f"file://{tmp_path}/nowhere", "tocsin.toml")
