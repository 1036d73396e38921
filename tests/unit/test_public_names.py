"""What `import tocsin` offers: every name, loaded only when it is asked for."""

import subprocess
import sys

import pytest

import tocsin


@pytest.mark.parametrize("name", tocsin.__all__)
def test_public_name__is_there(name):
    assert callable(getattr(tocsin, name))


def test_rooms__are_reached_without_an_import_of_their_own():
    asked = "import tocsin; print(tocsin.panel.Panel.__name__, callable(tocsin.detect))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["Panel", "True"]


def test_unknown_name__is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'tocsin' has no attribute 'foretell'"):
        tocsin.foretell  # noqa: B018
