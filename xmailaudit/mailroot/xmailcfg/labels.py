"""The words on XMailCFG's screens: which setting or table they mean, and the way back.

XMailCFG puts a setting's own name behind its label, in brackets.  That name is what counts; labels
were worded anew from version to version.  `guess` marks a label that nobody has seen: it is
understood, yet never told to anybody.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .normal import key

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "GATEWAY",
    "GATEWAY_PARTS",
    "PERMISSIONS",
    "Heading",
    "Label",
    "Screens",
    "screens",
]

#: What a row of an access map may permit, as the screens of two generations write it.
PERMISSIONS = {"allow": "ALLOW", "deny": "DENY", "許可": "ALLOW", "拒否": "DENY"}

#: The setting that XMailCFG shows in two parts, and their names in XMail's order.
GATEWAY = "SmtpGwConfig"
GATEWAY_PARTS = {"SmtpGwConfig-NeedTLS": "NeedTLS", "SmtpGwConfig-OutBind": "OutBind"}


class Label(NamedTuple):
    """A setting on a screen.

    `kind` is switch, number, text, choice (of `choices`, caption to value), delay (a choice, or
    seconds behind the caption `number`) or letters (of `letters`, each with its caption).
    """

    name: str
    label: str
    screen: str
    kind: str
    also: tuple[str, ...] = ()
    choices: Mapping[str, str] = {}
    letters: Mapping[str, str] = {}
    number: str = ""
    guess: bool = False


class Heading(NamedTuple):
    """A screen: of a table where there is a `file`; `columns` are none where it cannot be read."""

    label: str
    file: str | None = None
    columns: tuple[str, ...] = ()
    guess: bool = False


class Screens:
    """All labels, found by their key or by what they mean."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.settings = {name: _label(name, one) for name, one in data["settings"].items()}
        self.spellings: Mapping[str, str] = data["spellings"]
        self.ports: Mapping[str, str] = data["ports"]
        self.columns = {key(word): word for word in data["columns"]}
        self.column_keys = tuple(sorted(self.columns, key=len, reverse=True))
        self.tables = {one["file"]: _heading(one) for one in data["tables"]}
        self.headings = {key(label): Heading(label) for label in data["screens"]}
        for one in data["tables"]:
            for label in (one["label"], *one.get("also", ())):
                self.headings[key(label)] = self.tables[one["file"]]
        self.labels = {
            key(text): label
            for label in self.settings.values()
            for text in (label.label, *label.also)
        }

        self.label_keys = tuple(self.labels)

    def heading(self, text: str) -> Heading | None:
        """The screen a heading names; a remark in brackets behind it does not count."""
        whole = key(text)
        name, _bracket, remark = whole.rpartition("(")
        known = self.headings.get(whole)
        return known or (self.headings.get(name) if ")" not in remark[:-1] else None)

    def is_setting(self, name: str) -> bool:
        """Whether a screen shows a setting under this name."""
        return name in self.settings or name in self.spellings


def _label(name: str, one: Mapping[str, Any]) -> Label:
    return Label(name, **{**one, "also": tuple(one.get("also", ()))})


def _heading(one: Mapping[str, Any]) -> Heading:
    return Heading(one["label"], one["file"], tuple(one["columns"]), one.get("guess", False))


@cache
def screens() -> Screens:
    """The labels that come with xmailaudit."""
    import json
    from pathlib import Path

    text = Path(__file__).with_name("labels.json").read_text(encoding="utf-8")
    return Screens(json.loads(text))
