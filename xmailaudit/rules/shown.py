"""What a rule needs to see: a setting that a pasted text leaves out is not its default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, say

from .rule import NotJudgedError

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

__all__ = ["require_shown"]


def require_shown(root: MailRoot, *names: str) -> None:
    """Raise NotJudgedError for the first of these settings that the source does not show."""
    for name in names:
        if root.setting(name).state is State.UNKNOWN:
            raise NotJudgedError(say(_("the setting {name} is not shown"), name=name))
