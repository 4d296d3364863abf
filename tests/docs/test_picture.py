"""README's picture shows what the program prints."""

from __future__ import annotations

from docs.picture import PICTURE, draw


def test_the_picture_is_what_an_audit_prints() -> None:
    """Made anew it is the same; `python dev.py generate` brings it in step."""
    assert PICTURE.read_text(encoding="utf-8") == draw()


def test_the_picture_fetches_nothing() -> None:
    """No font or script from anywhere."""
    text = PICTURE.read_text(encoding="utf-8")

    assert text.count("http") == 1
    assert 'xmlns="http://www.w3.org/2000/svg"' in text
