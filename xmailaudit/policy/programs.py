"""Programs that tables name: what their text alone tells, and what is seen inside the MailRoot.

XMail facts: mailproc, section 4.  On Unix there is no shell and no PATH, and the working directory
is `/`; on Windows the path goes unquoted into a command line, which is cut at its blanks, and a
name without a folder is searched for.  Outside the MailRoot a source shows nothing.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.source import Absent, FileKind, Metadata, Unseen
from xmailaudit.tables.ctext import ascii_lower

from .routing.macros import UNKNOWN_MACRO, expanded

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

__all__ = ["Program", "ProgramFault", "others_change", "program", "program_fault"]

#: Where XMail's documentation puts the MailRoot; a copy of it may lie anywhere.
_USUAL = ("/var/MailRoot", "C:/MailRoot")
_ENDINGS = (".exe", ".com", ".bat", ".cmd")
_EXECUTE = 0o111
_WRITTEN_BY_OTHERS = 0o002
_SEARCHED_BY_OTHERS = 0o001
_STICKY = 0o1000


class ProgramFault(Enum):
    """Why XMail cannot start a program, or may start another one than was meant."""

    RELATIVE = "relative"
    #: The same on Windows, which looks for it in several folders.
    SEARCHED = "searched for"
    MISSING = "missing"
    NOT_EXECUTABLE = "not executable"
    #: Windows tries what stands before a blank first.
    CUT = "cut at a blank"
    #: Others may write it, or put another in its place.
    WRITABLE = "writable"


class Program(NamedTuple):
    """A program, as far as it is known.

    `file` is its path in the MailRoot, None outside; `seen` is False where nobody can tell whether
    it is there.
    """

    text: str
    fault: ProgramFault | None
    file: str | None = None
    seen: bool = True


def program(root: MailRoot, text: str, *, windows: bool | None) -> Program | None:
    """What is known of a program; None for one that only a message tells.

    `windows` is None where nobody knows the server's system.
    """
    (path,) = expanded([text], {}, mailproc=True)
    if UNKNOWN_MACRO in path or not path:
        return None
    if windows or (windows is None and _has_drive(path)):
        return _on_windows(root, path)
    if not path.startswith("/"):
        return Program(path, ProgramFault.RELATIVE)
    return _seen(root, path, path, windows=False)


def program_fault(root: MailRoot, text: str, platform: str | None) -> ProgramFault | None:
    """What is certainly wrong with a program; None where nothing is, or nothing is known.

    On Windows a search path counts.
    """
    found = program(root, text, windows=None if platform is None else platform == "windows")
    if found is None or found.fault is ProgramFault.SEARCHED:
        return None
    if found.fault is None and found.file is not None and others_change(root, found.file):
        return ProgramFault.WRITABLE
    return found.fault


def _on_windows(root: MailRoot, path: str) -> Program:
    if not _is_absolute(path):
        return Program(path, ProgramFault.SEARCHED)
    first = path.partition(" ")[0]
    if first != path and not ascii_lower(first).endswith(_ENDINGS):
        return Program(path, ProgramFault.CUT)
    return _seen(root, path, first, windows=True)


def _has_drive(path: str) -> bool:
    return path[1:3] in (":\\", ":/")


def _is_absolute(path: str) -> bool:
    return path.startswith(("\\", "/")) or _has_drive(path)


# ------------------------------------------------------------ inside the MailRoot


def _seen(root: MailRoot, text: str, path: str, *, windows: bool) -> Program:
    for place, sure in _places(root):
        file = _below(place, path, windows=windows)
        if file is not None:
            return _looked_at(root, text, file, sure=sure, windows=windows)
    return Program(text, None, seen=False)


def _looked_at(root: MailRoot, text: str, file: str, *, sure: bool, windows: bool) -> Program:
    known = root.source.metadata(file)
    if isinstance(known, Unseen):
        return Program(text, None, seen=False)
    if isinstance(known, Absent) or known.kind is not FileKind.FILE:
        certain = sure and root.source.shows_all(file)
        return Program(text, ProgramFault.MISSING if certain else None, seen=certain)
    if not windows and known.mode is not None and not known.mode & _EXECUTE:
        return Program(text, ProgramFault.NOT_EXECUTABLE, file)
    return Program(text, None, file)


def _places(root: MailRoot) -> list[tuple[str, bool]]:
    """Where the MailRoot is on the server's machine, and whether that is sure."""
    told = collected_of(root.source)
    here: str | None = getattr(root.source, "path", None)
    known = (root.start_options.root, told.mail_root if told else None, here)
    sure = [place for place in known if place]
    return [(place, True) for place in sure] + [(place, False) for place in _USUAL]


def _below(place: str, path: str, *, windows: bool) -> str | None:
    """The path from a folder to a file in it; None for a file elsewhere."""
    above, file = _parts(place, windows=windows), _parts(path, windows=windows)
    compared = [ascii_lower(part) for part in file] if windows else file
    if windows:
        above = [ascii_lower(part) for part in above]
    if ".." in file or len(file) <= len(above) or compared[: len(above)] != above:
        return None
    return "/".join(file[len(above) :])


def _parts(path: str, *, windows: bool) -> list[str]:
    text = path.replace("\\", "/") if windows else path
    return [part for part in text.split("/") if part not in ("", ".")]


def others_change(root: MailRoot, file: str) -> bool:
    """Whether others may write it, or put another in its place, and reach it at all."""
    parts = file.split("/")
    folders = [_mode(root, "/".join(parts[:end])) for end in range(len(parts))]
    if not all(mode is not None and mode & _SEARCHED_BY_OTHERS for mode in folders):
        return False
    own = _mode(root, file) or 0
    return bool(own & _WRITTEN_BY_OTHERS) or any(
        mode is not None and mode & _WRITTEN_BY_OTHERS and not mode & _STICKY for mode in folders
    )


def _mode(root: MailRoot, path: str) -> int | None:
    found = root.source.metadata(path)
    return found.mode if isinstance(found, Metadata) else None
