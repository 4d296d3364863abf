"""Command files: mailproc, cmdaliases, custdomains, filter files and the three SMTP filter tables.

XMail facts: mailproc, sections 1 to 6.  A line is a command and its arguments; arguments of programs
may hold secrets, so surfaces mask what follows a program.
"""

from __future__ import annotations

from .ctext import ascii_lower
from .row import Column, Row
from .table import Table

__all__ = ["CUSTOM", "FILTER_LINES", "MAILPROC", "CommandRow", "FilterLineRow"]


class CommandRow(Row):
    """`command` [TAB `argument`] …; the command word is case-insensitive."""

    __slots__ = ()
    command = Column(0)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The fields behind the command."""
        return self.fields[1:]

    def _hidden(self) -> tuple[tuple[int, int], ...]:
        """The arguments of a program: what stands behind priority, timeout and path."""
        if ascii_lower(self.command) not in ("external", "filter"):
            return ()
        return self._behind(_PROGRAM_FIELDS)


class FilterLineRow(Row):
    """[`!flags`] TAB `program` [TAB `argument`] …."""

    __slots__ = ()

    @property
    def flags(self) -> str | None:
        """The text behind `!`, or None."""
        return self.fields[0][1:] if self.fields[:1] and self.fields[0].startswith("!") else None

    @property
    def program(self) -> str:
        """The path of the program, empty where there is none."""
        index = int(self.flags is not None)
        return self.fields[index] if index < len(self.fields) else ""

    def _hidden(self) -> tuple[tuple[int, int], ...]:
        return self._behind(1 + (self.flags is not None))


_PROGRAM_FIELDS = 4

MAILPROC: Table[CommandRow] = Table("mailproc", CommandRow, buffer=512, minimum=1)
CUSTOM: Table[CommandRow] = Table("custom", CommandRow, buffer=1024, minimum=1)
FILTER_LINES: Table[FilterLineRow] = Table("filter", FilterLineRow, buffer=1024, minimum=1)
