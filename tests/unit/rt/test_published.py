"""Published serial intervals: complete rows, usable numbers, found by name."""

import re
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest

import tocsin.rt
from tocsin.rt.interval import interval_mean
from tocsin.rt.published import find_interval, serial_intervals
from tocsin.vocab.errors import UnknownNameError


@pytest.mark.parametrize("row", serial_intervals(), ids=lambda row: row.name)
def test_published__names_its_paper_and_can_be_used(row):
    assert re.match(r"10\.\d{4,}/\S+$", row.doi)
    assert re.search(r"\(\d{4}\), .+ \d+:\S+", row.source)
    assert interval_mean(row.interval.weights()) == pytest.approx(row.mean, abs=1e-6)
    assert find_interval(row.name.upper()) is row


def test_published__is_in_the_order_of_its_names():
    names = [row.name for row in serial_intervals()]
    assert names == sorted(set(names))


def test_unknown_disease__is_answered_with_the_names_there_are():
    with pytest.raises(UnknownNameError, match=r"No serial interval 'measels'\. Did you mean measles\?"):
        find_interval("measels")


@pytest.fixture(scope="module", autouse=True)
def _every_file_is_loaded():
    for file in iter_modules(tocsin.rt.__path__):
        import_module(f"tocsin.rt.{file.name}")


@pytest.mark.parametrize("name", tocsin.rt.__all__)
def test_exports__every_name_is_there_and_explained(name):
    assert getattr(tocsin.rt, name).__doc__
    assert not isinstance(getattr(tocsin.rt, name), ModuleType), "a file of that name hides it"


def test_exports__another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'r0'"):
        tocsin.rt.r0  # noqa: B018
