"""Files of `cmdaliases/` that take an account's mail, and files that XMail never finds.

XMail facts: address-resolution, sections 2, 6 and 10: the folder looked into is that of the alias
domain's target, and both names are looked for in lower case.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import FileKind
from xmailaudit.policy.accounts import account_named
from xmailaudit.policy.facts import Undecided, settle
from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.resolution import alias_domain_target
from xmailaudit.tables.ctext import ascii_lower

from .command_files import COMMAND_ALIASES, entries, is_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World
    from xmailaudit.tables.mailusers import MailUserRow

__all__ = ["AliasFile", "Matter", "odd_alias_files"]


class Matter(Enum):
    """What is odd about a file."""

    HIDES = "hides an account"
    CAPITALS = "capitals in its path"
    ALIAS_DOMAIN = "the folder of an alias domain"


class AliasFile(NamedTuple):
    """A file, the domain of its folder, and the account that it hides if it does."""

    matter: Matter
    file: str
    domain: str
    account: MailUserRow | None = None


def odd_alias_files(root: MailRoot, world: World) -> Iterator[AliasFile]:
    """The files with something odd about them.  Raises UnseenFileError."""
    for folder in entries(root, COMMAND_ALIASES):
        if folder.kind is not FileKind.FOLDER:
            continue
        below = f"{COMMAND_ALIASES}/{folder.name}"
        for entry in entries(root, below):
            name = entry.name.removesuffix(".tab")
            if is_table(entry) and split_address(f"{name}@{folder.name}") is not None:
                found = _judged(root, world, f"{below}/{entry.name}", folder.name, name)
                if found is not None:
                    yield found


def _judged(root: MailRoot, world: World, file: str, domain: str, name: str) -> AliasFile | None:
    found = ascii_lower(file)
    if found != file and not root.exists(found):
        return AliasFile(Matter.CAPITALS, file, domain)

    def run(facts: Facts) -> tuple[str | None, MailUserRow | None]:
        account = account_named(facts, domain, name)
        return alias_domain_target(facts, domain), None if account is None else account.row

    settled = settle(root, run, world)
    if isinstance(settled, Undecided):
        return None
    target, row = settled.value
    if target is not None and ascii_lower(target) != ascii_lower(domain):
        return AliasFile(Matter.ALIAS_DOMAIN, file, domain)
    return None if row is None else AliasFile(Matter.HIDES, file, domain, row)
