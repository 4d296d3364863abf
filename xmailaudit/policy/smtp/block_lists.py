"""`CustMapsList` taken apart as XMail does it (XMail facts: server-tab).

An entry is `zone:code`, and what stands before a colon is asked for just as it is: XMail skips no
blank, and an entry without a colon becomes part of the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xmailaudit.tables.ctext import ascii_lower, atoi

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SETTING", "Asked", "BlockLists", "block_lists", "written"]

SETTING: Final = "CustMapsList"

_LABEL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
_LONGEST_NAME = 253


class Asked(NamedTuple):
    """An entry: the zone XMail asks, and what stands behind its colon."""

    zone: str
    number: str

    @property
    def code(self) -> int:
        """1 drops, 0 refuses at MAIL until a login; any other number delays by as many seconds."""
        return atoi(self.number)

    @property
    def text(self) -> str:
        """The entry as it is written."""
        return f"{self.zone}:{self.number}"

    @property
    def name(self) -> str | None:
        """The zone in lower case without the dot at its end; None where no zone can be called so.

        Nothing is ever listed under such a name.
        """
        name = ascii_lower(self.zone.removesuffix("."))
        labels = name.split(".")
        valid = len(name) <= _LONGEST_NAME and all(one and _LABEL.issuperset(one) for one in labels)
        return name if valid else None

    @property
    def swallowed(self) -> tuple[Asked, ...]:
        """Zones behind the code with another separator than a comma, which XMail never asks."""
        pieces = (piece.partition(":") for piece in _words(self.number)[1:])
        found = (Asked(zone, number) for zone, _colon, number in pieces if "." in zone)
        return tuple(one for one in found if one.name is not None)

    @property
    def apart(self) -> str:
        """The entry as it is written, with commas before the zones that it swallows."""
        number = ",".join(_words(self.number)) if self.swallowed else self.number
        return f"{self.zone}:{number}"


class BlockLists(NamedTuple):
    """The entries in order, and the end of the text, in which XMail finds no colon any more."""

    entries: tuple[Asked, ...]
    rest: str

    def text(self, entries: Iterable[Asked]) -> str:
        """The setting with these entries alone, its end as it was."""
        return ",".join([*(one.text for one in entries), *([self.rest] if self.rest else [])])


def _words(number: str) -> list[str]:
    return number.replace(";", " ").split()


def block_lists(text: str) -> BlockLists:
    """The entries of a value of `CustMapsList`."""
    entries = []
    while ":" in text:
        zone, _colon, rest = text.partition(":")
        number, _comma, text = rest.partition(",")
        entries.append(Asked(zone, number))
    return BlockLists(tuple(entries), text)


def written(zones: Iterable[str]) -> tuple[str, ...]:
    """Zones each once, as people write them: without the dot at the end."""
    return tuple(dict.fromkeys(zone.removesuffix(".") for zone in zones))
