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
    from xmailaudit.mailroot.root import MailRoot

    from .accounts import Account
    from .facts import Facts

__all__ = ["mailbox_folder", "mailbox_has_room", "mailbox_limit", "mailbox_size"]


def mailbox_has_room(facts: Facts, account: Account) -> bool:
    """Whether the account's mailbox exists and is below its limit."""
    folder = mailbox_folder(facts.root, account)
    if folder is None:
        facts.step(Place(f"{account.folder}"), _("the mailbox directory does not exist"))
        return False
    limit = mailbox_limit(account)
    if limit == 0 or _size(facts, folder) < _signed_long(1024 * limit):
        return True
    facts.step(Place(f"{account.folder}/user.tab"), _("the mailbox has reached MaxMBSize"))
    return False


def mailbox_limit(account: Account) -> int:
    """`MaxMBSize` in KiB; 0 is no limit.  Raises UnseenFileError."""
    return atol(account.variables.get("MaxMBSize", "0"))


def _signed_long(number: int) -> int:
    """What is left of a number in the 64 bits XMail counts in."""
    return (number + 2**63) % 2**64 - 2**63


def mailbox_folder(root: MailRoot, account: Account) -> str | None:
    """The mailbox directory, of the layout the server is started with or the one that exists.

    Raises UnseenFileError.
    """
    maildir = root.start_options.maildir
    names = {True: ("Maildir",), False: ("mailbox",), None: ("Maildir", "mailbox")}[maildir]
    for name in names:
        folder = f"{account.folder}/{name}"
        metadata = root.source.metadata(folder)
        if isinstance(metadata, Unseen):
            raise UnseenFileError(folder, metadata.reason)
        if isinstance(metadata, Metadata) and metadata.kind is FileKind.FOLDER:
            return folder
    return None


def _size(facts: Facts, folder: str) -> int:
    try:
        return mailbox_size(facts.root, folder)
    except UnseenFileError as unseen:
        facts.give_up(_("the size of {folder} cannot be seen"), folder=unseen.file)


def mailbox_size(root: MailRoot, folder: str) -> int:
    """Bytes of all files below a folder, names with a leading dot left out.

    Raises UnseenFileError.
    """
    entries = root.source.entries(folder)
    if isinstance(entries, Unseen):
        raise UnseenFileError(folder, entries.reason)
    if isinstance(entries, Absent):
        return 0
    total = 0
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.kind is FileKind.FOLDER:
            total += mailbox_size(root, path)
        elif not entry.name.startswith("."):
            metadata = root.source.metadata(path)
            total += (metadata.size or 0) if isinstance(metadata, Metadata) else 0
    return total
