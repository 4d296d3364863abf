"""A pasted text as a whole server: what it does not show is as XMail comes, and takes mail.

An open relay does not stop being one because the list of spammers was not copied.  Where a rule
cannot be judged on the text alone, it is judged on this: no other map or list, one mail domain, no
account.  Only what it says of rows that the text does show counts, and only as an assumption.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.mailroot.source import (
    ABSENT,
    Absent,
    Content,
    Entry,
    FileKind,
    Metadata,
    TargetKind,
    Unseen,
)

if TYPE_CHECKING:
    from xmailaudit.mailroot.source import Source

__all__ = ["SupposedSource"]

_DOMAIN = b"example.com"
_ROOT_DOMAIN = b'"RootDomain"\t"%s"\n' % _DOMAIN
#: What XMail comes with, and what SMTP does not answer without.
_FILES = {
    SERVER_FILE: _ROOT_DOMAIN,
    "domains.tab": b'"%s"\n' % _DOMAIN,
    "mailusers.tab": b"",
    "aliases.tab": b"",
    "aliasdomain.tab": b"",
    "extaliases.tab": b"",
    "spammers.tab": b"",
}


class SupposedSource:
    """Another source, with XMail's own files where it shows none."""

    kind = TargetKind.XMAILCFG

    def __init__(self, source: Source) -> None:
        self._source = source
        self.location = source.location

    def read(self, path: str, /) -> Content:
        """What is shown, or else what XMail comes with; the domain comes behind all settings."""
        content = self._source.read(path)
        if isinstance(content, Unseen):
            return _FILES.get(path, ABSENT)
        if path == SERVER_FILE and isinstance(content, bytes):
            return content + _ROOT_DOMAIN
        return content

    def entries(self, folder: str, /) -> tuple[Entry, ...] | Absent | Unseen:
        """No folder but the MailRoot itself, whose other files nobody supposes."""
        if folder:
            return ABSENT
        return tuple(Entry(name, FileKind.FILE) for name in sorted(_FILES))

    def metadata(self, path: str, /) -> Metadata | Absent | Unseen:
        """That a file is there."""
        content = self.read(path)
        return Metadata(FileKind.FILE) if isinstance(content, bytes) else ABSENT

    def shows_all(self, file: str, /) -> bool:  # noqa: ARG002  # the protocol's signature
        """What is not here is supposed not to exist."""
        return True
