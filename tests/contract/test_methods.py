"""Every registered method keeps the promises of `tocsin.testing.check_method`."""

import pytest

from tocsin.detect.registry import find_method, method_names
from tocsin.testing import CHECKS
from tocsin.testing.method_contract import example


@pytest.mark.parametrize(
    ("name", "every"), [(name, every) for name in method_names() for every in find_method(name).every]
)
def test_every_method__keeps_its_promises(name, every):
    method = find_method(name)
    case = example(method, every)
    for check in CHECKS.values():
        check(method, case)
