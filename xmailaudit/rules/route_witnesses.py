"""Witnesses for findings about where mail goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Route

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .finding import Witness
    from .given import Given

__all__ = ["routed"]


def routed(root: MailRoot, given: Given, recipient: str, *, local: bool = False) -> Witness | None:
    """What becomes of mail for a recipient; None where nobody can tell, or none can be written."""
    from xmailaudit.policy.errors import QuestionError

    try:
        witness = given.witness(root, Route(recipient, local=local))
    except QuestionError:
        return None
    return None if witness.decision.answer is Answer.UNDETERMINED else witness
