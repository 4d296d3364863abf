"""Rights that a fix takes from files, as `chmod` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, plural, say
from xmailaudit.rules.finding import OutsideStep
from xmailaudit.tables.edit import TakeRights

from .escape import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.tables.edit import Edit

__all__ = ["ShownRights", "is_of_bytes", "rights_steps", "shown_rights"]

_MAIL_ROOT = "."
#: How far the bits of each class of users stand to the left.
_CLASSES = (("u", 6), ("g", 3), ("o", 0))
_LETTERS = (("r", 4), ("w", 2), ("x", 1))

_OF_FILE = _("Take rights away: chmod {take} {file}")
_BELOW = _("Take rights away: chmod -R {take} {file}")
_OF_MAIL_ROOT = _("Take rights away: chmod {take} on the MailRoot")
_BELOW_MAIL_ROOT = _("Take rights away: chmod -R {take} on the MailRoot")
_MORE = plural(
    _("and likewise from {count} more file"), _("and likewise from {count} more files"), by="count"
)


class ShownRights(NamedTuple):
    """The rights `take` of a file, with `below` of everything beneath it; still foreign text."""

    file: str
    take: str
    below: bool


def is_of_bytes(edit: Edit) -> bool:
    """Whether an edit is of what stands in a file, not of who may read it."""
    return not isinstance(edit, TakeRights)


def shown_rights(edits: Iterable[Edit]) -> Iterator[ShownRights]:
    """The rights that edits take."""
    for edit in edits:
        if isinstance(edit, TakeRights):
            yield ShownRights(decoded(edit.file) or _MAIL_ROOT, _taken(edit.bits), edit.below)


def rights_steps(edits: Iterable[Edit], most: int) -> Iterator[OutsideStep]:
    """The same as steps for a person; of many the first, and how many more there are."""
    rights = [edit for edit in edits if isinstance(edit, TakeRights)]
    for edit in rights[:most]:
        one, below = (_OF_FILE, _BELOW) if edit.file else (_OF_MAIL_ROOT, _BELOW_MAIL_ROOT)
        how = say(below if edit.below else one, take=_taken(edit.bits), file=edit.file)
        yield OutsideStep(how, edit.file or None)
    if len(rights) > most:
        yield OutsideStep(say(_MORE, count=len(rights) - most))


def _taken(bits: int) -> str:
    """As chmod takes them: `o-rwx`, `g-w,o-rw`."""
    classes = [(who, bits >> shift & 7) for who, shift in _CLASSES]
    return ",".join(f"{who}-{_letters(own)}" for who, own in classes if own)


def _letters(bits: int) -> str:
    return "".join(letter for letter, bit in _LETTERS if bits & bit)
