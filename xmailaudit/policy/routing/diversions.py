"""Rows of smtpgw.tab that take the mail of the server's own domains away.

XMail facts: address-resolution, section 2, step 6: the first row that matches puts its route in
front of every recipient that SMTP takes, local ones too; a gateway XMail cannot read back from the
spool freezes the mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.facts import Undecided, settle
from xmailaudit.policy.mail_address import path_of, valid_host
from xmailaudit.policy.outbound.way import GATEWAYS_FILE
from xmailaudit.policy.resolution import handled_domain, is_wild
from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS
from xmailaudit.tables.ctext import WildPattern, ascii_lower
from xmailaudit.tables.domains import DOMAINS
from xmailaudit.tables.gateways import SMTP_GATEWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.world import World
    from xmailaudit.tables.gateways import GatewayRow

__all__ = ["Diversion", "diversions", "rows_for_others"]


class Diversion(NamedTuple):
    """A row, and the domains of this server whose mail it takes; `works` tells whether it sends."""

    row: GatewayRow
    domains: tuple[str, ...]
    works: bool


def diversions(root: MailRoot, world: World) -> tuple[Diversion, ...]:
    """The rows that divert mail of handled domains, in file order.  Raises UnseenFileError."""
    rows = root.rows(SMTP_GATEWAYS, GATEWAYS_FILE)
    patterns = tuple(WildPattern.of(row.domain) for row in rows)
    taken: dict[int, list[str]] = {}
    for domain in _own_domains(root) if rows else ():
        number = next((n for n, one in enumerate(patterns) if one.matches(domain)), None)
        if number is not None and _is_handled(root, world, domain):
            taken.setdefault(number, []).append(domain)
    return tuple(
        Diversion(rows[number], tuple(domains), _works(rows[number], domains[0]))
        for number, domains in sorted(taken.items())
    )


def rows_for_others(root: MailRoot, world: World) -> tuple[GatewayRow, ...]:
    """The rows that some other mail may take: not one that names a domain of this server alone.

    Raises UnseenFileError.
    """
    own = {one.row.line for one in diversions(root, world) if not is_wild(one.row.domain)}
    return tuple(row for row in root.rows(SMTP_GATEWAYS, GATEWAYS_FILE) if row.line not in own)


def _own_domains(root: MailRoot) -> Iterator[str]:
    """The names of domains.tab, and the exact alias domains."""
    names = [row.domain for row in root.rows(DOMAINS, "domains.tab")]
    names += [row.alias for row in root.rows(ALIAS_DOMAINS, "aliasdomain.tab") if row.complete]
    return (name for name in dict.fromkeys(map(ascii_lower, names)) if valid_host(name))


def _is_handled(root: MailRoot, world: World, domain: str) -> bool:
    found = settle(root, lambda facts: handled_domain(facts, domain), world)
    return not isinstance(found, Undecided) and found.value


def _works(row: GatewayRow, domain: str) -> bool:
    """Whether the recipient with the route in front can be read back."""
    return path_of(f"<{row.gateway}:someone@{domain}>") is not None
