"""Rows that crash the server when somebody names them (XMail facts: tab-format, section 4).

A look-up in `aliases.tab` or `aliasdomain.tab` takes the first exact row of the name and uses its
last field without looking whether it is there.  Rows with `*` or `?` are looked at before, and
short ones passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from xmailaudit.mailroot.settings import State
from xmailaudit.policy.alias_domains import ALIAS_DOMAINS_FILE
from xmailaudit.policy.facts import explore
from xmailaudit.policy.mail_address import valid_address
from xmailaudit.policy.resolution import handled_domain, is_wild
from xmailaudit.policy.world import UNKNOWN_WORLD
from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS, AliasDomainRow
from xmailaudit.tables.aliases import ALIASES, AliasRow
from xmailaudit.tables.ctext import ascii_lower, wild_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts

__all__ = [
    "ALIASES_FILE",
    "CrashRows",
    "crash_rows",
    "crashing_alias_domains",
    "crashing_aliases",
    "is_handled",
    "is_looked_up",
]

ALIASES_FILE = "aliases.tab"

R = TypeVar("R", AliasRow, AliasDomainRow)


class CrashRows(NamedTuple, Generic[R]):
    """The rows of one name that a look-up ends at: the first, and those in its place behind it.

    `complete` is a whole row of the same name behind them, `wild` all whole wild-card rows.
    """

    rows: tuple[R, ...]
    complete: R | None
    wild: tuple[R, ...]

    @property
    def first(self) -> R:
        """The row that crashes the server today."""
        return self.rows[0]

    @property
    def successor(self) -> R | None:
        """A row that would answer for the name if these were gone; None where none would."""
        if self.complete is not None:
            return self.complete
        return next((row for row in self.wild if _covers(row, self.first)), None)


def crash_rows(root: MailRoot) -> Iterator[AliasRow | AliasDomainRow]:
    """All rows that are a crash today or once others are gone.  Raises UnseenFileError."""
    for aliases in crashing_aliases(root):
        yield from aliases.rows
    for domains in crashing_alias_domains(root):
        yield from domains.rows


def crashing_aliases(root: MailRoot) -> tuple[CrashRows[AliasRow], ...]:
    """Those of `aliases.tab`: of addresses that can be named.  Raises UnseenFileError."""

    def find() -> tuple[CrashRows[AliasRow], ...]:
        rows = root.rows(ALIASES, ALIASES_FILE)
        return tuple(
            found
            for found in _crashing(rows)
            if valid_address(f"{found.first.alias}@{found.first.domain}")
        )

    return root.remember("crashing aliases", find)


def crashing_alias_domains(root: MailRoot) -> tuple[CrashRows[AliasDomainRow], ...]:
    """Those of `aliasdomain.tab`.  Raises UnseenFileError.

    A login may name any domain that is not empty, even one that is no host name.
    """

    def find() -> tuple[CrashRows[AliasDomainRow], ...]:
        rows = root.rows(ALIAS_DOMAINS, ALIAS_DOMAINS_FILE)
        return tuple(found for found in _crashing(rows) if found.first.alias)

    return root.remember("crashing alias domains", find)


def is_looked_up(root: MailRoot, row: AliasRow) -> bool:
    """Whether a stranger can have XMail look the alias up, as far as anybody knows.

    By RCPT where the domain is handled; else by MAIL FROM under POP before SMTP, and by VRFY.
    """
    doors = (root.setting(name) for name in ("EnableAuthSMTP-POP3", "AllowSmtpVRFY"))
    return is_handled(root, row.domain) or any(
        door.flag or door.state is State.UNKNOWN for door in doors
    )


def is_handled(root: MailRoot, domain: str) -> bool:
    """Whether mail for a domain is this server's own, or cannot be ruled out to be."""

    def run(facts: Facts) -> bool:
        return handled_domain(facts, domain)

    return any(branch.outcome is not False for branch in explore(root, UNKNOWN_WORLD, run))


def _keys(row: AliasRow | AliasDomainRow) -> tuple[str, ...]:
    return (row.domain, row.alias) if isinstance(row, AliasRow) else (row.alias,)


def _crashing(rows: Iterable[R]) -> Iterator[CrashRows[R]]:
    short: dict[tuple[str, ...], list[R]] = {}
    complete: dict[tuple[str, ...], R] = {}
    wild: list[R] = []
    for row in rows:
        name = tuple(map(ascii_lower, _keys(row)))
        if any(map(is_wild, name)):
            if row.complete:
                wild.append(row)
        elif row.complete:
            complete.setdefault(name, row)
        elif name not in complete:
            short.setdefault(name, []).append(row)
    patterns = tuple(wild)
    for name, group in short.items():
        yield CrashRows(tuple(group), complete.get(name), patterns)


def _covers(pattern: AliasRow | AliasDomainRow, row: AliasRow | AliasDomainRow) -> bool:
    return all(map(wild_match, _keys(row), _keys(pattern)))
