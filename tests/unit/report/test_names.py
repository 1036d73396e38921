from dataclasses import replace

import polars as pl
import pytest

from tocsin.report.language import language
from tocsin.report.names import names_of

EN = language("en")


def beside(watch, member):
    """The same watch with a column of wider places, one value per place."""
    series = watch.signals.panel.series
    wider = pl.Series("member", [member(place) for place in series["place"].to_list()])
    panel = watch.signals.panel.replace(series=series.insert_column(0, wider))
    return replace(watch, signals=replace(watch.signals, panel=panel))


def test_names__province_of_a_member__has_the_member_in_brackets(small_watch):
    names = names_of(beside(small_watch(), lambda place: "M1" if place < "O" else "M2"), EN)
    assert names.wider == ("member",)
    assert names.series(0) == "Pertussis, Northmark (M1)"
    assert names.of({"member": "M1", "disease": "Measles", "place": None}) == "Measles, M1"


def test_names__one_country__is_said_only_of_its_sum(small_watch):
    names = names_of(beside(small_watch(), lambda _: "M"), EN)
    assert names.series(0) == "Pertussis, Northmark"
    assert names.of({"member": "M", "disease": "Measles", "place": None}) == "Measles, M"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ({"disease": "Measles", "place": "Eastvale"}, "Measles, Eastvale"),
        ({"disease": None, "place": "Eastvale"}, "Eastvale"),
        ({"disease": "Measles", "place": None}, "Measles"),
        ({"disease": None, "place": None}, "all series together"),
        ({}, "the series"),
    ],
)
def test_names__key__leaves_out_what_has_no_value(small_watch, key, said):
    assert names_of(small_watch(), EN).of(key) == said
