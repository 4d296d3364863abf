"""What rules ask of the modes of files: who gets to them, and what he may do there.

The bits are those of POSIX.  A source that knows none makes a rule not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import Absent, Metadata, Unseen
from xmailaudit.messages import _, say
from xmailaudit.tables.edit import TakeRights

from .finding import Applicability, Fix, OutsideStep
from .platforms import is_windows
from .rule import NotJudgedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message

    from .given import Given

__all__ = [
    "ALL_RIGHTS",
    "ENTER",
    "GROUP",
    "MAIL_ROOT",
    "OTHERS",
    "READ",
    "WRITE",
    "close_to_others",
    "files_in",
    "gets_into",
    "has_access_lists",
    "known_mode",
    "mode_of",
    "require_modes",
    "shown_mode",
    "taking",
    "unknown_mode",
]

READ: Final = 4
WRITE: Final = 2
ENTER: Final = 1
ALL_RIGHTS: Final = READ | WRITE | ENTER

#: How far the bits of a class of users stand to the left.
OTHERS: Final = 0
GROUP: Final = 3

#: How the MailRoot itself is named as a place.
MAIL_ROOT: Final = "."


def has_access_lists(root: MailRoot) -> bool:
    """Whether modes come out of the access lists of a Windows machine."""
    told = collected_of(root.source)
    return told is not None and told.windows


def require_modes(root: MailRoot, given: Given) -> None:
    """Raise NotJudgedError for a copy of a Windows server, whose modes say nothing of it."""
    if is_windows(root, given) and not has_access_lists(root):
        raise NotJudgedError(say(_("the rights Windows keeps are not seen here")))


def mode_of(root: MailRoot, path: str) -> int:
    """The mode of a file or folder.  Raises NotJudgedError where nobody knows it."""
    mode = known_mode(root, path)
    if mode is None:
        raise unknown_mode(path)
    return mode


def known_mode(root: MailRoot, path: str) -> int | None:
    """The mode of a file or folder, None for one that is not there.  Raises NotJudgedError."""
    known = root.source.metadata(path)
    if isinstance(known, Absent):
        return None
    if isinstance(known, Unseen):
        raise UnseenFileError(path or MAIL_ROOT, known.reason)
    if known.mode is None:
        raise unknown_mode(path)
    return known.mode


def unknown_mode(path: str) -> NotJudgedError:
    """Why a rule about modes cannot be judged."""
    return NotJudgedError(say(_("who may read it is not known here")), file=path or None)


def gets_into(root: MailRoot, folder: str, who: int) -> bool:
    """Whether a class of users gets through a folder and all above it, the MailRoot first.

    Where others get through, a group does too.
    """
    if has_access_lists(root):
        return True  # Windows lets everybody pass through folders
    mask = ENTER << who | ENTER
    parts = folder.split("/") if folder else []
    way = ("", *("/".join(parts[: number + 1]) for number in range(len(parts))))
    return all((known_mode(root, above) or 0) & mask for above in way)


def files_in(root: MailRoot, folder: str) -> Iterator[tuple[str, int]]:
    """The files of a folder with their modes.  Raises NotJudgedError and UnseenFileError."""
    entries = root.source.entries(folder)
    if isinstance(entries, Unseen):
        raise UnseenFileError(folder, entries.reason)
    for entry in () if isinstance(entries, Absent) else entries:
        path = f"{folder}/{entry.name}"
        known = root.source.metadata(path)
        if isinstance(known, Metadata) and known.kind is entry.kind and not known.link:
            if known.mode is None:
                raise unknown_mode(path)
            yield path, known.mode


def shown_mode(root: MailRoot, mode: int) -> str:
    """A mode as chmod takes it, or the letter of an access list."""
    if has_access_lists(root):
        return {READ: "R", WRITE: "W"}.get(mode & (READ | WRITE), "C")
    return f"{mode:04o}"


def close_to_others(root: MailRoot, file: str, *more: OutsideStep) -> Fix:
    """Take the rights of others from a file; the group keeps what it has: it may be XMail's."""
    title = say(_("Take the file from all others"))
    return taking(root, title, file, TakeRights(file, ALL_RIGHTS), steps=more)


def taking(
    root: MailRoot,
    title: Message,
    where: str,
    *rights: TakeRights,
    steps: tuple[OutsideStep, ...] = (),
) -> Fix:
    """The fix that takes rights of others from files at `where` ("": the MailRoot).

    The access lists of Windows are changed in the properties that it shows.
    """
    if has_access_lists(root):
        dialog = _(
            "Under Security in the properties of {file} leave SYSTEM, the administrators and "
            "XMail's user, and nobody else"
        )
        by_hand = OutsideStep(say(dialog, file=where or "MailRoot"), where or None)
        return Fix("close", title, Applicability.SAFE, (), (by_hand, *steps))
    if any(_is_link(root, right.file) for right in rights):
        behind = _("{file} is a link: take the rights of others from the file that it leads to")
        by_hand = OutsideStep(say(behind, file=where), where)
        return Fix("close", title, Applicability.SAFE, (), (by_hand, *steps))
    return Fix("close", title, Applicability.SAFE, rights, steps)


def _is_link(root: MailRoot, path: str) -> bool:
    known = root.source.metadata(path)
    return isinstance(known, Metadata) and known.link
