"""What rules about the server's own name propose in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.mail_address import valid_address
from xmailaudit.policy.outbound.helo_name import is_stock, name_fault
from xmailaudit.tables.domains import DOMAINS

from .finding import Choice
from .fixes import review, set_setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.tables.edit import Edit

    from .finding import Fix, OutsideStep

__all__ = ["first_domain", "is_domain", "is_host_name", "name_setting", "own_host_name"]


def first_domain(root: MailRoot) -> str | None:
    """The first domain of domains.tab that is the owner's; None where none is to be seen."""
    try:
        rows = root.rows(DOMAINS, "domains.tab")
    except UnseenFileError:
        return None
    return next((row.domain for row in rows if row.domain and not is_stock(row.domain)), None)


def is_host_name(name: str) -> bool:
    """Whether a name is one to show to the world."""
    return name_fault(name) is None


def is_domain(name: str) -> bool:
    """Whether a name may be the owner's domain, be it a private one."""
    return not is_stock(name) and valid_address(f"postmaster@{name}")


def own_host_name(root: MailRoot) -> str | None:
    """The name that SMTP greets with, if it is one to show to the world."""
    name = root.setting("SmtpServerDomain").text
    return name if name and is_host_name(name) else None


def name_setting(
    root: MailRoot,
    name: str,
    title: Message,
    question: Message,
    proposed: str | None,
    *steps: OutsideStep,
    fits: Callable[[str], bool] | None = None,
) -> Fix:
    """A fix to review that sets a setting to the answer, where `fits` takes it (a host's name)."""
    takes = is_host_name if fits is None else fits

    def edits(answer: str) -> tuple[Edit, ...]:
        edit = set_setting(root, name, answer.strip()) if takes(answer.strip()) else None
        return () if edit is None else (edit,)

    choice = Choice("name", question, proposed, edits)
    return review("name", title, choice=choice, steps=steps)
