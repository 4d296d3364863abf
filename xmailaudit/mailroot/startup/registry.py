r"""The Windows registry: what XMail reads in HKEY_LOCAL_MACHINE\SOFTWARE\GNU\XMail.

A 32-bit XMail on a 64-bit Windows is shown Wow6432Node in place of SOFTWARE; the builds for Windows
are 32-bit ones, so where both keys exist that one counts.  `launch_of_export` reads an exported
file, `live_value` the registry of this machine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .launch import Launch

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["as_bytes", "launch_of_export", "live_value"]

_KEY = r"HKEY_LOCAL_MACHINE\SOFTWARE\GNU\XMail"
_KEY_OF_32_BIT = r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\GNU\XMail"
_TEXT_TYPES = ("hex(1)", "hex(2)", "hex(7)")


def launch_of_export(data: bytes) -> Launch | None:
    """How an exported registry file starts XMail; None if it holds nothing about it."""
    text, wide = _decoded(data)
    keys = {_KEY.lower(): Launch(), _KEY_OF_32_BIT.lower(): Launch()}
    for key, name, value in _values(text, wide=wide):
        known = keys.get(key.lower())
        if known is not None and name.upper() == "MAIL_CMD_LINE":
            keys[key.lower()] = known._replace(cmd_line=value)
        elif known is not None and name.upper() == "MAIL_ROOT":
            keys[key.lower()] = known._replace(mail_root=value)
    for key in (_KEY_OF_32_BIT, _KEY):
        found = keys[key.lower()]
        if found.mail_root is not None or found.cmd_line is not None:
            return found._replace(cmd_line=found.cmd_line or "")
    return None


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether its hex values hold UTF-16 as those of version 5 files do."""
    if data.startswith(b"\xff\xfe"):
        return data[2:].decode("utf-16-le", "replace"), True
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace"), True
    text = data.decode("latin-1")
    return text, not text.lstrip().startswith("REGEDIT4")


def _values(text: str, *, wide: bool) -> Iterator[tuple[str, str, str]]:
    """Key, name and value of each text value, as bytes in latin-1."""
    key = ""
    for line in _joined_lines(text):
        if line.startswith("[") and line.endswith("]"):
            key = line[1:-1]
        elif line.startswith('"'):
            name, rest = _quoted(line)
            value = _value(rest.lstrip(" \t="), wide=wide)
            if value is not None:
                yield key, as_bytes(name), as_bytes(value.partition("\0")[0])


def _joined_lines(text: str) -> Iterator[str]:
    """Lines, those of a hex value that end with a backslash joined."""
    pieces: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.endswith("\\") and (pieces or "=hex" in line):
            pieces.append(line[:-1].strip())
        else:
            yield "".join([*pieces, line.strip()])
            pieces = []
    yield "".join(pieces)


def _value(text: str, *, wide: bool) -> str | None:
    if text.startswith('"'):
        return _quoted(text)[0]
    kind, colon, digits = text.partition(":")
    if not colon or kind not in _TEXT_TYPES:
        return None
    try:
        data = bytes.fromhex(digits.replace(",", " "))
    except ValueError:
        return None
    return data.decode("utf-16-le", "replace") if wide else data.decode("latin-1")


def _quoted(text: str) -> tuple[str, str]:
    r"""The text of the quotes that open here, `\\` and `\"` undone, and what follows them."""
    pieces: list[str] = []
    position = 1
    while position < len(text) and text[position] != '"':
        if text[position] == "\\" and text[position + 1 : position + 2] in ("\\", '"'):
            position += 1
        pieces.append(text[position])
        position += 1
    return "".join(pieces), text[position + 1 :]


def as_bytes(text: str) -> str:
    """The model's form of a text: latin-1 stays, other characters become the bytes of UTF-8."""
    if all(ord(character) < 256 for character in text):
        return text
    return text.encode("utf-8", "replace").decode("latin-1")


def live_value(name: str) -> str | None:
    """A value of XMail's key in this machine's registry; None where there is none."""
    try:
        winreg: Any = import_module("winreg")  # on Windows only
    except ImportError:
        return None
    for view in (winreg.KEY_WOW64_32KEY, winreg.KEY_WOW64_64KEY):
        try:
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\GNU\XMail", 0, winreg.KEY_READ | view
            ) as key:
                value, _kind = winreg.QueryValueEx(key, name)
        except OSError:
            continue
        return "".join(value[:1]) if isinstance(value, list) else str(value)
    return None
