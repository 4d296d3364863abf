"""From a domain or an address to the account behind it (XMail facts: address-resolution, 3 to 5).

Alias domains are looked up before `domains.tab`; a real account beats every alias; one level of
alias only.  An exact alias row without its last field crashes the server: no decision then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import _
from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS, AliasDomainRow
from xmailaudit.tables.aliases import ALIASES, AliasRow
from xmailaudit.tables.ctext import WildPattern, ascii_lower
from xmailaudit.tables.domains import DOMAINS, DomainRow

from .accounts import Account, account_named
from .index_bucket import bucket_count, in_first_bucket, may_be_pattern
from .mail_address import split_address
from .paths import plain_path

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.table import Table

    from .facts import Facts

__all__ = [
    "alias_domain_row",
    "alias_domain_target",
    "alias_target",
    "check_greeting",
    "command_alias_file",
    "find_account",
    "find_account_or_alias",
    "handled_domain",
    "is_reached",
    "is_wild",
    "mapped_domain",
    "own_domain",
]

_WILD = ("*", "?")
#: A longer domain runs over the buffer of the session's time stamp, into what stands behind it.
_LONGEST_GREETING = 220
#: For so many domains it is kept which wild-card row they match.
_MOST_MATCHED = 10_000


class _AliasDomains(NamedTuple):
    """`matched` are answers of `wild` so far: there may be many patterns, and few domains."""

    exact: dict[str, AliasDomainRow]
    wild: tuple[tuple[WildPattern, AliasDomainRow], ...]
    matched: dict[str, AliasDomainRow | None]

    def wild_row(self, domain: str) -> AliasDomainRow | None:
        """The first row with a wild card that a domain in lower case matches."""
        if domain in self.matched:
            return self.matched[domain]
        row = next((wild for pattern, wild in self.wild if pattern.matches(domain)), None)
        if len(self.matched) < _MOST_MATCHED:
            self.matched[domain] = row
        return row


class _WildAlias(NamedTuple):
    domain: WildPattern
    name: WildPattern
    row: AliasRow


class _Aliases(NamedTuple):
    exact: dict[tuple[str, str], AliasRow]
    wild: tuple[_WildAlias, ...]


def is_wild(text: str) -> bool:
    """Whether the index groups a key with this text as a wild-card row (`[…]` alone does not)."""
    return any(character in text for character in _WILD)


def alias_domain_target(facts: Facts, domain: str) -> str | None:
    """What `aliasdomain.tab` makes of a domain."""
    row = alias_domain_row(facts, domain)
    return None if row is None else row.domain


def alias_domain_row(facts: Facts, domain: str) -> AliasDomainRow | None:
    """The row of `aliasdomain.tab` that decides: the exact one, else the first with a wild card."""
    table = facts.root.remember("alias domains", lambda: _read_alias_domains(facts.root))
    lowered = ascii_lower(domain)
    row = table.exact.get(lowered)
    if row is not None and not row.complete:
        facts.give_up(_("XMail crashes when it looks up {domain}"), domain=domain)
    if row is None:
        row = table.wild_row(lowered)
    if row is None:
        return None
    facts.step(row, _("{domain} is an alias domain of {target}"), domain=domain, target=row.domain)
    return row


def _read_alias_domains(root: MailRoot) -> _AliasDomains:
    exact: dict[str, AliasDomainRow] = {}
    wild: list[tuple[WildPattern, AliasDomainRow]] = []
    file = "aliasdomain.tab"
    for row in root.rows(ALIAS_DOMAINS, file):
        if not is_wild(row.alias):
            exact.setdefault(ascii_lower(row.alias), row)
        is_pattern = is_wild(row.alias) or _is_tried_as_pattern(
            root, ALIAS_DOMAINS, file, row.alias
        )
        if is_pattern and row.complete:
            wild.append((WildPattern.of(row.alias), row))
    return _AliasDomains(exact, tuple(wild), {})


def _is_tried_as_pattern(root: MailRoot, table: Table[Any], file: str, key: str) -> bool:
    """Whether chance has put a row without `*` and `?` among the wild-card rows of the index."""
    if not may_be_pattern(key):
        return False
    buckets = root.remember(("buckets", file), lambda: bucket_count(root.data(file), table.limit))
    return in_first_bucket(key, buckets)


def handled_domain(facts: Facts, domain: str) -> bool:
    """Whether mail for a domain is this server's own."""
    return _is_listed(facts, mapped_domain(facts, domain))


def mapped_domain(facts: Facts, domain: str) -> str:
    """What `aliasdomain.tab` makes of a domain, or the domain itself (the target may be empty)."""
    target = alias_domain_target(facts, domain)
    return domain if target is None else target


def own_domain(facts: Facts, name: str) -> str:
    """The longest suffix of the server's host name that is handled here, else the name."""
    suffix = name
    while suffix:
        if handled_domain(facts, suffix):
            return suffix
        suffix = suffix.partition(".")[2]
    return name


def check_greeting(facts: Facts, domain: str) -> None:
    """Give up on a domain that XMail cannot greet with: with a longer one it may crash."""
    if len(domain) > _LONGEST_GREETING:
        facts.give_up(_("XMail may crash when it greets with a domain that long"))


def _is_listed(facts: Facts, domain: str) -> bool:
    domains = facts.root.remember("domains", lambda: _read_domains(facts.root))
    row = domains.get(ascii_lower(domain))
    if row is not None:
        facts.step(row, _("{domain} is handled here"), domain=domain)
    return row is not None


def _read_domains(root: MailRoot) -> dict[str, DomainRow]:
    domains: dict[str, DomainRow] = {}
    for row in root.rows(DOMAINS, "domains.tab"):
        domains.setdefault(ascii_lower(row.domain), row)
    return domains


def alias_target(facts: Facts, domain: str, name: str) -> AliasRow | None:
    """The row of `aliases.tab` that answers for an address.

    The exact row, else of the wild-card rows that match the one with the longest patterns, the
    first of those.
    """
    table = facts.root.remember("aliases", lambda: _read_aliases(facts.root))
    lowered, name_lowered = ascii_lower(domain), ascii_lower(name)
    row = table.exact.get((lowered, name_lowered))
    if row is not None:
        if not row.complete:
            facts.give_up(_("XMail crashes when it looks up {address}"), address=f"{name}@{domain}")
        return row
    return next(
        (
            wild.row
            for wild in table.wild
            if wild.domain.matches(lowered) and wild.name.matches(name_lowered)
        ),
        None,
    )


def _read_aliases(root: MailRoot) -> _Aliases:
    exact: dict[tuple[str, str], AliasRow] = {}
    wild: list[AliasRow] = []
    file = "aliases.tab"
    for row in root.rows(ALIASES, file):
        is_pattern = is_wild(row.domain) or is_wild(row.alias)
        if not is_pattern:
            exact.setdefault((ascii_lower(row.domain), ascii_lower(row.alias)), row)
        key = f"{row.domain}\t{row.alias}"
        is_tried = is_pattern or _is_tried_as_pattern(root, ALIASES, file, key)
        if is_tried and row.complete:
            wild.append(row)
    # The longest first; sorting keeps the file's order among equals.
    wild.sort(key=lambda one: -len(one.domain) - len(one.alias))
    patterns = ((WildPattern.of(one.domain), WildPattern.of(one.alias), one) for one in wild)
    return _Aliases(exact, tuple(_WildAlias(*one) for one in patterns))


def find_account(facts: Facts, domain: str, name: str) -> Account | None:
    """For logins: the account, or that of the alias domain's target; aliases do not count."""
    account = account_named(facts, domain, name)
    if account is None:
        target = alias_domain_target(facts, domain)
        if target is not None:
            account = account_named(facts, target, name)
    if account is not None:
        facts.step(account.row, _("the account {account}"), account=account.address)
    return account


def find_account_or_alias(facts: Facts, domain: str, name: str) -> Account | None:
    """For recipients: account or alias in the domain as written, else in its alias target."""
    account = _in_domain(facts, domain, name)
    if account is None:
        target = alias_domain_target(facts, domain)
        if target is not None:
            account = _in_domain(facts, target, name)
    return account


def _in_domain(facts: Facts, domain: str, name: str) -> Account | None:
    alias = alias_target(facts, domain, name)
    account = account_named(facts, domain, name)
    if account is not None:
        facts.step(account.row, _("the account {account}"), account=account.address)
        return account
    if alias is None:
        return None
    local, target_domain = split_address(alias.target) or (alias.target, domain)
    account = account_named(facts, target_domain, local)
    if account is None:
        facts.step(alias, _("its target {target} is no account"), target=alias.target)
    else:
        facts.step(alias, _("an alias of {account}"), account=account.address)
    return account


def command_alias_file(facts: Facts, domain: str, name: str) -> str | None:
    """The `cmdaliases` file that takes an address's mail, if there is one."""
    file = plain_path(ascii_lower(f"cmdaliases/{domain}/{name}.tab"))
    return file if file is not None and facts.exists(file) else None


def is_reached(facts: Facts, account: Account) -> bool:
    """Whether mail for an account's own address gets to it: no command file takes it before."""
    domain, name = account.row.domain, account.row.name
    taken = command_alias_file(facts, mapped_domain(facts, domain), name) is not None
    return handled_domain(facts, domain) and not taken
