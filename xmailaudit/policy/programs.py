"""What is known of the programs that tables name (XMail facts: mailproc, section 4).

XMail starts them without a shell and without a search path, from the folder `/`, so that only an
absolute path is found.  Of a program outside the MailRoot a source tells nothing.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import Absent, FileKind, Metadata
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot

__all__ = ["ProgramFault", "inside_mail_root", "program_fault"]

_WRITTEN_BY_OTHERS = 0o002
_SEARCHED_BY_OTHERS = 0o001
_STICKY = 0o1000


class ProgramFault(Enum):
    """Why a program is not started, or may be another one than was meant."""

    RELATIVE = "relative"
    MISSING = "missing"
    WRITABLE = "writable"


def program_fault(root: MailRoot, program: str, platform: str | None) -> ProgramFault | None:
    """What is certainly wrong with a program; None where nothing is, or nothing is known.

    On Windows a search path counts.
    """
    if not _is_absolute(program):
        return None if platform == "windows" else ProgramFault.RELATIVE
    path = inside_mail_root(root, program)
    if path is None:
        return None
    found = root.source.metadata(path)
    if isinstance(found, Absent):
        return ProgramFault.MISSING if root.source.shows_all(path) else None
    if isinstance(found, Metadata) and found.kind is FileKind.FOLDER:
        return ProgramFault.MISSING
    return ProgramFault.WRITABLE if _others_change(root, path) else None


def _is_absolute(program: str) -> bool:
    return program.startswith(("/", "\\")) or program[1:3] in (":\\", ":/")


def inside_mail_root(root: MailRoot, program: str) -> str | None:
    """The program's path in the MailRoot; None where it is not known to lie there."""
    path = _plain(program)
    for folder in _folders(root):
        own = _plain(folder).rstrip("/")
        known, name = (ascii_lower(own), ascii_lower(path)) if own[1:2] == ":" else (own, path)
        if own and name.startswith(f"{known}/"):
            parts = path[len(own) + 1 :].split("/")
            return None if ".." in parts else "/".join(part for part in parts if part)
    return None


def _plain(path: str) -> str:
    """With slashes as on Unix, where it is a path of Windows."""
    return path.replace("\\", "/") if path[:1] == "\\" or path[1:2] == ":" else path


def _folders(root: MailRoot) -> Iterator[str]:
    """What the MailRoot is called: by its start options, or on this machine."""
    for name in (root.start_options.root, getattr(root.source, "path", None), root.source.location):
        if name and _is_absolute(name):
            yield name


def _others_change(root: MailRoot, path: str) -> bool:
    """Whether others may write it, or put another in its place, and reach it at all."""
    parts = path.split("/")
    folders = [_mode(root, "/".join(parts[:end])) for end in range(len(parts))]
    if not all(mode is not None and mode & _SEARCHED_BY_OTHERS for mode in folders):
        return False
    own = _mode(root, path) or 0
    return bool(own & _WRITTEN_BY_OTHERS) or any(
        mode is not None and mode & _WRITTEN_BY_OTHERS and not mode & _STICKY for mode in folders
    )


def _mode(root: MailRoot, path: str) -> int | None:
    found = root.source.metadata(path)
    return found.mode if isinstance(found, Metadata) else None
