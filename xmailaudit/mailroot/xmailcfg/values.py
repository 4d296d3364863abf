"""Values as XMailCFG shows them, and what they are in `server.tab`.

A row of radio buttons that was copied as text names every choice and does not tell which one is
set, and a text box loses what is in it: then the value is unknown, never a guess.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final

from .normal import key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .labels import Label

__all__ = [
    "NOT_SET",
    "UNKNOWN",
    "NotSet",
    "Unknown",
    "Value",
    "caption_of",
    "captions",
    "is_value",
    "value_of",
]


class NotSet(Enum):
    """The setting has no row in server.tab."""

    NOT_SET = "not set"


class Unknown(Enum):
    """The text does not tell the value."""

    UNKNOWN = "unknown"


NOT_SET: Final = NotSet.NOT_SET
UNKNOWN: Final = Unknown.UNKNOWN

Value = str | NotSet | Unknown

_NOT_SET_WORD = key("未設定")
_SWITCH = {"有効": "1", "無効": "0"}
_ON_OFF = {
    key(word): value
    for words, value in (
        (("on", "オン", "はい", "○", "yes", "1"), "1"),
        (("off", "オフ", "いいえ", "×", "no", "0"), "0"),
    )
    for word in words
}
_UNIT = re.compile(r"\s*\(?(?:KB|ステップ|秒)\)?$", re.IGNORECASE)
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}")
_MASK = re.compile(r"[*xX○●・?]{2,}")
_LETTERS = re.compile(r"[MRVSTZ]{1,6}")


def captions(label: Label) -> Mapping[str, str]:
    """The captions a setting is chosen by, with their values."""
    return label.choices or (_SWITCH if label.kind == "switch" else {})


def value_of(label: Label | None, text: str) -> Value:
    """What the text behind a setting's name means; `label` is None for one on no known screen."""
    shown = key(text)
    if not shown:
        return UNKNOWN
    if shown == _NOT_SET_WORD:
        return NOT_SET
    if label is None:
        return _switch_or_text(text)
    if label.kind == "switch":
        return _chosen(label, shown, _ON_OFF)
    return _READERS.get(label.kind, _text)(label, text)


def _chosen(label: Label, shown: str, others: Mapping[str, str]) -> Value:
    """The one caption that is shown; several are a row of buttons."""
    known = {key(caption): value for caption, value in captions(label).items()}
    return {**known, **others}.get(shown, UNKNOWN)


def _choice(label: Label, text: str) -> Value:
    return _chosen(label, key(text), {})


def _delay(label: Label, text: str) -> Value:
    shown, caption = key(text), key(label.number)
    if shown.startswith(caption) and shown[len(caption) :].isdecimal():
        return f"-{shown[len(caption) :]}"
    return _chosen(label, shown, {})


def _number(_label: Label, text: str) -> Value:
    bare = _UNIT.sub("", text).replace(",", "")
    return bare if _INTEGER.fullmatch(bare) else UNKNOWN


def _letters(_label: Label, text: str) -> Value:
    return text if _LETTERS.fullmatch(text) else UNKNOWN


def _text(_label: Label, text: str) -> Value:
    return UNKNOWN if _MASK.fullmatch(text) else text


_READERS: Mapping[str, Callable[[Label, str], Value]] = {
    "choice": _choice,
    "delay": _delay,
    "number": _number,
    "letters": _letters,
}


def _switch_or_text(text: str) -> Value:
    """Of a setting without a label: the two words of a switch, or any text that is not both."""
    shown = key(text)
    known = {key(caption): value for caption, value in _SWITCH.items()}
    if shown in known:
        return known[shown]
    both = all(caption in shown for caption in known)
    return UNKNOWN if both or _MASK.fullmatch(text) else text


def is_value(label: Label | None, text: str) -> bool:
    """Whether a line of its own can only be a value, where a long line was wrapped before it."""
    if key(text) == _NOT_SET_WORD:
        return True
    if label is None or label.kind == "text":
        return False
    return value_of(label, text) is not UNKNOWN


def caption_of(label: Label, value: str) -> str | None:
    """How the screen shows a value: the reverse of `value_of`; None where it cannot."""
    if label.kind == "delay" and value.startswith("-") and value[1:].isdecimal():
        return f"{label.number} {value[1:]}"
    shown = {known: caption for caption, known in captions(label).items()}
    return shown.get(value) if shown else value
