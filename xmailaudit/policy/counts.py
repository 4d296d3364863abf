"""How much a configuration holds: domains, accounts, lists, aliases, custom domains.

Counted is what a look-up can reach: of rows with one key the first.  A number is None where the
source does not show the whole of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Unseen
from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS
from xmailaudit.tables.aliases import ALIASES
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.domains import DOMAINS

from .accounts import MAIL_USERS_FILE, AccountKind, every_account
from .relay import CUSTOM_DOMAINS, custom_domain_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.mailroot.root import MailRoot

__all__ = ["Counts", "counts"]

T = TypeVar("T")


class Counts(NamedTuple):
    """The numbers; `accounts` are those with a mailbox, `lists` all others."""

    domains: int | None
    alias_domains: int | None
    accounts: int | None
    lists: int | None
    aliases: int | None
    custom_domains: int | None


def counts(root: MailRoot) -> Counts:
    """Count, once; it takes about 15 seconds for a million accounts."""
    return root.remember("counts", lambda: _count(root))


def _count(root: MailRoot) -> Counts:
    users, lists = _whole(root, MAIL_USERS_FILE, _accounts) or (None, None)
    return Counts(
        domains=_whole(root, "domains.tab", _domains),
        alias_domains=_whole(root, "aliasdomain.tab", _alias_domains),
        accounts=users,
        lists=lists,
        aliases=_whole(root, "aliases.tab", _aliases),
        custom_domains=_custom_domains(root),
    )


def _whole(root: MailRoot, file: str, count: Callable[[MailRoot, str], T]) -> T | None:
    """What is counted in a table; None where its bytes cannot be had, or not all of them."""
    try:
        if root.source.shows_all(file):
            return count(root, file)
    except UnseenFileError:
        pass
    return None


def _domains(root: MailRoot, file: str) -> int:
    return len({ascii_lower(row.domain) for row in root.rows(DOMAINS, file)})


def _alias_domains(root: MailRoot, file: str) -> int:
    return len({ascii_lower(row.alias) for row in root.rows(ALIAS_DOMAINS, file)})


def _aliases(root: MailRoot, file: str) -> int:
    rows = root.stream(ALIASES, file)
    return len({(ascii_lower(row.domain), ascii_lower(row.alias)) for row in rows})


def _accounts(root: MailRoot, _file: str) -> tuple[int, int]:
    users = others = 0
    for account in every_account(root):
        if account.kind is AccountKind.USER:
            users += 1
        else:
            others += 1
    return users, others


def _custom_domains(root: MailRoot) -> int | None:
    if isinstance(root.source.entries(CUSTOM_DOMAINS), Unseen):
        return None
    return len(custom_domain_files(root)) if root.source.shows_all(CUSTOM_DOMAINS) else None
