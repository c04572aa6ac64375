"""The heat of the week: every number can be read on its cell."""

import re
from pathlib import Path

import pytest

from dashboard_app.components.heat_table import INK_TO, WHITE_FROM, legible

TOKENS = Path(__file__).parents[3] / "assets" / "10-tokens.css"
ENOUGH = 4.5
Colour = tuple[float, ...]


def tokens(theme: str) -> dict[str, Colour]:
    light, dark = TOKENS.read_text().split('html[data-bs-theme="dark"]')
    found = re.findall(r"--([\w-]+): #(\w{6})", light if theme == "light" else dark)
    return {name: tuple(bytes.fromhex(value)) for name, value in found}


def luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("heat", ["heat-calls", "heat-missed", "heat-bookings"])
def test_a_number_can_be_read_on_every_strength(theme: str, heat: str) -> None:
    named = tokens(theme)
    for strength in {legible(one) for one in range(12, 101)}:
        cell = tuple(
            (strength * hot + (100 - strength) * cold) / 100
            for hot, cold in zip(named[heat], named["sunken"], strict=True)
        )
        written = named["on-heat"] if strength >= WHITE_FROM else named["ink"]
        assert contrast(cell, written) >= ENOUGH, strength


@pytest.mark.parametrize(
    ("strength", "shown"), [(12, 12), (67, 67), (68, INK_TO), (74, WHITE_FROM), (79, 80), (100, 100)]
)
def test_strengths_between_are_moved(strength: int, shown: int) -> None:
    assert legible(strength) == shown
