"""The themes: whatever is written can be read on whatever it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.color import Color

from xmailaudit.tui.look import LOOKS
from xmailaudit.tui.themes import THEMES

if TYPE_CHECKING:
    from textual.theme import Theme

#: What the guidelines for accessible content (WCAG 2) want of text, and where contrast is strong.
ENOUGH = 4.5
STRONG = 7.0
GROUNDS = ("background", "surface", "panel")


def variables(theme: Theme) -> dict[str, str]:
    """What the names in styles stand for."""
    return {**theme.to_color_system().generate(), **theme.variables}


def colours(theme: Theme) -> dict[str, Color]:
    """The colours of a theme by name, those that are plain ones."""
    named = variables(theme).items()
    return {name: Color.parse(value) for name, value in named if value.startswith("#")}


def light(colour: Color) -> float:
    """The relative luminance of a colour."""
    parts = (part / 255 for part in colour.rgb)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The ratio of two colours' luminance, from 1 to 21."""
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def written_in() -> set[str]:
    """The colours that text is written in, on the ground of the screen."""
    words = {word for look in LOOKS.values() if " on " not in look for word in look.split()}
    return {"foreground"} | {word[1:] for word in words if word.startswith("$")}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_can_be_read_on_every_ground(theme: Theme) -> None:
    """In each colour that it may have; what is said to be strong is."""
    known = colours(theme)
    wanted = STRONG if theme.name == "high-contrast" else ENOUGH
    for name in written_in() & set(known):
        for ground in GROUNDS:
            assert contrast(known[name], known[ground]) >= wanted, (name, ground)
    for name in ("row", "block-cursor"):
        ink, under = known.get(f"{name}-foreground"), known[f"{name}-background"]
        assert ink is None or contrast(ink, under) >= wanted, name  # else Textual takes the best


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_theme_has_every_colour_there_is_a_look_for(theme: Theme) -> None:
    """Else a screen could not be drawn in it."""
    assert written_in() <= set(variables(theme))
