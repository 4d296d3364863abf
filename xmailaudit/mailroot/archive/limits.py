"""What an archive may cost, and how one that costs more is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _, say

if TYPE_CHECKING:
    from xmailaudit.messages import Message

__all__ = ["LIMITS", "Limits", "RefusedError", "damaged", "refused"]


class Limits(NamedTuple):
    """The limits; all sizes are bytes after decompression."""

    total: int = 2**38
    table: int = 2**27
    small: int = 2**18
    kept: int = 2**29
    small_kept: int = 2**26
    ratio: int = 250
    #: Less than this is no bomb, however well it was compressed.
    harmless: int = 2**25
    members: int = 3_000_000
    names: int = 500_000
    mail_names: int = 50_000
    depth: int = 64
    name: int = 4096


LIMITS = Limits()


class RefusedError(Exception):
    """The archive is not read; never leaves this package."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def refused(template: str, **parameters: object) -> RefusedError:
    """The error for a marked template."""
    return RefusedError(say(template, **parameters))


def damaged(member: str | None = None) -> RefusedError:
    """The error for bytes that are not what their format says."""
    if member is None:
        return refused(_("it is damaged or was cut off; copy or pack it again"))
    template = _("it is damaged or was cut off at {member}; copy or pack it again")
    return refused(template, member=member)
