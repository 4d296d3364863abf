"""What a line of the text is: heading, column names, port, setting, empty table, or anything else.

The classes are tried in a fixed order by `reading`; each function here recognises one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .labels import Screens, screens
from .values import UNKNOWN, is_value, value_of

if TYPE_CHECKING:
    from .labels import Heading, Label
    from .normal import Line

__all__ = [
    "Port",
    "Section",
    "SettingLine",
    "column_names",
    "emptied",
    "is_guest",
    "mail_version",
    "port",
    "section",
    "setting",
    "tool_version",
]

_MARKS = "■□●◆▼"
_BULLETS = "・•*+-"
_NO_MARKS = dict.fromkeys(map(ord, _MARKS))
_SECTION = re.compile(rf"^(?:[{_MARKS}»>]+|【)\s*(?P<name>[^【】]+?)】?$")
_NAME = re.compile(r"\(([A-Za-z][A-Za-z0-9.-]{2,63})\)")
_PORT = re.compile(
    rf"^[{_MARKS}・*+-]?(?P<service>pop3s?|smtps?|ctrls?|finger)(?P<word>ポ-ト[:=]?|[:=])(?P<value>.*)$"
)
_EMPTY = "は定義がありません"
_GUEST = "ゲストアカウントでは実行できません"
_SERVER = re.compile(r"\bxmail[- ]?v?(?P<version>1\.[0-9]{1,2})(?![0-9.])(?! ?対応)", re.IGNORECASE)
_TOOL = re.compile(r"XMailCFG ?v?(?P<major>[0-9])\.?(?P<minor>[0-9]{2}[a-z]?)\b", re.IGNORECASE)


class Section(NamedTuple):
    """A heading: its text, and the screen it is known as."""

    name: str
    heading: Heading | None


class Port(NamedTuple):
    """A service's port: XMail's switch for it and the value as shown."""

    switch: str
    value: str


class SettingLine(NamedTuple):
    """A setting: the name as shown, XMail's own, its label where known, and the text behind it."""

    shown: str
    name: str
    label: Label | None
    value: str


def column_names(line: Line, *, alone: bool) -> tuple[str, ...]:
    """The columns that a line names and nothing else; a single one only where `alone` lets it."""
    known, words = screens().columns, screens().column_keys
    rest = line.key.translate(_NO_MARKS)
    if not rest.startswith(words):
        return ()
    found: list[str] = []
    while rest:
        word = next((word for word in words if rest.startswith(word)), None)
        if word is None:
            return ()
        found.append(known[word])
        rest = rest[len(word) :]
    marked = line.text[:1] in _MARKS
    return tuple(found) if len(found) > 1 or (marked and alone) else ()


def section(line: Line) -> Section | None:
    """A heading: behind a mark, or the name of a table's screen alone on its line."""
    known = screens()
    if any(known.is_setting(found[1]) for found in _NAME.finditer(line.text)):
        return None
    found = _SECTION.match(line.text)
    name = found["name"] if found else line.text
    heading = known.heading(name)
    if found is None and (heading is None or heading.file is None):
        return None
    return Section(name, heading)


def port(line: Line) -> Port | None:
    """A line about a port, as `SMTPポート:25` or `POP3S:995`."""
    found = _PORT.match(line.key) if len(line.key) < 80 else None
    if found is None:
        return None
    switch = screens().ports[found["service"].upper()]
    return Port(switch, found["value"]) if found["value"] else None


def setting(line: Line) -> SettingLine | None:
    """A setting with its name in brackets; without one, a known label with a value behind it."""
    known = screens()
    names = [found for found in _NAME.finditer(line.text) if _is_name(known, found[1])]
    if not names:
        return _labelled(known, line)
    shown = names[0][1]
    name = known.spellings.get(shown, shown)
    value = line.text[names[0].end() :].lstrip(" *:=")
    return SettingLine(shown, name, known.settings.get(name), value)


def _is_name(known: Screens, word: str) -> bool:
    """A name of a setting, known or not: XMail's have a capital within, or a dash."""
    if known.is_setting(word):
        return True
    return any(c.isupper() for c in word[1:]) and any(c.islower() for c in word)


def _labelled(known: Screens, line: Line) -> SettingLine | None:
    bare = line.key.lstrip(_BULLETS)
    if not bare.startswith(known.label_keys):
        return None
    for text, label in known.labels.items():
        if bare.startswith(text):
            value = _behind(line.text.lstrip(f"{_BULLETS} "), len(text))
            if is_value(label, value) or (value_of(label, value) is UNKNOWN and not value):
                return SettingLine(label.name, label.name, label, value)
    return None


def _behind(text: str, size: int) -> str:
    """What stands behind the first `size` characters that are no blanks."""
    end = 0
    while size:
        size -= not text[end].isspace()
        end += 1
    return text[end:].lstrip(" *:=")


def emptied(line: Line) -> str | None:
    """What a line says to be empty: `SMTP 認証` of `SMTP 認証は定義がありません。`."""
    before, found, _rest = line.text.partition(_EMPTY)
    return before if found else None


def is_guest(line: Line) -> bool:
    """A page that shows a guest nothing."""
    return _GUEST in line.text


def mail_version(line: Line) -> str | None:
    """The server's version, as `xmail-1.27`; the one a tool is made for does not count."""
    found = _SERVER.search(line.text)
    return found["version"] if found else None


def tool_version(line: Line) -> str | None:
    """XMailCFG's own version, as `XMailCFG240b`."""
    found = _TOOL.search(line.text)
    return f"{found['major']}.{found['minor']}" if found else None
