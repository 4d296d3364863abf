"""Command files that XMail never looks into.

XMail facts: address-resolution, section 6: a list has its members, no mailproc.tab; a custom-domain
file is looked for only where the domain is not handled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.facts import explore
from xmailaudit.policy.relay import CUSTOM_DOMAINS, custom_domain_files
from xmailaudit.policy.resolution import handled_domain
from xmailaudit.policy.world import UNKNOWN_WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.facts import Facts

__all__ = ["certainly_handled", "custom_files_of_handled_domains", "mailproc_of_a_list"]


def mailproc_of_a_list(account: Account) -> str | None:
    """The mailproc.tab of an account that is a list.  Raises UnseenFileError."""
    if account.kind is not AccountKind.LIST:
        return None
    return next((one.file for one in account.tables if one.table.name == "mailproc"), None)


def custom_files_of_handled_domains(root: MailRoot) -> Iterator[tuple[str, str]]:
    """The files of single domains that are handled here, each with the domain.

    Raises UnseenFileError.
    """
    for file in custom_domain_files(root):
        domain = file.removeprefix(f"{CUSTOM_DOMAINS}/").removesuffix(".tab")
        if domain and not domain.startswith(".") and certainly_handled(root, domain):
            yield file, domain


def certainly_handled(root: MailRoot, domain: str) -> bool:
    """Whether mail for a domain is this server's own, whatever is not known."""

    def run(facts: Facts) -> bool:
        return handled_domain(facts, domain)

    return explore(root, UNKNOWN_WORLD, run)[0].outcome is True
