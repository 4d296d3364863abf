"""The lines of all command files that rules speak of, gathered in one pass.

Kept are lines that do nothing, run a program or name hosts; `mailbox` and redirects, of which there
may be one for each account, are not.  Each file is read by itself: what a line of a domain's file
does to an account's is `account_commands`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError

from .command_files import alias_files, commands_of, custom_files, processing_files
from .commands import Kind

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .command_files import CommandFile
    from .commands import Command

__all__ = ["CommandLines", "command_lines"]

_KEPT = frozenset({Kind.EXTERNAL, Kind.FILTER, Kind.RELAY})


class CommandLines(NamedTuple):
    """The lines; `gap` is the first file or folder that could not be seen."""

    commands: tuple[Command, ...]
    gap: UnseenFileError | None

    def demand_all(self) -> None:
        """Raises UnseenFileError where something could not be read."""
        if self.gap is not None:
            raise self.gap


def command_lines(root: MailRoot) -> CommandLines:
    """The lines of every file that mail can reach; worked out once."""
    return root.remember("command lines", lambda: _gather(root))


def _gather(root: MailRoot) -> CommandLines:
    commands: list[Command] = []
    gaps: list[UnseenFileError] = []
    for files in (processing_files, alias_files, custom_files):
        try:
            for file in files(root):
                _read(root, file, commands, gaps)
        except UnseenFileError as error:
            gaps.append(error)
    return CommandLines(tuple(commands), next(iter(gaps), None))


def _read(
    root: MailRoot, file: CommandFile, commands: list[Command], gaps: list[UnseenFileError]
) -> None:
    """One file's lines; one that cannot be seen keeps nobody from the next."""
    try:
        found = commands_of(root, file)
    except UnseenFileError as error:
        gaps.append(error)
    else:
        commands += (one for one in found if one.fault is not None or one.kind in _KEPT)
