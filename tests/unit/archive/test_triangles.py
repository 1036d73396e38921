"""Triangles out of the archive: what came when, and what nobody looked at."""

import numpy as np
import pytest

from tocsin.vocab.errors import AsOfError, InputError, OptionError, UnknownNameError

W1, W2 = "2025-01-05", "2025-01-12"
HOLE = np.nan


def fill(archive, reports, kind="whole"):
    archive.add(reports("2025-01-08", {("Osh", W1): 3}), snapshots=kind)
    archive.add(reports("2025-01-15", {("Osh", W1): 5, ("Osh", W2): 2}), snapshots=kind)
    archive.add(reports("2025-01-29", {("Osh", W1): 5, ("Osh", W2): 1}), snapshots=kind)


@pytest.mark.parametrize("kind", ["whole", "increments"])
def test_triangle__zero_is_confirmed_and_a_hole_is_not(archive, reports, kind):
    fill(archive, reports, kind)
    triangle = archive.triangle(delays=5)
    assert triangle.delays.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(triangle.increments[0], [[HOLE, 3, 2, HOLE, 0], [HOLE, 2, HOLE, -1, HOLE]])
    np.testing.assert_array_equal(triangle.known(), archive.panel().counts)


def test_triangle__a_withdrawn_number_is_nowhere_until_it_comes_back(archive, reports):
    fill(archive, reports)
    archive.add(reports("2025-02-05", {("Osh", W1): 5}), snapshots="whole")
    assert np.isnan(archive.triangle().increments[0, 1]).all()
    archive.add(reports("2025-02-12", {("Osh", W1): 5, ("Osh", W2): 4}), snapshots="whole")
    np.testing.assert_array_equal(archive.triangle().increments[0, 1], [HOLE, 2, HOLE, -1, HOLE, 3])


def test_triangle__folds_longer_delays_into_the_last(archive, reports):
    fill(archive, reports)
    triangle = archive.triangle(delays=3)
    assert triangle.open_end
    np.testing.assert_array_equal(triangle.increments[0], [[HOLE, 3, 2], [HOLE, 2, -1]])


def test_asking__beyond_the_archive_is_an_error(archive, reports):
    from datetime import date

    fill(archive, reports)
    with pytest.raises(AsOfError, match="after the last snapshot, that of 2025-01-29"):
        archive.panel(as_of=date(2025, 1, 30))
    with pytest.raises(AsOfError, match="before the first snapshot, that of 2025-01-08"):
        archive.triangle(as_of=date(2025, 1, 7))
    with pytest.raises(UnknownNameError, match=r"No place 'Oshh'\. Did you mean Osh"):
        archive.panel(place="Oshh")
    for ask in (archive.panel, archive.triangle):
        for names in ("mesles", ["measles", "mesles"]):
            with pytest.raises(
                UnknownNameError, match=r"No indicator 'mesles'\. Did you mean measles\? Known: "
            ):
                ask(indicator=names)
    with pytest.raises(OptionError, match="delays=0 is not usable"):
        archive.triangle(delays=0)


def test_mixed__periods_in_one_request_are_named(archive, reports):
    fill(archive, reports)
    monthly = {"every": "month", "indicator": "mumps"}
    archive.add(
        reports("2025-02-05", {("Osh", "2025-01-31"): 9}, **monthly, source="other"), snapshots="whole"
    )
    with pytest.raises(InputError, match="mumps by month; measles by week"):
        archive.panel()
    assert archive.panel(every="month").counts.tolist() == [[9]]
