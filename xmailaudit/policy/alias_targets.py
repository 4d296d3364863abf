"""Whether an alias can ever lead to an account (XMail facts: address-resolution, 4 and 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.tables.ctext import ascii_lower

from .accounts import every_account
from .mail_address import split_address
from .resolution import is_wild

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.aliases import AliasRow

__all__ = ["alias_leads_nowhere"]


def alias_leads_nowhere(root: MailRoot, row: AliasRow) -> bool:
    """Whether a row gives nobody's mail to an account, whichever rows stand beside it.

    An account of the same name comes first; the target must be an account, not another alias; and
    brackets are no pattern without a `*` or `?`.  Raises UnseenFileError.
    """
    accounts = root.remember("account names", lambda: _names(root))
    wild = is_wild(row.domain) or is_wild(row.alias)
    if not wild and (_key(row.domain, row.alias) in accounts or "[" in row.domain + row.alias):
        return True
    target = split_address(row.target)
    if target is not None:
        name, domain = target
        return _key(domain, name) not in accounts
    # A pattern's target is looked for in the domain of each address that it matches.
    return not is_wild(row.domain) and _key(row.domain, row.target) not in accounts


def _names(root: MailRoot) -> frozenset[tuple[str, str]]:
    return frozenset(_key(one.row.domain, one.row.name) for one in every_account(root))


def _key(domain: str, name: str) -> tuple[str, str]:
    return ascii_lower(domain), ascii_lower(name)
