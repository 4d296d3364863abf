"""Command files: mailproc, cmdaliases, custdomains, filter files and the three SMTP filter tables.

XMail facts: mailproc, sections 1 to 6.  A line is a command and its arguments.
"""

from __future__ import annotations

from .ctext import ascii_lower
from .programs import ProgramRow
from .row import Column
from .table import Table

__all__ = ["CUSTOM", "FILTER_LINES", "MAILPROC", "CommandRow", "FilterLineRow"]

_WITHOUT_PROGRAM = ("mailbox", "redirect", "lredirect", "smtprelay", "smtp", "wait")
_WITH_PROGRAM = ("external", "filter")


class CommandRow(ProgramRow):
    """`command` [TAB `argument`] …; the command word is case-insensitive."""

    __slots__ = ()
    command = Column(0)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The fields behind the command."""
        return self.fields[1:]

    @property
    def program_index(self) -> int | None:
        """Behind the command, its priority and its timeout."""
        return 3 if self._word in _WITH_PROGRAM else None

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """Nothing of a command that runs no program; all of one that XMail does not know."""
        if self._word in _WITHOUT_PROGRAM and not self.start:
            return ()
        return super().hidden

    @property
    def _word(self) -> str:
        """The command, in a line that is commented out too."""
        return ascii_lower(self.command).strip('#" ')


class FilterLineRow(ProgramRow):
    """[`!flags` TAB] `program` [TAB `argument`] …."""

    __slots__ = ()

    @property
    def flags(self) -> str | None:
        """The text behind `!`, or None."""
        return self.fields[0][1:] if self.fields[:1] and self.fields[0].startswith("!") else None

    @property
    def program(self) -> str:
        """The path of the program, empty where there is none."""
        index = self.program_index
        return self.fields[index] if index < len(self.fields) else ""

    @property
    def program_index(self) -> int:
        """Behind the flags, if there are any."""
        return int(self.flags is not None)


MAILPROC: Table[CommandRow] = Table("mailproc", CommandRow, buffer=512, minimum=1)
CUSTOM: Table[CommandRow] = Table("custom", CommandRow, buffer=1024, minimum=1)
FILTER_LINES: Table[FilterLineRow] = Table("filter", FilterLineRow, buffer=1024, minimum=1)
