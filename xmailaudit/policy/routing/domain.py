"""Every address of a domain: the names that tables give it, and what becomes of any other.

XMail facts: address-resolution, sections 4 and 5.  Names come as a stream, in the order in which
XMail looks for them: files of cmdaliases, accounts, aliases, wild-card rows, and a name of no row.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.alias_domains import plain_examples
from xmailaudit.policy.facts import Undecided, settle
from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.resolution import (
    alias_domain_target,
    alias_target,
    is_wild,
    mapped_domain,
)
from xmailaudit.tables.aliases import ALIASES, AliasRow
from xmailaudit.tables.ctext import ascii_lower, wild_match
from xmailaudit.tables.row import Place

from .command_files import COMMAND_ALIASES, entries, is_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World

__all__ = ["Name", "NameKind", "domain_names"]

#: What no row has; a catch-all takes it.
_NOBODY = "no-such-name"


class NameKind(Enum):
    """Where a name comes from."""

    COMMAND_ALIAS = "cmdalias"
    ACCOUNT = "account"
    ALIAS = "alias"
    #: A row with a wild card; `local` is a name that it answers for, if one was found.
    PATTERN = "pattern"
    #: A name that stands nowhere.
    OTHER = "other"


class Name(NamedTuple):
    """A name of a domain, and the row or file that it comes from; of a wild card its pattern."""

    kind: NameKind
    local: str | None
    place: Place | None
    pattern: str | None = None


def domain_names(root: MailRoot, world: World, domain: str) -> Iterator[Name]:
    """The names of a domain, each once.  Raises UnseenFileError."""
    found = settle(root, lambda facts: _domains(facts, domain), world)
    domains = (domain, domain) if isinstance(found, Undecided) else found.value
    written, mapped = map(ascii_lower, domains)
    met: set[str] = set()
    for name in _files(root, mapped):
        yield from _once(name, met)
    for account in every_account(root):
        if ascii_lower(account.row.domain) in (written, mapped):
            yield from _once(Name(NameKind.ACCOUNT, account.row.name, account.row.at()), met)
    rows = root.rows(ALIASES, "aliases.tab")
    for row in rows:
        if not _is_pattern(row) and ascii_lower(row.domain) in (written, mapped):
            yield from _once(Name(NameKind.ALIAS, row.alias, row.at()), met)
    for row in rows:
        if _is_pattern(row) and any(wild_match(one, row.domain) for one in (written, mapped)):
            example = _example(root, world, domain, row)
            yield Name(NameKind.PATTERN, example, row.at(), row.alias)
    yield Name(NameKind.OTHER, _NOBODY, None)


def _domains(facts: Facts, domain: str) -> tuple[str, str]:
    return domain, mapped_domain(facts, domain)


def _files(root: MailRoot, domain: str) -> Iterator[Name]:
    folder = f"{COMMAND_ALIASES}/{domain}"
    for entry in entries(root, folder):
        if is_table(entry) and entry.name == ascii_lower(entry.name):
            place = Place(f"{folder}/{entry.name}")
            yield Name(NameKind.COMMAND_ALIAS, entry.name.removesuffix(".tab"), place)


def _once(name: Name, met: set[str]) -> Iterator[Name]:
    """The name, unless an earlier one is the same or no address can hold it."""
    key = ascii_lower(name.local or "")
    if key not in met and split_address(f"{key}@example.com") is not None:
        met.add(key)
        yield name


def _is_pattern(row: AliasRow) -> bool:
    return is_wild(row.domain) or is_wild(row.alias)


def _example(root: MailRoot, world: World, domain: str, row: AliasRow) -> str | None:
    """A name that this row answers for."""
    for local in plain_examples(row.alias):

        def run(facts: Facts, local: str = local) -> bool:
            target = alias_domain_target(facts, domain)
            asked = (domain,) if target is None else (domain, target)
            return any(alias_target(facts, one, local) == row for one in asked)

        found = settle(root, run, world)
        if not isinstance(found, Undecided) and found.value:
            return local
    return None
