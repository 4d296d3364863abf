r"""What everybody may do with files of a Windows machine, out of what `cacls` printed about them.

    C:\MailRoot BUILTIN\Administrators:(OI)(CI)F
                BUILTIN\Users:(CI)(special access:)
                              FILE_APPEND_DATA

Each entry names somebody, how it is inherited, and a letter: N, R, W, C (change) or F (full).  The
rights come out as the bits that a mode has for others; a Windows lets everybody pass through
folders unless somebody took that from him.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["rights_of_everybody"]

_READ, _WRITE, _ENTER = 4, 2, 1
#: A path of Windows with an entry behind it is no longer.
_LONGEST = 600

#: Names for all who can log on, in the languages that translate them.
_EVERYBODY = frozenset(
    (
        *("everyone", "users", "authenticated users", "interactive", "guests", "anonymous logon"),
        *("jeder", "benutzer", "authentifizierte benutzer", "tout le monde", "utilisateurs"),
        *("utilisateurs authentifi\xe9s", "todos", "usuarios", "usuarios autentificados"),
    )
)
#: One of these in a list shows that its names are understood.
_KNOWN = _EVERYBODY | {"system", "administrators", "administratoren", "administrateurs"}
_LETTERS = {"N": 0, "R": _READ, "W": _WRITE, "C": _READ | _WRITE, "F": _READ | _WRITE}
_SPECIAL = "(special access:)"
_RIGHTS = {
    "FILE_READ_DATA": _READ,
    "GENERIC_READ": _READ,
    "GENERIC_ALL": _READ | _WRITE,
    "FILE_WRITE_DATA": _WRITE,
    "FILE_APPEND_DATA": _WRITE,
    "GENERIC_WRITE": _WRITE,
    "WRITE_DAC": _WRITE,
    "WRITE_OWNER": _WRITE,
}


def rights_of_everybody(
    lines: Iterable[tuple[str, str]], mail_root: str, known: Mapping[str, object]
) -> dict[str, int]:
    """The bits by path, for those of the `known` paths whose list could be understood.

    `lines` hold the folder they were printed for, relative to the MailRoot, and the text.
    """
    lists: dict[str, _List] = {}
    current: _List | None = None
    top = mail_root.rstrip("\\").lower()
    for folder, line in lines:
        entry = line
        if not line.startswith((" ", "\t")):
            path, entry = _named(folder, line, top, known)
            current = None if path is None else lists.setdefault(path, _List())
        if current is not None:
            current.add(entry.strip())
    return {
        path: one.bits | (_ENTER if one.bits else 0)
        for path, one in lists.items()
        if one.understood
    }


def _named(folder: str, line: str, top: str, known: Mapping[str, object]) -> tuple[str | None, str]:
    """Whose list begins here, and its first entry; a name may hold blanks."""
    start = top + "".join(f"\\{part}" for part in folder.lower().split("/") if part)
    if not line.lower().startswith(start) or len(line) > _LONGEST:
        return None, ""
    rest = line[len(start) :]
    if rest.startswith(" "):
        return (folder if folder in known else None), rest
    above = f"{folder}/" if folder else ""
    end = len(rest)
    while (end := rest.rfind(" ", 0, end)) > 0:
        path = above + rest[1:end]
        if rest.startswith("\\") and path in known:
            return path, rest[end:]
    return None, ""


class _List:
    """The access list of one file, as far as it was read."""

    def __init__(self) -> None:
        self.bits = 0
        self._special = False
        self._names: set[str] = set()
        self._denies = False

    @property
    def understood(self) -> bool:
        """Whether somebody in it is known, and nothing is taken from everybody."""
        return not self._names.isdisjoint(_KNOWN) and not self._denies

    def add(self, entry: str) -> None:
        """One more line."""
        who, colon, rights = entry.rpartition(":") if _SPECIAL not in entry else _special(entry)
        if not colon:
            self.bits |= _RIGHTS.get(entry, 0) if self._special else 0
            return
        name = who.rpartition("\\")[2].lower()
        self._names.add(name)
        counts = name in _EVERYBODY and "(IO)" not in rights
        self._denies = self._denies or (counts and "(DENY)" in rights)
        self._special = counts and _SPECIAL in rights
        if counts and not self._special:
            self.bits |= _LETTERS.get(rights.rpartition(")")[2].strip(), 0)


def _special(entry: str) -> tuple[str, str, str]:
    """An entry whose rights stand in the lines that follow; there is a colon in its words too."""
    before = entry[: entry.index(_SPECIAL)]
    who, colon, rights = before.rpartition(":")
    return who, colon, rights + _SPECIAL
