"""Every registered method keeps the promises of `tocsin.testing.check_method`."""

import pytest

from tocsin.detect.registry import find_method, method_names
from tocsin.testing import CHECKS
from tocsin.testing.method_contract import example
from tocsin.vocab.periods import EVERY


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("name", method_names())
def test_every_method__keeps_its_promises(name, every):
    method = find_method(name)
    if every not in method.every:
        return  # not meant for such periods; `judge` refuses them
    case = example(method, every)
    for check in CHECKS.values():
        check(method, case)
