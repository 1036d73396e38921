"""The colours of charts and pages, light and dark, as names; one place, so that contrast can be tested.

Blue counts and vermilion alarms are told apart with every kind of colour blindness, and a mark says the
same without colour. A drawing carries the light colours; a style sheet exchanges them in the dark.
"""

LIGHT = {
    "paper": "#ffffff",
    "ink": "#16212e",
    "quiet": "#56616e",
    "line": "#d9dee4",
    "shade": "#f0f3f7",
    "count": "#6f8fb5",
    "expected": "#2f5f95",
    "band": "#cfdcec",
    "upper": "#1c3f6b",
    "above": "#b8430e",
    "missing": "#e4e0d8",
    "low": "#f6d9c8",
    "mid": "#e08a5b",
    "wide": "#dcd6ec",
    "narrow": "#b3a6d6",
    "middle": "#5b4699",
}
DARK = {
    "paper": "#12171d",
    "ink": "#e8edf2",
    "quiet": "#a7b2be",
    "line": "#33404d",
    "shade": "#1b232c",
    "count": "#5b7aa0",
    "expected": "#8fb8e6",
    "band": "#29405c",
    "upper": "#b6d2f2",
    "above": "#ff9a62",
    "missing": "#3a372f",
    "low": "#4a2c1c",
    "mid": "#98491f",
    "wide": "#2e2a45",
    "narrow": "#544a80",
    "middle": "#b9a8f0",
}


def exchange(selector: str) -> str:
    """Style rules that give a drawing below `selector` the dark colours, whatever drew it."""
    rules = []
    for name, light in LIGHT.items():
        for part in ("fill", "stroke"):
            rules.append(f'{selector} [{part}="{light}"]{{{part}:{DARK[name]}}}')
    return "\n".join(rules)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours after WCAG 2.2, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
