"""What a process of the server does before anybody asks."""

import logging

from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.series_room import SeriesRoom
from tocsin.flows.workspace import make_workspace
from tocsin.vocab.errors import UnreachableError
from tocsin.web.serving import look_once


class Asked:
    """A series book that counts who looks for silence."""

    def __init__(self) -> None:
        self.times = 0

    def silences(self) -> tuple[()]:
        self.times += 1
        return ()


def test_looking_once__folds_every_event_and_looks_for_silence(room, tmp_path):
    make_workspace(tmp_path / "w")
    series = SeriesRoom(room, str(tmp_path / "w"), BoardSettings())
    series.book = Asked()
    look_once(room, series)
    assert series.book.times == 1


def test_looking_once__a_database_that_is_away_stops_nothing(room, tmp_path, monkeypatch, caplog):
    def away() -> int:
        raise UnreachableError("ledger", "gone")

    monkeypatch.setattr(room.ledger, "newest", away)
    with caplog.at_level(logging.WARNING, "tocsin.web"):
        look_once(room, SeriesRoom(room, str(tmp_path), BoardSettings()))
    assert "unreachable" in caplog.text
