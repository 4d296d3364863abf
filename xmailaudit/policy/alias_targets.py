"""Whether an alias can ever lead to an account (XMail facts: address-resolution, 4 and 5)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from xmailaudit.tables.aliases import ALIASES
from xmailaudit.tables.ctext import ascii_lower

from .accounts import every_account
from .facts import explore
from .mail_address import split_address
from .resolution import alias_domain_target, command_alias_file, handled_domain, is_wild
from .world import UNKNOWN_WORLD

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.aliases import AliasRow

    from .facts import Facts

__all__ = [
    "AliasFault",
    "account_behind",
    "alias_fault",
    "alias_leads_nowhere",
    "exact_alias",
    "is_account",
]


class AliasFault(Enum):
    """Why an alias gives nobody's mail to an account."""

    HIDDEN = "an account of the same name"
    BRACKETS = "brackets without a wild card"
    #: The target is no account, but ...
    TO_ALIAS = "another alias"
    TO_COMMAND_ALIAS = "a file of cmdaliases"
    TO_ALIAS_DOMAIN = "an address of an alias domain"
    TO_REMOTE = "an address elsewhere"
    TO_NOBODY = "nothing at all"


def alias_leads_nowhere(root: MailRoot, row: AliasRow) -> bool:
    """Whether a row gives nobody's mail to an account, whichever rows stand beside it.

    Raises UnseenFileError.
    """
    return _dead_by_itself(root, row) is not None or _target_of_nobody(root, row) is not None


def alias_fault(root: MailRoot, row: AliasRow) -> AliasFault | None:
    """Why a row is dead, whichever rows stand beside it.  Raises UnseenFileError.

    An account of the same name comes first; the target must be an account, not another alias; and
    brackets are no pattern without a `*` or `?`.
    """
    fault = _dead_by_itself(root, row)
    if fault is not None:
        return fault
    target = _target_of_nobody(root, row)
    return None if target is None else _what_it_is(root, *target)


def account_behind(root: MailRoot, row: AliasRow) -> str | None:
    """The account that the alias behind a row's target leads to, as a target for the row itself."""
    domain, name = _target(row)
    behind = _exact_aliases(root).get(_key(domain, name))
    if behind is None or alias_leads_nowhere(root, behind):
        return None
    at, account = _target(behind)
    return account if ascii_lower(at) == ascii_lower(row.domain) else f"{account}@{at}"


def is_account(root: MailRoot, address: str) -> bool:
    """Whether an address is that of an account, and so may be an alias's target.

    Raises UnseenFileError.
    """
    parts = split_address(address)
    return parts is not None and _key(parts[1], parts[0]) in _accounts(root)


def exact_alias(root: MailRoot, domain: str, name: str) -> AliasRow | None:
    """The row without a wild card for an address.  Raises UnseenFileError."""
    return _exact_aliases(root).get(_key(domain, name))


def _dead_by_itself(root: MailRoot, row: AliasRow) -> AliasFault | None:
    if is_wild(row.domain) or is_wild(row.alias):
        return None
    if _key(row.domain, row.alias) in _accounts(root):
        return AliasFault.HIDDEN
    return AliasFault.BRACKETS if "[" in row.domain + row.alias else None


def _target(row: AliasRow) -> tuple[str, str]:
    """Domain and name of a row's target."""
    local, domain = split_address(row.target) or (row.target, row.domain)
    return domain, local


def _target_of_nobody(root: MailRoot, row: AliasRow) -> tuple[str, str] | None:
    """The target, if it is certainly no account."""
    # A pattern's target is looked for in the domain of each address that it matches.
    if split_address(row.target) is None and is_wild(row.domain):
        return None
    target = _target(row)
    return None if _key(*target) in _accounts(root) else target


def _what_it_is(root: MailRoot, domain: str, name: str) -> AliasFault:
    """What stands where an account should."""
    if _key(domain, name) in _exact_aliases(root):
        return AliasFault.TO_ALIAS

    def run(facts: Facts) -> AliasFault:
        if command_alias_file(facts, domain, name) is not None:
            return AliasFault.TO_COMMAND_ALIAS
        if alias_domain_target(facts, domain) is not None:
            return AliasFault.TO_ALIAS_DOMAIN
        handled = handled_domain(facts, domain)
        return AliasFault.TO_NOBODY if handled else AliasFault.TO_REMOTE

    outcome = explore(root, UNKNOWN_WORLD, run)[0].outcome
    return outcome if isinstance(outcome, AliasFault) else AliasFault.TO_NOBODY


def _accounts(root: MailRoot) -> frozenset[tuple[str, str]]:
    return root.remember("account names", lambda: _names(root))


def _names(root: MailRoot) -> frozenset[tuple[str, str]]:
    return frozenset(_key(one.row.domain, one.row.name) for one in every_account(root))


def _exact_aliases(root: MailRoot) -> dict[tuple[str, str], AliasRow]:
    return root.remember("exact aliases", lambda: _read_exact_aliases(root))


def _read_exact_aliases(root: MailRoot) -> dict[tuple[str, str], AliasRow]:
    rows: dict[tuple[str, str], AliasRow] = {}
    for row in root.rows(ALIASES, "aliases.tab"):
        if row.complete and not (is_wild(row.domain) or is_wild(row.alias)):
            rows.setdefault(_key(row.domain, row.alias), row)
    return rows


def _key(domain: str, name: str) -> tuple[str, str]:
    return ascii_lower(domain), ascii_lower(name)
