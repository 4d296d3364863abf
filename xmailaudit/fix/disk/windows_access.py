"""Access lists of Windows, as texts (SDDL), and names that its files cannot have."""

from __future__ import annotations

__all__ = ["is_reserved", "others_may_write", "private"]

_SYSTEM, _ADMINISTRATORS = "SY", "BA"
#: Who can do everything anyway: the system, administrators, and whoever owns the thing.
_TRUSTED = frozenset(
    (_SYSTEM, _ADMINISTRATORS, "LA", "OW", "S-1-5-18", "S-1-5-32-544", "S-1-3-4"),
)
_OWNERS = _TRUSTED - {"OW", "S-1-3-4"}
_GRANTS = frozenset(("A", "OA", "XA", "ZA"))
#: Rights to read a folder, to list it and to go through it.
_READING = frozenset(("FR", "FX", "GR", "GX", "RC", "CC", "SW", "WP", "LO"))
#: The same as bits, and the one to wait for it.
_READING_BITS = 0xA0000000 | 0x00120000 | 0x1 | 0x8 | 0x20 | 0x80

_DEVICES = frozenset(
    (
        *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"),
        *(f"{device}{digit}" for device in ("COM", "LPT") for digit in "0123456789¹²³"),
    )
)
_NOT_IN_NAMES = frozenset('<>:"/\\|?*')


def private(user: str, *, folder: bool) -> str:
    """What lets a user, the system and administrators in, and nobody else.

    The system stays: XMail's service is it, and is to read the keys we write.
    """
    below = "OICI" if folder else ""
    whom = (_SYSTEM, _ADMINISTRATORS, user)
    return "D:P" + "".join(f"(A;{below};FA;;;{who})" for who in whom)


def others_may_write(access: str, user: str) -> bool:
    """Whether a folder's owner and access list let others than a user put files into it.

    What cannot be understood may let them.
    """
    owner, found, rest = access.partition("D:")
    named = owner.removeprefix("O:").partition("G:")[0]
    if not found or named not in {user, *_OWNERS}:
        return True
    flags, opened, entries = rest.partition("S:")[0].partition("(")
    if "NO_ACCESS_CONTROL" in flags:
        return True
    if not opened:  # an empty list lets nobody in
        return False
    if not entries.endswith(")"):
        return True
    return any(_lets_write(entry, user) for entry in entries[:-1].split(")("))


def _lets_write(entry: str, user: str) -> bool:
    parts = entry.split(";")
    if len(parts) != 6 or "(" in entry:
        return True
    kind, flags, rights, _object, _inherited, whom = parts
    inherit_only = "IO" in _pairs(flags)
    if kind not in _GRANTS or inherit_only or whom in {user, *_TRUSTED}:
        return False
    return not _only_reads(rights)


def _only_reads(rights: str) -> bool:
    if rights.startswith("0x"):
        try:
            return not int(rights, 16) & ~_READING_BITS
        except ValueError:
            return False
    return _READING.issuperset(_pairs(rights))


def _pairs(letters: str) -> set[str]:
    return {letters[start : start + 2] for start in range(0, len(letters), 2)}


def is_reserved(name: str) -> bool:
    """Whether a name is a device's, or one Windows would change or refuse."""
    if name.endswith((".", " ")) or any(one in _NOT_IN_NAMES or one < " " for one in name):
        return True
    return name.partition(".")[0].rstrip(" ").upper() in _DEVICES
