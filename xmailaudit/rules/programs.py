"""How rules speak of programs that XMail starts: all of them, and those that nobody can see."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.messages import XMailAuditError, _, say
from xmailaudit.policy.programs import program
from xmailaudit.policy.routing.command_lines import command_lines
from xmailaudit.policy.routing.commands import Kind
from xmailaudit.policy.routing.filter_files import filter_lines

from .rule import NotJudgedError
from .shown import field_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.programs import Program
    from xmailaudit.policy.routing.commands import Command
    from xmailaudit.tables.row import Place, Row

    from .given import Given

__all__ = ["AllStarted", "Started", "started"]

#: Where the program of a command stands.
_OF_A_COMMAND = 3


class Started(NamedTuple):
    """A program in a row; `filters` tells that mail passes unfiltered where it does not run."""

    row: Row
    field: int
    program: Program
    filters: bool

    @property
    def place(self) -> Place:
        """Where the program is written."""
        return self.row.at(self.field)

    @property
    def shown(self) -> str:
        """The program, as far as it may be shown."""
        return field_text(self.row, self.field)


class AllStarted(NamedTuple):
    """The programs; `gap` is a file that may name another and could not be seen.

    `windows` is None where nobody told the system.
    """

    programs: tuple[Started, ...]
    gap: XMailAuditError | None
    windows: bool | None

    def demand_seen(self, programs: Iterable[Started]) -> None:
        """Raises where a file, or one of these programs, lies where nobody can look."""
        if self.gap is not None:
            raise self.gap
        for one in programs:
            if not one.program.seen:
                template = _("{program} lies outside of what is seen of the MailRoot")
                message = say(template, program=one.shown)
                raise NotJudgedError(message, file=one.row.file, line=one.row.line)


def started(root: MailRoot, given: Given) -> AllStarted:
    """The programs of commands and filters that XMail starts; lines it passes over are left out."""
    lines = command_lines(root)
    gap: XMailAuditError | None = lines.gap
    windows = _on_windows(root, given)
    found = list(_of_commands(root, lines.commands, windows=windows))
    try:
        found += _of_filters(root, windows=windows)
    except UnseenFileError as error:
        gap = gap or error
    return AllStarted(tuple(found), gap, windows)


def _of_commands(
    root: MailRoot, commands: Iterable[Command], *, windows: bool | None
) -> Iterator[Started]:
    for command in commands:
        if command.runs and command.program is not None:
            found = program(root, command.program, windows=windows)
            if found is not None:
                yield Started(command.row, _OF_A_COMMAND, found, command.kind is Kind.FILTER)


def _of_filters(root: MailRoot, *, windows: bool | None) -> Iterator[Started]:
    for line in filter_lines(root):
        found = program(root, line.row.program, windows=windows)
        if found is not None:
            yield Started(line.row, line.row.program_index, found, filters=True)


def _on_windows(root: MailRoot, given: Given) -> bool | None:
    """Whether the server runs on Windows; None where nobody told."""
    if given.platform is not None:
        return given.platform == "windows"
    told = collected_of(root.source)
    return None if told is None else told.windows
