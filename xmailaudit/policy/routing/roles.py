"""Addresses that every domain must have, and whether mail for them gets anywhere.

XMail facts: address-resolution, section 1: no name is special, not even `postmaster`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.accounts import account_named
from xmailaudit.policy.alias_targets import exact_alias
from xmailaudit.policy.ask import ask
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.facts import Undecided, settle
from xmailaudit.policy.mail_address import valid_host
from xmailaudit.policy.questions import Route
from xmailaudit.policy.resolution import command_alias_file, handled_domain, mapped_domain
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.domains import DOMAINS, DomainRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World

__all__ = ["ROLES", "RoleGap", "role_gaps"]

#: RFC 5321 asks for the first, RFC 2142 for the second.
ROLES = ("postmaster", "abuse")
#: A mailbox that is full or missing: another matter than an address that leads nowhere.
_NO_ROOM = "552"


class RoleGap(NamedTuple):
    """An address that nobody gets mail for, or (undetermined) that nobody can tell about.

    `taken` tells whether an account, an alias or a file has the name already.
    """

    row: DomainRow
    name: str
    question: Route
    decision: Decision
    taken: bool

    @property
    def address(self) -> str:
        """The address."""
        return self.question.recipient


def role_gaps(root: MailRoot, world: World) -> Iterator[RoleGap]:
    """The role addresses of handled domains that mail does not reach.  Raises UnseenFileError."""
    seen: set[str] = set()
    for row in root.rows(DOMAINS, "domains.tab"):
        domain = ascii_lower(row.domain)
        if domain not in seen and valid_host(row.domain) and _is_handled(root, world, row.domain):
            yield from _gaps(root, world, row)
        seen.add(domain)


def _gaps(root: MailRoot, world: World, row: DomainRow) -> Iterator[RoleGap]:
    for name in ROLES:
        question = Route(f"{name}@{row.domain}")
        decision = ask(root, question, world)
        full = decision.reply is not None and decision.reply.code == _NO_ROOM
        if decision.answer is not Answer.ALLOW and not full:
            taken = _is_taken(root, world, row.domain, name)
            yield RoleGap(row, name, question, decision, taken)


def _is_handled(root: MailRoot, world: World, domain: str) -> bool:
    found = settle(root, lambda facts: handled_domain(facts, domain), world)
    return not isinstance(found, Undecided) and found.value


def _is_taken(root: MailRoot, world: World, domain: str, name: str) -> bool:
    def run(facts: Facts) -> bool:
        file = command_alias_file(facts, mapped_domain(facts, domain), name)
        return file is not None or account_named(facts, domain, name) is not None

    if exact_alias(root, domain, name) is not None:
        return True
    found = settle(root, run, world)
    return isinstance(found, Undecided) or found.value
