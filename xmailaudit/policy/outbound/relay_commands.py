"""The `smtprelay` lines of all command files that mail can reach.

XMail facts: mailproc, sections 1 and 2; address-resolution, section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.routing.command_files import (
    alias_files,
    commands_of,
    custom_files,
    processing_files,
)
from xmailaudit.policy.routing.commands import Kind

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.routing.command_files import CommandFile
    from xmailaudit.tables.commands import CommandRow

__all__ = ["RelayCommands", "relay_commands"]


class RelayCommands(NamedTuple):
    """The lines that name hosts; `gap` is a file or folder that could not be seen."""

    rows: tuple[CommandRow, ...]
    gap: UnseenFileError | None


def relay_commands(root: MailRoot) -> RelayCommands:
    """Every `smtprelay` line with its hosts."""
    rows: list[CommandRow] = []
    gaps: list[UnseenFileError] = []
    for files in (processing_files, alias_files, custom_files):
        try:
            for file in files(root):
                _read(root, file, rows, gaps)
        except UnseenFileError as error:
            gaps.append(error)
    return RelayCommands(tuple(rows), next(iter(gaps), None))


def _read(
    root: MailRoot, file: CommandFile, rows: list[CommandRow], gaps: list[UnseenFileError]
) -> None:
    """One file's lines; one that cannot be seen keeps nobody from the next."""
    try:
        commands = commands_of(root, file)
    except UnseenFileError as error:
        gaps.append(error)
    else:
        rows += (one.row for one in commands if one.kind is Kind.RELAY and one.runs)
