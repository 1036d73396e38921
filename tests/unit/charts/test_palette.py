import pytest

from tocsin.charts.palette import DARK, LIGHT, contrast, exchange


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink", "shade"),
        ("ink", "missing"),
        ("ink", "low"),
        ("ink", "mid"),
        ("paper", "above"),
        ("paper", "ink"),
        ("quiet", "paper"),
        ("quiet", "shade"),
        ("expected", "paper"),
        ("expected", "shade"),
        ("above", "paper"),
    ],
)
def test_palette__text__can_be_read(palette, text, ground):
    assert contrast(palette[text], palette[ground]) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("mark", ["count", "above", "expected", "upper", "middle"])
@pytest.mark.parametrize("ground", ["paper", "shade"])
def test_palette__marks__stand_out(palette, mark, ground):
    assert contrast(palette[mark], palette[ground]) >= 3


def test_exchange__gives_every_colour_its_dark_twin():
    rules = exchange("figure")
    assert set(LIGHT) == set(DARK)
    for name, light in LIGHT.items():
        for part in ("fill", "stroke"):
            assert f'figure [{part}="{light}"]{{{part}:{DARK[name]}}}' in rules
    assert len(set(LIGHT.values())) == len(LIGHT)
