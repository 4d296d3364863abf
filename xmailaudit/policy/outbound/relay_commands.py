"""The `smtprelay` lines of all command files that mail can reach.

XMail facts: mailproc, sections 1 and 2; address-resolution, section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.routing.command_lines import command_lines
from xmailaudit.policy.routing.commands import Kind

if TYPE_CHECKING:
    from xmailaudit.mailroot.errors import UnseenFileError
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.commands import CommandRow

__all__ = ["RelayCommands", "relay_commands"]


class RelayCommands(NamedTuple):
    """The lines that name hosts; `gap` is a file or folder that could not be seen."""

    rows: tuple[CommandRow, ...]
    gap: UnseenFileError | None


def relay_commands(root: MailRoot) -> RelayCommands:
    """Every `smtprelay` line with its hosts."""
    found = command_lines(root)
    rows = (one.row for one in found.commands if one.kind is Kind.RELAY and one.runs)
    return RelayCommands(tuple(rows), found.gap)
