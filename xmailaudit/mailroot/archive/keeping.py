"""What of an archive is kept in memory."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from xmailaudit.mailroot.file_names import COLLECTED
from xmailaudit.messages import _, say

from .limits import RefusedError, refused

if TYPE_CHECKING:
    from xmailaudit.messages import Message

    from .limits import Limits

__all__ = ["MAIL", "Budget", "Keeping", "keeping"]

#: Why a message has no bytes here.
MAIL = _("mail is not read out of an archive")


class Keeping(Enum):
    """How much of a file is kept."""

    TABLE = "all of it, or the archive is refused"
    SMALL = "all of it where it is small"
    MAIL = "that it is there"


_TABLES = (".tab", ".hdx", ".pem", ".crt", ".cer", ".der", ".key", ".cert")
_NAMES = ("dnsroots", COLLECTED)


def keeping(parts: tuple[str, ...]) -> Keeping:
    """How much of a file to keep, by its name alone: where the MailRoot begins is not known yet."""
    *folders, name = parts
    if "Maildir" in folders[:-1] and folders[-1] in ("new", "cur", "tmp"):
        return Keeping.MAIL
    lowered = name.lower()
    if lowered.endswith(_TABLES) or name in _NAMES or folders[-1:] == ["certs"]:
        return Keeping.TABLE
    if "Maildir" in folders or "spool" in folders or "mailbox" in folders:
        return Keeping.MAIL
    return Keeping.SMALL


class Budget:
    """How much of an archive was kept so far."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._members = 0
        self._names = 0
        self._mail = 0
        self._kept = 0
        self._small = 0

    def count_member(self) -> None:
        """One more member, whatever it is.  Raises RefusedError."""
        self._members += 1
        if self._members > self.limits.members:
            raise _too_many(self.limits.members)

    def count_name(self) -> None:
        """One more name to remember.  Raises RefusedError."""
        self._names += 1
        if self._names > self.limits.names:
            raise _too_many(self.limits.names)

    def names_mail(self) -> bool:
        """Whether one more message is remembered by its name."""
        self._mail += 1
        return self._mail <= self.limits.mail_names

    def refusal(self, parts: tuple[str, ...], size: int) -> Message | None:
        """Why a file's bytes are not kept; None where they are.  Raises RefusedError."""
        limits = self.limits
        kind = keeping(parts)
        if kind is Keeping.MAIL:
            return say(MAIL)
        if kind is Keeping.SMALL:
            if size > limits.small or self._small + size > limits.small_kept:
                template = _("it is no table and too large to be kept ({size} bytes)")
                return say(template, size=size)
            self._small += size
            return None
        self._kept += size
        if size > limits.table or self._kept > limits.kept:
            raise refused(
                _(
                    "with {member} its tables have more than {limit} bytes; if that is right, "
                    "unpack it and name the folder"
                ),
                member="/".join(parts),
                limit=limits.table if size > limits.table else limits.kept,
            )
        return None


def _too_many(limit: int) -> RefusedError:
    return refused(
        _(
            "it holds more than {limit} names; pack it anew without mail, "
            "or unpack it and name the folder"
        ),
        limit=limit,
    )
