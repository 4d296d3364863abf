"""What XMail would do with a configuration that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.admission import Access
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.questions import Question

    Moment = float | datetime | None

__all__ = ["Moment", "access", "ask", "posix"]


def ask(root: MailRoot, question: Question, *, at: Moment = None) -> Decision:
    """What would XMail do?  `question` is a `Relay`, `Connect`, `Auth`, `Route` or `List`.

    The decision is undetermined where it depends on what the configuration does not tell, and then
    says on what.

    Raises:
        QuestionError: the question makes no sense, such as a client that is no address.
    """
    from xmailaudit.policy.ask import ask as decide
    from xmailaudit.policy.world import World

    return decide(root, question, World(now=posix(at)))


def access(root: MailRoot, service: str) -> Access:
    """Who may reach `smtp`, `pop3`, `ctrl` or `finger`, or `relay` without logging in.

    Raises:
        UnseenFileError: the table cannot be read.
        ValueError: there is no such service.
    """
    from xmailaudit.policy.admission import access as admitted

    return admitted(root, service)


def posix(at: Moment) -> float:
    """A moment as POSIX time; now where it is None."""
    import time

    if at is None:
        return time.time()
    return at if isinstance(at, (int, float)) else at.timestamp()
