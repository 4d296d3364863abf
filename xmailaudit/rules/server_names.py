"""What rules about the server's own name propose in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.outbound.helo_name import is_stock, name_fault
from xmailaudit.tables.domains import DOMAINS

from .finding import Choice
from .fixes import review, set_setting

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.tables.edit import Edit

    from .finding import Fix, OutsideStep

__all__ = ["first_domain", "name_setting", "own_host_name"]


def first_domain(root: MailRoot) -> str | None:
    """The first domain of domains.tab that is the owner's; None where none is to be seen."""
    try:
        rows = root.rows(DOMAINS, "domains.tab")
    except UnseenFileError:
        return None
    return next((row.domain for row in rows if row.domain and not is_stock(row.domain)), None)


def own_host_name(root: MailRoot) -> str | None:
    """The name that SMTP greets with, if it is one to show to the world."""
    name = root.setting("SmtpServerDomain").text
    return name if name and name_fault(name) is None else None


def name_setting(
    root: MailRoot,
    name: str,
    title: Message,
    question: Message,
    proposed: str | None,
    *steps: OutsideStep,
) -> Fix:
    """A fix to review that sets a setting to the answer."""

    def edits(answer: str) -> tuple[Edit, ...]:
        edit = set_setting(root, name, answer)
        return () if edit is None else (edit,)

    choice = Choice("name", question, proposed, edits)
    return review("name", title, choice=choice, steps=steps)
