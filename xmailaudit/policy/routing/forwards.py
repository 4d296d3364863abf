"""Redirects that send mail to other servers and keep its envelope sender.

XMail facts: mailproc, section 2: `redirect` keeps the sender, `lredirect` puts the account or the
recipient in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.relaying import is_foreign

from .command_files import alias_files, commands_of, custom_files, processing_files
from .commands import Command, Kind, Where
from .macros import expanded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.commands import CommandRow

__all__ = [
    "Forward",
    "Forwards",
    "foreign_forwards",
    "is_elsewhere",
    "running_lines",
    "targets_of",
]


class Forward(NamedTuple):
    """A line, and the first of its targets that is on another server."""

    row: CommandRow
    target: str


class Forwards(NamedTuple):
    """All such lines; `gap` is a file or folder that could not be seen."""

    lines: tuple[Forward, ...]
    gap: UnseenFileError | None


def foreign_forwards(root: MailRoot) -> Forwards:
    """The `redirect` lines with a target that is neither handled here nor a custom domain."""
    lines: list[Forward] = []
    gaps: list[UnseenFileError] = []
    for command in running_lines(root, gaps):
        if command.kind is not Kind.REDIRECT:
            continue
        target = next((one for one in targets_of(command) if is_elsewhere(root, one)), None)
        if target is not None:
            lines.append(Forward(command.row, target))
    return Forwards(tuple(lines), next(iter(gaps), None))


def running_lines(root: MailRoot, gaps: list[UnseenFileError]) -> Iterator[Command]:
    """The lines that run, of all command files that mail may get into; notes what is not seen."""
    for files in (processing_files, alias_files, custom_files):
        try:
            for file in files(root):
                commands = commands_of(root, file)
                yield from (one for one in commands if one.runs)
        except UnseenFileError as error:
            gaps.append(error)


def targets_of(command: Command) -> tuple[str, ...]:
    """The targets, as far as no message is needed to know them."""
    return expanded(command.arguments, {}, mailproc=command.where is Where.MAILPROC)


def is_elsewhere(root: MailRoot, target: str) -> bool:
    """Whether a target, an address or a domain alone, is on another server."""
    address = split_address(target if "@" in target else f"someone@{target}")
    if address is None:
        return False
    key = ("foreign domain", address[1])
    return root.remember(key, lambda: is_foreign(root, address[1]))
