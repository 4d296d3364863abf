"""Names of files between the model and the operating system.

The model writes a path with `/` and one latin-1 character per byte.  A POSIX system takes these
very bytes.  On Windows XMail hands them to the ANSI functions, so there they are characters of the
ANSI code page; Python takes names as UTF-8.
"""

from __future__ import annotations

import os

__all__ = ["ANSI", "COLLECTED", "from_system", "held", "shown", "to_system"]

#: The code page XMail's names are in on Windows; Python knows this codec there only.
ANSI = "mbcs"

#: What `xmailaudit collect` puts at the top of a MailRoot it gathered.
COLLECTED = "xmailaudit-collect.txt"


def to_system(path: str, *, windows: bool, codec: str = ANSI) -> bytes | None:
    """The system's relative name for a path; None for one that cannot name a file of the MailRoot.

    That is one that is absolute, climbs out by `..`, has a NUL in it, or on Windows a backslash or
    a colon (a drive, a stream).
    """
    try:
        name = path.encode("latin-1")
        text = name.decode(codec) if windows else ""
    except UnicodeError:
        return None
    if windows and ("\\" in text or ":" in text):
        return None
    if "\0" in path or path.startswith("/") or _climbs_out(path):
        return None
    return text.encode("utf-8", "surrogatepass") if windows else name


def from_system(name: bytes, *, windows: bool, codec: str = ANSI) -> str:
    """The model's name for a name the system lists; on Windows `?` stands where XMail sees one."""
    if windows:
        name = name.decode("utf-8", "surrogatepass").encode(codec, "replace")
    return name.decode("latin-1")


def _climbs_out(path: str) -> bool:
    depth = 0
    for part in path.split("/"):
        if part == "..":
            depth -= 1
        elif part not in ("", "."):
            depth += 1
        if depth < 0:
            return True
    return False


def shown(path: str | bytes | os.PathLike[str]) -> str:
    """A path of the system as people read it."""
    try:
        return os.fsencode(path).decode(errors="backslashreplace")
    except UnicodeError:
        return ascii(os.fspath(path))


def held(text: str) -> str:
    """A text of the command line or environment as the model holds it: bytes as latin-1."""
    try:
        return os.fsencode(text).decode("latin-1")
    except UnicodeError:
        return text.encode("utf-8", "replace").decode("latin-1")
