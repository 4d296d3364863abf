"""Mail addresses as XMail accepts them (XMail facts: address-resolution, section 1).

Dot-atom local parts only, a dot-atom or `[address]` host, source routes `@a,@b:user@host`.  XMail
asks its resolver for what stands in brackets, so that `[localhost]` will do as well.
"""

from __future__ import annotations

from .addresses import resolved

__all__ = ["path_of", "split_address", "split_login", "valid_address", "valid_host"]

_ATOM = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"
)
_LONGEST_PATH = 1024
_LONGEST_PART = 255


def _dot_atom_end(text: str, start: int) -> int | None:
    """Where the dot-atom that begins at `start` ends; None where none does."""
    position = start
    while True:
        atom = position
        while position < len(text) and text[position] in _ATOM:
            position += 1
        if position == atom:
            return None
        if text[position : position + 1] != ".":
            return position
        position += 1


def _host_end(text: str, start: int) -> int | None:
    if text[start : start + 1] != "[":
        return _dot_atom_end(text, start)
    close = text.find("]", start)
    if close < 0 or resolved(text[start + 1 : close]) is None:
        return None
    return close + 1


def valid_host(text: str) -> bool:
    """Whether XMail takes the text for a host name or address literal."""
    return _host_end(text, 0) == len(text)


def valid_address(text: str) -> bool:
    """Whether XMail takes the text for an address, source route included."""
    position = _route_end(text)
    if position is None:
        return False
    end = _dot_atom_end(text, position)
    return end is not None and text[end : end + 1] == "@" and _host_end(text, end + 1) == len(text)


def _route_end(text: str) -> int | None:
    """Where a leading source route ends: 0 without one, None for a broken one."""
    if not text.startswith("@"):
        return 0
    position = 0
    while True:
        if text[position : position + 1] != "@":
            return None
        end = _host_end(text, position + 1)
        if end is None:
            return None
        separator = text[end : end + 1]
        position = end + 1
        if separator == ":":
            return position
        if separator != ",":
            return None


def split_address(text: str) -> tuple[str, str] | None:
    """Local part and domain of an address; None where XMail finds none.

    XMail splits at the first `@`, so a source route has an empty local part and fails.
    """
    if not valid_address(text):
        return None
    local, _, domain = text.partition("@")
    if not local or not domain:
        return None
    return local[:_LONGEST_PART], domain[:_LONGEST_PART]


def path_of(argument: str) -> tuple[str, ...] | None:
    """The elements of the first `<path>` in a command's argument.

    Empty for `<>`, None where there is no path or it breaks the syntax.
    """
    opened = argument.find("<")
    closed = argument.find(">", opened + 1)
    if opened < 0 or closed < 0:
        return None
    path = argument[opened + 1 : closed]
    if len(path) >= _LONGEST_PATH or (path and not valid_address(path)):
        return None
    return tuple(part for part in path.replace(":", ",").split(",") if part)


def split_login(login: str) -> tuple[str, str]:
    """Name and domain of a login: split at `@`, else at `:`, else at `%`."""
    for separator in "@:%":
        name, found, domain = login.partition(separator)
        if found:
            return name, domain
    return login, ""
