import runpy
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def small_watch():
    """The function that simulates a Watch; see small_watch.py beside this file."""
    return runpy.run_path(str(Path(__file__).with_name("small_watch.py")))["small_watch"]
