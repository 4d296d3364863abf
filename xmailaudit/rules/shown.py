"""What a rule needs to see, and what it may show.

A setting that a pasted text leaves out is not its default; a field that may hold a password stays
masked in a sentence as it does in the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, say
from xmailaudit.tables.secret import MASK

from .rule import NotJudgedError

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.row import Row

__all__ = ["field_text", "require_shown"]


def require_shown(root: MailRoot, *names: str) -> None:
    """Raise NotJudgedError for the first of these settings that the source does not show."""
    for name in names:
        if root.setting(name).state is State.UNKNOWN:
            raise NotJudgedError(say(_("the setting {name} is not shown"), name=name))


def field_text(row: Row, index: int) -> str:
    """A field, as far as it may be shown."""
    place = row.at(index)
    start, end = place.start or 0, place.end or 0
    is_hidden = any(first < end and last > start for first, last in place.hidden)
    return MASK if is_hidden else row.fields[index]
