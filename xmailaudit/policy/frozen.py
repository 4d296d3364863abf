"""Messages that XMail has given up on, and why (XMail facts: spool-and-logs, sections 1 and 3).

They lie in `spool/A/B/froz`, each with its delivery log of the same name in `slog` beside it.  When
a message came is in its name, in milliseconds.  Of the logs a limited number is read, and nothing
of them is kept but the kind of failure and the code of a reply: addresses are people's.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.listing import names_in
from xmailaudit.mailroot.pieces import pieces
from xmailaudit.mailroot.source import Absent, FileKind, Metadata, Unseen
from xmailaudit.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.source import Source

__all__ = ["MOST_LOGS", "SPOOL", "Frozen", "Reason", "frozen_messages", "reason_in"]

SPOOL: Final = "spool"
#: So many delivery logs are read, and so much of each.
MOST_LOGS: Final = 500
_MOST_BYTES: Final = 2**16
#: So many files are kept by name.
_NAMED: Final = 20
#: What XMail makes beside a message.
_BESIDE: Final = (".flush", ".rej")

_REPLY = re.compile(r'SMTP-Error = "([245][0-9]{2})(?:[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3}))?')
#: XMail's own word for no answer at all.
_NO_ANSWER = 'SMTP-Error = "417 Temporary delivery error'


class Reason(NamedTuple):
    """A kind of failure; `reply` is the code of the other server, where it gave one."""

    kind: str
    reply: str | None = None


_UNLOADABLE = Reason(_("XMail could not read the message"))
_UNANSWERED = Reason(_("no answer from the other server"))
_NO_REASON = Reason(_("no reason in the log, as after a filter"))
_NO_LOG = Reason(_("no log"))
_REFUSED: Final = _("refused with {reply}")
_MARKS: Final = (
    ('Unknown user "', Reason(_("no such user here"))),
    ('Recipient domain "', Reason(_("the domain does not exist"))),
    ("mailbox quota", Reason(_("the mailbox is full"))),
    ("mail loop check", Reason(_("the message goes in a circle"))),
    ("FILTER", Reason(_("a filter"))),
    ("Filter error", Reason(_("a filter"))),
    ("EXTRN-Send", Reason(_("an external program"))),
)


class Frozen(NamedTuple):
    """Messages frozen before a moment: how many, the first by name, when the oldest came.

    `reasons` count those whose log was read, `undated` messages whose age nobody knows.
    """

    number: int
    files: tuple[str, ...]
    oldest: float
    reasons: Counter[Reason]
    undated: int


def frozen_messages(root: MailRoot, before: float) -> Frozen:
    """The messages that came before a POSIX time and are frozen.  Raises UnseenFileError."""
    count = undated = 0
    oldest = before
    files: list[str] = []
    reasons: Counter[Reason] = Counter()
    for file in _files(root.source):
        came = _came(root.source, file)
        undated += came is None
        if came is None or came >= before:
            continue
        count += 1
        oldest = min(oldest, came)
        if len(files) < _NAMED:
            files.append(file)
        if count <= MOST_LOGS:
            reasons.update(_reasons(root.source, file))
    return Frozen(count, tuple(files), oldest, reasons, undated)


def _files(source: Source) -> Iterator[str]:
    """The frozen messages, in order of their paths."""
    for first in _numbers(source, SPOOL):
        for second in _numbers(source, first):
            folder = f"{second}/froz"
            found = names_in(source, folder)
            if isinstance(found, Unseen):
                raise UnseenFileError(folder, found.reason)
            names = () if isinstance(found, Absent) else found
            yield from sorted(
                name.path
                for name in names
                if name.kind is FileKind.FILE and not name.path.endswith(_BESIDE)
            )


def _numbers(source: Source, folder: str) -> Iterator[str]:
    """The folders in one whose names are numbers: the spool's width may have been another once."""
    entries = source.entries(folder)
    if isinstance(entries, Unseen):
        raise UnseenFileError(folder, entries.reason)
    for entry in () if isinstance(entries, Absent) else entries:
        if entry.kind is FileKind.FOLDER and entry.name.isascii() and entry.name.isdecimal():
            yield f"{folder}/{entry.name}"


def _came(source: Source, file: str) -> float | None:
    """When a message came: by its name, else by the file's time."""
    number = file.rpartition("/")[2].partition(".")[0]
    if number.isascii() and number.isdecimal() and 12 <= len(number) <= 14:
        return int(number) / 1000
    known = source.metadata(file)
    return known.modified if isinstance(known, Metadata) else None


def _reasons(source: Source, file: str) -> tuple[Reason, ...]:
    """Why it was frozen; nothing where its log cannot be seen."""
    folder, _slash, name = file.rpartition("/froz/")
    found = pieces(source, f"{folder}/slog/{name}")
    if isinstance(found, Unseen):
        return ()
    if isinstance(found, Absent):
        return (_NO_LOG,)
    text = b""
    try:
        for piece in found:
            text += piece[:_MOST_BYTES]
            if len(text) >= _MOST_BYTES:
                break
    except UnseenFileError:
        return ()
    return (reason_in(text[:_MOST_BYTES].decode("latin-1")),)


def reason_in(log: str) -> Reason:
    """What a delivery log gives as the last failure.

    The code of the last error of the thread, which stands in it too, may be of another matter.
    """
    if "Unable to load spool file" in log:
        return _UNLOADABLE
    marks = [(log.rfind(mark), reason) for mark, reason in _MARKS]
    replies = list(_REPLY.finditer(log))
    if replies:
        last = replies[-1]
        reply = " ".join(filter(None, last.groups()))
        own = log.startswith(_NO_ANSWER, last.start())
        marks.append((last.start(), _UNANSWERED if own else Reason(_REFUSED, reply)))
    place, reason = max(marks, key=lambda mark: mark[0])
    return reason if place >= 0 else _NO_REASON
