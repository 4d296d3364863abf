"""Where a finding or a step stands, in words: FILE:LINE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _

from .place import shown_place

if TYPE_CHECKING:
    from xmailaudit.tables.row import Place

    from .language import Words

__all__ = ["location"]


def location(place: Place, words: Words) -> str:
    """FILE:LINE, or FILE alone for an absence; of a pasted text TEXT:LINE and the file."""
    shown = shown_place(place)
    file = words.show(shown.path or place.file)
    if shown.pasted is not None:
        where = f"{words.show(shown.pasted)}:{shown.line}"
        return words(_("{where} ({file})"), where=where, file=file)
    return file if place.line is None else f"{file}:{place.line}"
