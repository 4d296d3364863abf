"""README's pictures show what the program prints and draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docs import picture, screen

if TYPE_CHECKING:
    from types import ModuleType

PICTURES = (picture, screen)


@pytest.mark.parametrize("made", PICTURES, ids=lambda made: made.__name__)
def test_a_picture_is_what_there_is_to_see(made: ModuleType) -> None:
    """Made anew it is the same; `python dev.py generate` brings it in step."""
    assert made.PICTURE.read_text(encoding="utf-8") == made.draw()


@pytest.mark.parametrize("made", PICTURES, ids=lambda made: made.__name__)
def test_a_picture_fetches_nothing(made: ModuleType) -> None:
    """No font or script from anywhere."""
    text = made.PICTURE.read_text(encoding="utf-8")

    assert text.count("http") == 1
    assert 'xmlns="http://www.w3.org/2000/svg"' in text
