"""Command files: mailproc, cmdaliases, custdomains, filter files and the three SMTP filter tables.

XMail facts: mailproc, sections 1 to 6.  A line is a command and its arguments.  Arguments of
programs may hold secrets, so surfaces mask what follows a program, and a line that does not say
clearly where its program ends is masked whole.
"""

from __future__ import annotations

from .ctext import ascii_lower
from .reading import split_spans
from .row import Column, Row
from .table import Table

__all__ = ["CUSTOM", "FILTER_LINES", "MAILPROC", "CommandRow", "FilterLineRow"]

_WITHOUT_PROGRAM = ("mailbox", "redirect", "lredirect", "smtprelay", "smtp", "wait")
_WITH_PROGRAM = ("external", "filter")
#: The command, its priority, its timeout and the program's path.
_PROGRAM_FIELDS = 4


class CommandRow(Row):
    """`command` [TAB `argument`] …; the command word is case-insensitive."""

    __slots__ = ()
    command = Column(0)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The fields behind the command."""
        return self.fields[1:]

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """The arguments of a program, in a line that is commented out too."""
        word = ascii_lower(self.command).strip('#" ')
        if self.start or " " in word:
            return self._whole()
        if word in _WITHOUT_PROGRAM:
            return ()
        return self._behind(_PROGRAM_FIELDS if word in _WITH_PROGRAM else 1)


class FilterLineRow(Row):
    """[`!flags` TAB] `program` [TAB `argument`] …."""

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

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """The arguments of the program, whose path may have blanks in it only when quoted."""
        index = int(self.flags is not None)
        paths = [self.raw[start:end] for start, end in split_spans(self.raw)[index : index + 1]]
        if self.start or any(b" " in path and not path.startswith(b'"') for path in paths):
            return self._whole()
        return self._behind(index + 1)


MAILPROC: Table[CommandRow] = Table("mailproc", CommandRow, buffer=512, minimum=1)
CUSTOM: Table[CommandRow] = Table("custom", CommandRow, buffer=1024, minimum=1)
FILTER_LINES: Table[FilterLineRow] = Table("filter", FilterLineRow, buffer=1024, minimum=1)
