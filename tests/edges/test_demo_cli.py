"""`tocsin demo --code`: what stands in for a telephone on the simulated alliance's board."""

from datetime import UTC, datetime, timedelta

import pyotp

from tocsin.flows.demo_people import read_people


def test_demo_code__of_somebody_who_decides__is_that_of_an_app(demo, tocsin):
    address, folder = "focal-point.xb@example.org", str(demo.board.folder.parent)
    app = pyotp.TOTP(read_people(demo.board.folder)[1][address])
    before = datetime.now(UTC)
    said = tocsin("demo", "--out", folder, "--code", address)
    near = {app.at(before + timedelta(seconds=late)) for late in (0, 30)}
    assert said.code == 0
    assert said.out.strip() in near


def test_demo_code__of_somebody_who_reads__says_that_none_is_asked_for(demo, tocsin):
    said = tocsin("demo", "--out", str(demo.board.folder.parent), "--code", "reader.xb@example.org")
    assert said.out == "reader.xb@example.org has no second factor; leave the field empty.\n"


def test_demo_code__where_no_demo_is__says_how_to_make_one(tmp_path, tocsin):
    said = tocsin("demo", "--out", str(tmp_path), "--code", "reader.xb@example.org")
    assert said.code == 2
    assert "make the demo first: tocsin demo." in said.err
