"""The log files of a MailRoot, and the passwords in them (XMail facts: spool-and-logs, 5 and 6).

A log may be of any size, so it is read piece by piece, the newest files first, and no more than
`MOST_BYTES` of all.  Passwords are counted and never kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.pieces import pieces
from xmailaudit.mailroot.source import Absent, FileKind, Unseen
from xmailaudit.mailroot.start_options import OriginKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot

__all__ = [
    "LOGS_FOLDER",
    "MOST_BYTES",
    "LoggedPasswords",
    "WithPasswords",
    "is_logged",
    "log_files",
    "logged_passwords",
]

LOGS_FOLDER: Final = "logs"
#: So much of a service's logs is looked through.
MOST_BYTES: Final = 2**26
#: A longer line is none that XMail wrote.
_LONGEST_LINE: Final = 2**16
_DATE_DIGITS: Final = 12
_WEEK: Final = 7 * 86400

_FIELD = rb'[^\t\n]*"\t"'
#: The password is the sixth field of a login; APOP's digest, which is none, has 32 digits.
_POP3: Final = re.compile(
    rb'^"' + _FIELD * 5 + rb'(?![0-9a-fA-F]{32}"\t)[^\t\n]+"\t"E?LOGIN"', re.MULTILINE
)
#: It is the third of a request; a digest begins with a `#`.
_CTRL: Final = re.compile(
    rb'^"' + _FIELD * 2 + rb'[^\t\n#][^\t\n]*"\t"[^\t\n"]*"\t"REQ"', re.MULTILINE
)
_LINES: Final = {"pop3": _POP3, "ctrl": _CTRL}


class WithPasswords(NamedTuple):
    """A log with lines that hold a password in clear, and how many of them were seen."""

    file: str
    lines: int


class LoggedPasswords(NamedTuple):
    """The logs that hold passwords, the newest first.

    `whole` tells that every byte was looked at; `gap` is the first file that could not be.
    """

    files: tuple[WithPasswords, ...]
    whole: bool
    gap: UnseenFileError | None

    @property
    def lines(self) -> int:
        """How many lines hold a password."""
        return sum(one.lines for one in self.files)


def log_files(root: MailRoot, service: str) -> tuple[str, ...]:
    """The log files of a service, the newest first.  Raises UnseenFileError."""
    entries = root.source.entries(LOGS_FOLDER)
    if isinstance(entries, Unseen):
        raise UnseenFileError(LOGS_FOLDER, entries.reason)
    if isinstance(entries, Absent):
        return ()
    start = f"{service}-"
    found = (e.name for e in entries if e.kind is FileKind.FILE and e.name.startswith(start))
    dated = (name for name in found if _date(name).isdecimal() and len(_date(name)) == _DATE_DIGITS)
    return tuple(f"{LOGS_FOLDER}/{name}" for name in sorted(dated, reverse=True))


def _date(file: str) -> str:
    """YYYYMMDDhhmm, when the file was begun."""
    return file.rpartition("-")[2]


def is_logged(root: MailRoot, service: str, now: float) -> bool | None:
    """Whether XMail writes the log of a service; None where that is not known.

    Where the start options are only assumed, a log that was begun within a week tells better.
    """
    options = root.start_options
    if not options.known:
        return None
    if options.log(service) or options.origin.kind is not OriginKind.ASSUMED:
        return options.log(service)
    import time

    lately = time.strftime("%Y%m%d%H%M", time.gmtime(max(now - _WEEK, 0)))
    try:
        newest = log_files(root, service)[:1]
    except UnseenFileError:
        return None
    return any(_date(file) >= lately for file in newest)


def logged_passwords(root: MailRoot, service: str) -> LoggedPasswords:
    """The logs of pop3 or ctrl that hold passwords; looked for once."""
    return root.remember(("logged passwords", service), lambda: _Search(root, service).result())


class _Search:
    """A look through the logs of a service."""

    def __init__(self, root: MailRoot, service: str) -> None:
        self._root = root
        self._service = service
        self._left = MOST_BYTES
        self._gap: UnseenFileError | None = None

    def result(self) -> LoggedPasswords:
        """What was found within the limit."""
        try:
            files = log_files(self._root, self._service)
        except UnseenFileError as gap:
            return LoggedPasswords((), whole=False, gap=gap)
        counted = (WithPasswords(file, self._count(file)) for file in files)
        found = tuple(one for one in counted if one.lines)
        return LoggedPasswords(found, whole=self._left > 0, gap=self._gap)

    def _count(self, file: str) -> int:
        line = _LINES[self._service]
        try:
            return sum(len(line.findall(text)) for text in self._texts(file))
        except UnseenFileError as gap:
            self._gap = self._gap or gap
            return 0

    def _texts(self, file: str) -> Iterator[bytes]:
        """Whole lines, some at a time.  Raises UnseenFileError."""
        found = pieces(self._root.source, file) if self._left > 0 else iter(())
        if isinstance(found, Unseen):
            raise UnseenFileError(file, found.reason)
        if isinstance(found, Absent):
            return
        rest = b""
        for piece in found:
            taken = piece[: self._left]
            self._left -= len(taken)
            lines, newline, rest = (rest + taken).rpartition(b"\n")
            yield lines + newline
            rest = rest if len(rest) <= _LONGEST_LINE else b""
            if self._left <= 0:
                break
        yield rest
