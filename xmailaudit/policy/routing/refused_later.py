"""Mail that is accepted and may be refused afterwards, so that a bounce goes to its sender.

XMail facts: mailproc, sections 2 and 3; spool-and-logs, section 4.  The bounces of an `lredirect`
go to the account or the alias.  Whether a program of a filter rejects mail, no table tells.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.facts import Undecided, settle
from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.resolution import (
    command_alias_file,
    find_account_or_alias,
    handled_domain,
    mapped_domain,
)

from .commands import Kind
from .forwards import is_elsewhere, running_lines, targets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.errors import UnseenFileError
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World
    from xmailaudit.tables.commands import CommandRow

    from .commands import Command

__all__ = ["Refusal", "RefusedLater", "RefusedLines", "refused_later"]


class Refusal(Enum):
    """Who refuses the mail."""

    #: The server of a redirect's target may.
    TARGET = "target"
    #: The server that a whole domain's or alias's mail is handed to may.
    NEXT_SERVER = "next server"
    #: XMail itself does: the target would be here, and nobody has that address.
    NOBODY = "nobody"


class RefusedLater(NamedTuple):
    """A line that sends mail on, and where to: an address, or a host."""

    row: CommandRow
    refusal: Refusal
    to: str


class RefusedLines(NamedTuple):
    """All such lines; `gap` is a file or folder that could not be seen."""

    lines: tuple[RefusedLater, ...]
    gap: UnseenFileError | None


def refused_later(root: MailRoot, world: World) -> RefusedLines:
    """The lines whose mail may bounce to whoever it names as its sender."""
    gaps: list[UnseenFileError] = []
    lines = [
        line for command in running_lines(root, gaps) for line in _judged(root, world, command)
    ]
    return RefusedLines(tuple(lines), next(iter(gaps), None))


def _judged(root: MailRoot, world: World, command: Command) -> Iterator[RefusedLater]:
    """At most one for a line."""
    if command.kind is Kind.RELAY and command.hosts:
        yield RefusedLater(command.row, Refusal.NEXT_SERVER, command.hosts[0])
    elif command.kind is Kind.SMTP:
        yield RefusedLater(command.row, Refusal.NEXT_SERVER, "")
    elif command.kind is Kind.REDIRECT:
        targets = targets_of(command)
        for refusal, refuses in (
            (Refusal.NOBODY, lambda one: _is_nobody(root, world, one)),
            (Refusal.TARGET, lambda one: is_elsewhere(root, one)),
        ):
            target = next(filter(refuses, targets), None)
            if target is not None:
                yield RefusedLater(command.row, refusal, target)
                return


def _is_nobody(root: MailRoot, world: World, target: str) -> bool:
    """Whether it is certain that a full address is of this server, and nobody's."""
    address = split_address(target)
    if address is None:
        return False
    local, domain = address

    def run(facts: Facts) -> bool:
        taken = command_alias_file(facts, mapped_domain(facts, domain), local) is not None
        handled = handled_domain(facts, domain)
        return handled and not taken and find_account_or_alias(facts, domain, local) is None

    found = settle(root, run, world)
    return not isinstance(found, Undecided) and found.value
