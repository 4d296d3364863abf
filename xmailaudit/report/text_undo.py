"""What stands before the preview of an undo: which transaction is taken back, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import Listing, _, say

from .escape import decoded
from .text_layout import wrap
from .text_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .language import Words
    from .text_style import Style

__all__ = ["UndoPart", "undo_json", "undo_lines"]

_HEAD = _("Taking transaction {id} back")
_WHERE = _("MailRoot: {folder}")
_FIXES = _("Its fixes: {fixes}")
_UNDOES = _("It took {id} back")


class UndoPart(NamedTuple):
    """A transaction; `folder` holds bytes as latin-1, `undoes` names what it took back itself."""

    id: str
    folder: str
    label: tuple[str, ...]
    undoes: str | None


def undo_lines(part: UndoPart, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """A few lines."""
    yield style("bold", words(_HEAD, id=part.id))
    told = [say(_WHERE, folder=part.folder)]
    if part.undoes is not None:
        told.append(say(_UNDOES, id=part.undoes))
    elif part.label:
        told.append(say(_FIXES, fixes=Listing(part.label)))
    for message in told:
        yield from wrap(words.message(message), words.width, first="  - ", rest="    ")


def undo_json(part: UndoPart) -> dict[str, Any]:
    """The same as data: the key `undo` of a preview."""
    return {
        "id": part.id,
        "folder": decoded(part.folder),
        "label": list(part.label),
        "undoes": part.undoes,
    }
