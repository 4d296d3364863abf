"""Where start options come from, and so how much they are worth."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from xmailaudit.messages import Message, _, say

__all__ = ["Origin", "OriginKind"]


class OriginKind(Enum):
    """How the start options became known."""

    GIVEN = "given"
    FOUND = "found"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


class Origin(NamedTuple):
    """Where start options come from; `file` is named only where they were found in one."""

    kind: OriginKind
    file: str | None = None

    @classmethod
    def given(cls) -> Origin:
        """Somebody said so: `--command-line` or a profile."""
        return cls(OriginKind.GIVEN)

    @classmethod
    def found(cls, file: str) -> Origin:
        """They stand in an init script, a unit, a registry export or a running process."""
        return cls(OriginKind.FOUND, file)

    @classmethod
    def assumed(cls) -> Origin:
        """Nothing was found: XMail's defaults are taken, with confidence *assumed*."""
        return cls(OriginKind.ASSUMED)

    @classmethod
    def unknown(cls) -> Origin:
        """The source cannot show them; rules about them are not evaluated."""
        return cls(OriginKind.UNKNOWN)

    def message(self) -> Message:
        """A phrase that says where the options come from."""
        match self.kind:
            case OriginKind.GIVEN:
                return say(_("given"))
            case OriginKind.FOUND:
                return say(_("found in {file}"), file=self.file)
            case OriginKind.ASSUMED:
                return say(_("assumed: XMail's defaults"))
            case OriginKind.UNKNOWN:
                return say(_("unknown"))
