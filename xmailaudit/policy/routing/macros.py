r"""Macros in the lines of command files (XMail facts: mailproc, section 4).

`$(NAME)` anywhere, or `@@NAME` as the whole field; a name XMail does not know is empty; `\$` is a
dollar.  Any other `$` ends the substitution: that field and all behind it stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["UNKNOWN_MACRO", "expanded"]

#: Stands where a macro's value is not known; no address and no command has it.
UNKNOWN_MACRO = "\0"

#: Macros whose values only a message tells.
_OF_THE_MESSAGE = frozenset(
    {"FROM", "RCPT", "FILE", "TMPFILE", "MSGID", "MSGREF", "LOCALADDR", "REMOTEADDR", "USERAUTH"}
)
#: Known in mailproc.tab only.
_OF_THE_ACCOUNT = "RRCPT"


def expanded(fields: Sequence[str], known: Mapping[str, str], *, mailproc: bool) -> tuple[str, ...]:
    """The fields with macros replaced; `UNKNOWN_MACRO` stands for what nobody knows."""

    def value(name: str) -> str:
        if name in known:
            return known[name]
        is_macro = name in _OF_THE_MESSAGE or (mailproc and name == _OF_THE_ACCOUNT)
        return UNKNOWN_MACRO if is_macro else ""

    found: list[str] = []
    for index, field in enumerate(fields):
        text = _field(field, value)
        if text is None:
            return (*found, *fields[index:])
        found.append(text)
    return tuple(found)


def _field(field: str, value: Callable[[str], str]) -> str | None:
    """One field; None where its dollars are broken."""
    if field.startswith("@@"):
        return value(field[2:])
    if "$" not in field:
        return field
    text = ""
    position = 0
    while position < len(field):
        if field.startswith("\\$", position):
            text += "$"
            position += 2
        elif field[position] == "$":
            end = field.find(")", position)
            if field[position + 1 : position + 2] != "(" or end < 0:
                return None
            text += value(field[position + 2 : end])
            position = end + 1
        else:
            text += field[position]
            position += 1
    return text
