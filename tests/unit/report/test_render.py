import runpy
from pathlib import Path

import pytest

from tocsin.report import render_report

small_watch = runpy.run_path(str(Path(__file__).with_name("small_watch.py")))["small_watch"]


@pytest.mark.parametrize("lang", ["en", "ru", "zh"])
def test_render_report__says_every_finding(lang):
    watch = small_watch(lang)
    page = render_report(watch, lang=lang, version="0.1.0", interactive=False)
    assert page.count("<article") == len(watch.findings) == 3
