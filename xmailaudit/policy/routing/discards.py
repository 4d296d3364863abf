"""Command files that take mail and deliver it nowhere.

XMail facts: mailproc, sections 1 and 3.  As soon as there is a mailproc.tab, be it empty, nothing
goes to the mailbox by itself; a file of `cmdaliases/` or `custdomains/` has nobody behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.custom_domains import custom_domains
from xmailaudit.policy.facts import explore
from xmailaudit.policy.resolution import is_reached
from xmailaudit.policy.world import UNKNOWN_WORLD
from xmailaudit.tables.ctext import ascii_lower

from .command_files import (
    account_commands,
    account_files,
    alias_files,
    command_file,
    commands_of,
    domain_processing,
)
from .commands import Fate, Fault, Kind, fate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account

    from .commands import Command

__all__ = ["Discard", "Processed", "discarding_aliases", "discarding_custom_domains"]


class Discard(NamedTuple):
    """A file that delivers nowhere, and whose mail it takes: an address or a domain.

    `recipient` is an address whose mail it takes.  `sure` is False where a program runs that may
    deliver; `accounts` is how many of a domain have no other file, 0 where it is not about a
    domain's.
    """

    file: str
    whose: str
    recipient: str
    sure: bool
    accounts: int = 0


class Processed:
    """The users seen in a pass: those with a mailproc.tab of their own, and how many without."""

    __slots__ = ("_own", "_without")

    def __init__(self) -> None:
        self._own: list[Account] = []
        self._without: dict[str, tuple[Account, int]] = {}

    def see(self, account: Account) -> None:
        """One account of the pass.  Raises UnseenFileError."""
        if account.kind is not AccountKind.USER or account.folder is None:
            return
        if any(table.table.name == "mailproc" for table in account.tables):
            self._own.append(account)
        else:
            domain = ascii_lower(account.row.domain)
            first, count = self._without.get(domain, (account, 0))
            self._without[domain] = (first, count + 1)

    def discards(self, root: MailRoot) -> Iterator[Discard]:
        """The files among theirs that deliver nowhere.  Raises UnseenFileError."""
        for domain, (first, count) in self._without.items():
            file = domain_processing(domain)
            verdict = _verdict(account_commands(root, first))
            if verdict is not None and _gets_mail(root, first):
                yield Discard(file, domain, first.address, verdict, count)
        for account in self._own:
            verdict = _verdict(account_commands(root, account))
            if verdict is not None and _gets_mail(root, account):
                address = account.address
                yield Discard(account_files(account)[1], address, address, verdict)


def discarding_aliases(root: MailRoot) -> Iterator[Discard]:
    """The files of `cmdaliases/` that deliver nowhere.  Raises UnseenFileError."""
    for file in alias_files(root):
        verdict = _verdict(commands_of(root, file))
        if verdict is not None:
            _folder, domain, name = file.file.split("/")
            address = f"{name.removesuffix('.tab')}@{domain}"
            yield Discard(file.file, address, address, verdict)


def discarding_custom_domains(root: MailRoot) -> Iterator[Discard]:
    """The files of `custdomains/` that deliver nowhere.  Raises UnseenFileError."""
    for custom in custom_domains(root):
        verdict = _verdict(commands_of(root, command_file(custom.file)))
        if verdict is not None:
            recipient = f"someone@{custom.example}"
            yield Discard(custom.file, custom.pattern, recipient, verdict)


def _verdict(commands: Sequence[Command] | None) -> bool | None:
    """Whether lines surely deliver nowhere; None where they deliver, or one line is at fault.

    A filter that stops the run and an empty list of hosts have rules of their own.
    """
    if commands is None or any(_explains(command) for command in commands):
        return None
    found = fate(commands)
    return None if found is Fate.KEPT else found is Fate.DISCARDED


def _explains(command: Command) -> bool:
    if command.fault is Fault.NOT_REACHED:
        return command.would_deliver
    return command.runs and command.kind is Kind.RELAY and not command.hosts


def _gets_mail(root: MailRoot, account: Account) -> bool:
    run = explore(root, UNKNOWN_WORLD, lambda facts: is_reached(facts, account))
    return run[0].outcome is not False
