"""A board asks by the packs of its workspace, where the workspace has its own."""

from importlib.resources import files

from tocsin.flows.serve import Serving, open_board
from tocsin.flows.workspace import make_workspace


def test_open_board__takes_the_packs_and_rule_sets_of_its_workspace(tmp_path):
    make_workspace(tmp_path)
    ours = files("tocsin.events").joinpath("data")
    for kind, name, old, new in (
        ("packs", "infectious", "version = 1", "version = 7"),
        ("rule_sets", "ihr-2024", "limit = 48", "limit = 72"),
    ):
        (tmp_path / kind).mkdir()
        text = ours.joinpath(kind, f"{name}.toml").read_text("utf-8").replace(old, new, 1)
        (tmp_path / kind / f"{name}.toml").write_text(text, "utf-8")
    room = open_board(Serving(folder=str(tmp_path))).room
    assert room.packs["infectious"].version == 7
    assert room.rule_sets["ihr-2024"].clocks[0].limit == 72
    room.books.close()
