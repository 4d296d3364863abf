"""Domains that have accounts or command files here, and that this server does not handle.

XMail facts: address-resolution, sections 2 and 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import FileKind
from xmailaudit.policy.facts import Undecided, settle
from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.resolution import alias_domain_row, handled_domain
from xmailaudit.tables.ctext import ascii_lower

from .command_files import COMMAND_ALIASES, entries, is_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World
    from xmailaudit.tables.aliasdomain import AliasDomainRow

__all__ = ["AliasFolder", "Unhandled", "alias_folders", "unhandled"]


class Unhandled(NamedTuple):
    """Why a domain is not handled: a row that makes it another's alias, else it is not listed."""

    domain: str
    row: AliasDomainRow | None


class AliasFolder(NamedTuple):
    """A folder of cmdaliases whose files take mail, though its domain is not handled."""

    domain: str
    files: tuple[str, ...]


def unhandled(root: MailRoot, world: World, domain: str) -> Unhandled | None:
    """Whether mail for a domain is none of this server's, and why; None also where none can tell.

    Raises UnseenFileError.
    """

    def run(facts: Facts) -> Unhandled | None:
        if handled_domain(facts, domain):
            return None
        return Unhandled(domain, alias_domain_row(facts, domain))

    found = settle(root, run, world)
    return None if isinstance(found, Undecided) else found.value


def alias_folders(root: MailRoot, world: World) -> Iterator[AliasFolder]:
    """The folders of cmdaliases that are looked into for domains not handled.

    Raises UnseenFileError.
    """
    for folder in entries(root, COMMAND_ALIASES):
        domain = folder.name
        if folder.kind is not FileKind.FOLDER or domain != ascii_lower(domain):
            continue
        found = unhandled(root, world, domain)
        if found is None or found.row is not None:  # Under an alias the target's folder counts.
            continue
        below = f"{COMMAND_ALIASES}/{domain}"
        files = tuple(
            f"{below}/{entry.name}"
            for entry in entries(root, below)
            if is_table(entry)
            and entry.name == ascii_lower(entry.name)
            and split_address(f"{entry.name.removesuffix('.tab')}@{domain}") is not None
        )
        if files:
            yield AliasFolder(domain, files)
