"""Whether a mailbox takes one more message (XMail facts: address-resolution, section 2).

XMail adds up the files of the mailbox directory; a missing directory, or a total at or over
`MaxMBSize` KiB, gives 552.  A source that shows no mail leaves the question open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Absent, FileKind, Metadata, Unseen
from xmailaudit.messages import _
from xmailaudit.tables.ctext import atol
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from .accounts import Account
    from .facts import Facts

__all__ = ["mailbox_has_room"]


def mailbox_has_room(facts: Facts, account: Account) -> bool:
    """Whether the account's mailbox exists and is below its limit."""
    folder = _mailbox_folder(facts, account)
    if folder is None:
        facts.step(Place(f"{account.folder}"), _("the mailbox directory does not exist"))
        return False
    limit = atol(account.variables.get("MaxMBSize", "0"))
    if limit == 0 or _size(facts, folder) < _signed_long(1024 * limit):
        return True
    facts.step(Place(f"{account.folder}/user.tab"), _("the mailbox has reached MaxMBSize"))
    return False


def _signed_long(number: int) -> int:
    """What is left of a number in the 64 bits XMail counts in."""
    return (number + 2**63) % 2**64 - 2**63


def _mailbox_folder(facts: Facts, account: Account) -> str | None:
    """The mailbox directory, of the layout the server is started with or the one that exists."""
    maildir = facts.root.start_options.maildir
    names = {True: ("Maildir",), False: ("mailbox",), None: ("Maildir", "mailbox")}[maildir]
    for name in names:
        folder = f"{account.folder}/{name}"
        metadata = facts.root.source.metadata(folder)
        if isinstance(metadata, Unseen):
            raise UnseenFileError(folder, metadata.reason)
        if isinstance(metadata, Metadata) and metadata.kind is FileKind.FOLDER:
            return folder
    return None


def _size(facts: Facts, folder: str) -> int:
    """Bytes of all files below a folder, names with a leading dot left out."""
    entries = facts.root.source.entries(folder)
    if isinstance(entries, Unseen):
        facts.give_up(_("the size of {folder} cannot be seen"), folder=folder)
    if isinstance(entries, Absent):
        return 0
    total = 0
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.kind is FileKind.FOLDER:
            total += _size(facts, path)
        elif not entry.name.startswith("."):
            metadata = facts.root.source.metadata(path)
            total += (metadata.size or 0) if isinstance(metadata, Metadata) else 0
    return total
