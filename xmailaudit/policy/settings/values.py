"""Values of variables: what XMail reads in a text, and what a person does.

Flags and integers go through C's `atoi`, so that a word is 0 and `10M` is 10.  An empty text is off
for a flag; for an integer of server.tab it is the default, for a variable of user.tab it is 0
(XMail facts: tab-format, section 3; server-tab).
"""

from __future__ import annotations

from typing import NamedTuple

from xmailaudit.mailroot.settings import variable
from xmailaudit.tables.ctext import ascii_lower, atoi
from xmailaudit.tables.server import Kind
from xmailaudit.tables.user import ON_BY_DEFAULT, USER_VARIABLES

__all__ = ["Definition", "Misread", "as_read", "defined_setting", "defined_variable", "misread"]

_ON = frozenset({"yes", "y", "true", "t", "on", "enable", "enabled", "active", "ja", "oui"})
_OFF = frozenset(
    {"no", "n", "false", "f", "off", "disable", "disabled", "none", "never", "unlimited", "nein"}
)
#: Integers that people take for switches.
_LIKE_FLAGS = frozenset({"SMTP-RDNSCheck", "DisableEmitAuthUser", "Pop3LogPasswd"})


class Definition(NamedTuple):
    """How a variable of server.tab or user.tab is read.

    `default` is the number that has the effect of absence; `empty` what an empty text is read as.
    """

    name: str
    kind: Kind
    default: int
    empty: int


class Misread(NamedTuple):
    """A text XMail reads as another number than people: `value`; `meant` where that is certain."""

    value: int
    meant: str | None

    @property
    def turns_off(self) -> bool:
        """Whether it is off for XMail and certainly was to be on."""
        return self.value == 0 and self.meant == "1"


def defined_setting(name: str) -> Definition:
    """A setting of server.tab."""
    known = variable(name)
    default = atoi(known.default or "")
    return Definition(name, known.kind, default, 0 if known.kind is Kind.FLAG else default)


def defined_variable(name: str) -> Definition:
    """A variable of user.tab; one of an administrator's own is text."""
    kind = USER_VARIABLES.get(name, Kind.TEXT)
    return Definition(name, kind, int(name in ON_BY_DEFAULT), 0)


def as_read(definition: Definition, text: str) -> object:
    """The value as XMail tells it from others."""
    if definition.kind is Kind.TEXT:
        return text
    number = atoi(text) if text else definition.empty
    return number != 0 if definition.kind is Kind.FLAG else number


def misread(definition: Definition, text: str) -> Misread | None:
    """How XMail misreads a text; None where people read the same in it."""
    if definition.kind is Kind.TEXT:
        return None
    value = atoi(text) if text else definition.empty
    word = ascii_lower(text.strip(" \t"))
    if not word:
        # Whoever leaves a value empty has the default in mind.
        return None if _same(definition, value, definition.default) else Misread(value, "1")
    if word in _OFF:
        return None
    if word in _ON:
        is_switch = definition.kind is Kind.FLAG or definition.name in _LIKE_FLAGS
        return Misread(value, "1" if is_switch else None)
    return None if _is_number_for_people(definition, word, value) else Misread(value, None)


def _same(definition: Definition, value: int, other: int) -> bool:
    if definition.kind is Kind.FLAG:
        return (value != 0) == (other != 0)
    return value == other


def _is_number_for_people(definition: Definition, word: str, value: int) -> bool:
    """Whether the text is a number, and that number, or begins a flag that is on."""
    digits = word[1:] if word[:1] in ("-", "+") else word
    if digits.isascii() and digits.isdigit():
        meant = int(word[:40])
        return _same(definition, value, meant)
    return definition.kind is Kind.FLAG and value != 0
