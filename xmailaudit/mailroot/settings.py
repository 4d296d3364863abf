"""The settings of `server.tab` in their three states (XMail facts: server-tab).

A setting is *set* (a row says so), *defaulted* (no row: XMail's built-in default counts) or
*unknown* (the source does not show it).  Names are case-sensitive and the first row counts.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.ctext import atoi
from xmailaudit.tables.row import Place
from xmailaudit.tables.server import VARIABLES, Kind, SettingRow, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["SERVER_FILE", "Setting", "Settings", "State", "variable"]

SERVER_FILE = "server.tab"
_UNSET = Variable(Kind.TEXT, None, (None,))


class State(Enum):
    """How much is known of a setting."""

    SET = "set"
    DEFAULTED = "defaulted"
    UNKNOWN = "unknown"


def variable(name: str) -> Variable:
    """The definition of a setting's name; every `SmtpConfig-…` is understood as `SmtpConfig`."""
    return VARIABLES.get("SmtpConfig" if name.startswith("SmtpConfig-") else name, _UNSET)


class Setting(NamedTuple):
    """One setting: `text` is the row's value, or the default's, or None where XMail sees none.

    `absence` is where a text says that there is no row.
    """

    name: str
    state: State
    text: str | None
    row: SettingRow | None = None
    absence: Place | None = None

    @property
    def flag(self) -> bool:
        """As `SvrTestConfigFlag` reads it: the empty string and every word are off."""
        return atoi(self.text or "") != 0

    @property
    def integer(self) -> int:
        """As `SvrGetConfigInt` reads it: the empty string is the default."""
        return atoi(self.text or variable(self.name).default or "0")

    @property
    def place(self) -> Place:
        """Where the value stands; the file alone where no row sets it."""
        if self.row is None:
            return self.absence or Place(SERVER_FILE)
        return self.row.at(SettingRow.value)

    def with_text(self, text: str | None) -> Setting:
        """The setting under an assumption about its value."""
        return self._replace(state=State.DEFAULTED, text=text, row=None)


class Settings:
    """All settings of one `server.tab`."""

    __slots__ = ("_absent", "_rows", "_whole")

    def __init__(
        self,
        rows: Iterable[SettingRow],
        *,
        whole: bool,
        absent: Mapping[str, Place] | None = None,
    ) -> None:
        """`whole` tells whether an absent row means the default, or only that it was not shown.

        Of the names in `absent` it is known that they have no row, and where that is said.
        """
        self._rows: dict[str, SettingRow] = {}
        self._whole = whole
        self._absent: Mapping[str, Place] = absent or {}
        for row in rows:
            self._rows.setdefault(row.name, row)

    def __getitem__(self, name: str) -> Setting:
        row = self._rows.get(name)
        if row is not None:
            return Setting(name, State.SET, row.value, row)
        if not self._whole and name not in self._absent:
            return Setting(name, State.UNKNOWN, None)
        absence = self._absent.get(name)
        return Setting(name, State.DEFAULTED, variable(name).default, absence=absence)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)
