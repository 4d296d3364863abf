"""What each line of a command file does, and why a line does nothing.

    commands = read_commands(root.rows(CUSTOM, file), Where.CUSTOM_DOMAIN)
    commands[0].fault                # why XMail passes over the line, None where it runs
    commands[0].delivers             # whether mail gets anywhere by it
    fate(commands)                   # whether the file keeps mail, or throws it away

XMail facts: mailproc, sections 1 to 3.  Lines run in file order, all of them, unless a program
stops the run; a line with a fault is skipped without a bounce.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.ctext import ascii_lower, atoi

from .macros import expanded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xmailaudit.tables.commands import CommandRow

__all__ = ["Command", "Delivers", "Fate", "Fault", "Kind", "Where", "fate", "read_commands"]


class Where(Enum):
    """The place of a command file: it decides which commands XMail knows there."""

    MAILPROC = "mailproc"
    COMMAND_ALIAS = "cmdalias"
    CUSTOM_DOMAIN = "custdomain"


class Kind(Enum):
    """A command, by the word it is written with."""

    MAILBOX = "mailbox"
    REDIRECT = "redirect"
    #: A redirect with the account, or the recipient, as envelope sender.
    LOCAL_REDIRECT = "lredirect"
    EXTERNAL = "external"
    FILTER = "filter"
    RELAY = "smtprelay"
    SMTP = "smtp"
    #: No command of 1.27, such as `wait`.
    UNKNOWN = ""


class Fault(Enum):
    """Why XMail passes over a line."""

    UNKNOWN = "no such command"
    NOT_HERE = "a command of other files"
    TOO_FEW = "too few fields"
    TOO_MANY = "too many fields"
    #: It is sound, but a line above ends the run for every mail.
    NOT_REACHED = "behind a line that always stops"


class Delivers(Enum):
    """Whether a line takes mail anywhere."""

    YES = "yes"
    #: A program runs: what it does with the mail no configuration tells.
    PERHAPS = "perhaps"
    NO = "no"


class Fate(Enum):
    """What a whole file means for mail."""

    KEPT = "kept"
    #: Nothing delivers, unless a program does.
    PERHAPS_DISCARDED = "perhaps discarded"
    DISCARDED = "discarded"


#: The fields each command needs, and the most it may have (None: any number).
_FIELDS: dict[Kind, tuple[int, int | None]] = {
    Kind.MAILBOX: (1, 1),
    Kind.REDIRECT: (2, None),
    Kind.LOCAL_REDIRECT: (2, None),
    Kind.EXTERNAL: (5, None),
    Kind.FILTER: (5, None),
    Kind.RELAY: (2, None),
    Kind.SMTP: (1, 1),
}
_KINDS = {kind.value: kind for kind in _FIELDS}
_PROGRAMS = frozenset({Kind.EXTERNAL, Kind.FILTER})
_TIMEOUT, _PROGRAM = 2, 3


class Command(NamedTuple):
    """A line as XMail runs it in its place."""

    row: CommandRow
    kind: Kind
    where: Where
    fault: Fault | None = None

    @property
    def runs(self) -> bool:
        """Whether XMail does what the line says."""
        return self.fault is None

    @property
    def arguments(self) -> tuple[str, ...]:
        """The fields behind the command, macros as they are written."""
        return self.row.fields[1:]

    @property
    def needed(self) -> int:
        """How many fields the command needs at least, its word among them."""
        return _FIELDS.get(self.kind, (1, None))[0]

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts of an `smtprelay`, in order; a `#` in front shuffles them."""
        if self.kind is not Kind.RELAY or len(self.row.fields) < 2:
            return ()
        return tuple(host for host in self.row.fields[1].removeprefix("#").split(";") if host)

    @property
    def program(self) -> str | None:
        """The program of an `external` or `filter`, where the line has enough fields for one."""
        if self.kind not in _PROGRAMS or len(self.row.fields) <= _PROGRAM:
            return None
        return self.row.fields[_PROGRAM]

    @property
    def shown_program(self) -> str | None:
        """The program, where its row leaves no doubt where the arguments begin: they are secret."""
        place = self.row.at(_PROGRAM)
        start, end = place.start or 0, place.end or 0
        covered = any(low < end and high > start for low, high in place.hidden)
        return None if covered else self.program

    @property
    def waits(self) -> bool:
        """Whether XMail waits for the program, and so can hear its exit code."""
        if self.program is None:
            return False
        timeout = atoi(self.row.fields[_TIMEOUT]) * 1000
        return timeout > 0

    @property
    def delivers(self) -> Delivers:
        """Whether a line that runs takes mail anywhere."""
        return self._effect if self.runs else Delivers.NO

    @property
    def would_deliver(self) -> bool:
        """Whether it takes mail anywhere, or would if XMail came to it."""
        is_sound = self.fault in (None, Fault.NOT_REACHED)
        return is_sound and self._effect is not Delivers.NO

    @property
    def _effect(self) -> Delivers:
        if self.kind is Kind.FILTER:
            return Delivers.NO
        if self.kind is Kind.EXTERNAL:
            return Delivers.PERHAPS
        if self.kind is Kind.RELAY and not self.hosts:
            return Delivers.NO
        return Delivers.YES

    @property
    def may_stop(self) -> bool:
        """Whether the lines behind it may be skipped."""
        return self.runs and self.kind in _PROGRAMS and (self.waits or self.always_stops)

    @property
    def always_stops(self) -> bool:
        """Whether the lines behind it are never run: XMail does not wait for the filter.

        The exit code it then works with has all bits set, that of the stop among them.
        """
        return self.runs and self.kind is Kind.FILTER and not self.waits


def read_commands(rows: Iterable[CommandRow], where: Where) -> tuple[Command, ...]:
    """The lines of one run, in order, each with why it does nothing if that is so."""
    commands: list[Command] = []
    stopped = False
    for row in rows:
        command = _read(row, where)
        if stopped and command.runs:
            command = command._replace(fault=Fault.NOT_REACHED)
        commands.append(command)
        stopped = stopped or command.always_stops
    return tuple(commands)


def _read(row: CommandRow, where: Where) -> Command:
    (word,) = expanded(row.fields[:1], {}, mailproc=where is Where.MAILPROC)
    kind = _KINDS.get(ascii_lower(word), Kind.UNKNOWN)
    return Command(row, kind, where, _fault(kind, len(row.fields), where))


def _fault(kind: Kind, count: int, where: Where) -> Fault | None:
    if kind is Kind.UNKNOWN:
        return Fault.UNKNOWN
    if kind is (Kind.SMTP if where is Where.MAILPROC else Kind.MAILBOX):
        return Fault.NOT_HERE
    least, most = _FIELDS[kind]
    if count < least:
        return Fault.TOO_FEW
    return Fault.TOO_MANY if most is not None and count > most else None


def fate(commands: Sequence[Command]) -> Fate:
    """Whether mail that these lines take gets anywhere.

    A program that may stop the run, or reject the mail, counts as letting it go on.
    """
    verdicts = {command.delivers for command in commands}
    if Delivers.YES in verdicts:
        return Fate.KEPT
    return Fate.PERHAPS_DISCARDED if Delivers.PERHAPS in verdicts else Fate.DISCARDED
