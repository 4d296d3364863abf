"""The other names of an account: aliases, and domains that stand for its own.

XMail facts: address-resolution, sections 3 to 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS
from xmailaudit.tables.aliases import ALIASES
from xmailaudit.tables.ctext import WildPattern, ascii_lower

from .accounts import account_named
from .alias_domains import ALIAS_DOMAINS_FILE
from .facts import explore
from .mail_address import split_address
from .resolution import alias_target, is_wild
from .world import UNKNOWN_WORLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.aliasdomain import AliasDomainRow
    from xmailaudit.tables.aliases import AliasRow

    from .accounts import Account
    from .facts import Facts

__all__ = ["aliases_of", "domains_for"]


def aliases_of(root: MailRoot, account: Account) -> Iterator[AliasRow]:
    """The rows of aliases.tab that lead to an account, patterns too.  Raises UnseenFileError."""
    for row in root.rows(ALIASES, "aliases.tab"):
        if row.complete and _points_at(row, account) and _answers(root, row):
            yield row


def _points_at(row: AliasRow, account: Account) -> bool:
    """Whether the target is the account: without `@`, in the domain that the alias is asked in."""
    name, domain = split_address(row.target) or (row.target, None)
    if ascii_lower(name) != ascii_lower(account.row.name):
        return False
    own = ascii_lower(account.row.domain)
    if domain is None and is_wild(row.domain):
        return WildPattern.of(row.domain).matches(own)
    return ascii_lower(row.domain if domain is None else domain) == own


def _answers(root: MailRoot, row: AliasRow) -> bool:
    """Whether a row without a wild card answers for its name; of a pattern nobody asks."""
    if is_wild(row.domain) or is_wild(row.alias):
        return True

    def run(facts: Facts) -> bool:
        hidden = account_named(facts, row.domain, row.alias) is not None
        return not hidden and alias_target(facts, row.domain, row.alias) == row

    return explore(root, UNKNOWN_WORLD, run)[0].outcome is True


def domains_for(root: MailRoot, domain: str) -> Iterator[AliasDomainRow]:
    """The rows of aliasdomain.tab whose target a domain is, each name once.

    Raises UnseenFileError.
    """
    met: set[str] = set()
    for row in root.rows(ALIAS_DOMAINS, ALIAS_DOMAINS_FILE):
        alias = ascii_lower(row.alias)
        if alias not in met and row.complete and ascii_lower(row.domain) == ascii_lower(domain):
            yield row
        met.add(alias)
