"""What the server remembers of one SMTP connection.

Rules: only this module changes `stage` and the flags that a reset touches; every error reply goes
through `Session.error`, because the server counts them.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from xmailaudit.policy.decision import Reply

if TYPE_CHECKING:
    from xmailaudit.policy.addresses import Address
    from xmailaudit.policy.facts import Facts

__all__ = ["Session", "Stage"]


class Stage(IntEnum):
    """How far the dialogue has come."""

    START = 0
    HELLO = 1
    AUTHENTICATED = 2
    MAIL = 3
    RECIPIENT = 4
    CLOSED = 5


class Session:
    """One connection.

    `tls` tells whether the link is encrypted.  `mail_locked` and `want_tls` come from `SmtpConfig`
    and survive every reset; `relay`, `mail_unlocked`, `vrfy`, `etrn`, `ease_tls` are permissions;
    `blocked` names why MAIL will be refused (a reply), set by checks on the client's address.
    """

    def __init__(self, facts: Facts, peer: Address, *, tls: bool) -> None:
        self.facts = facts
        self.peer = peer
        self.tls = tls
        self.stage = Stage.START
        # From SmtpConfig.
        self.mail_locked = False
        self.want_tls = False
        # Permissions.
        self.relay = False
        self.mail_unlocked = False
        self.vrfy = False
        self.etrn = False
        self.ease_tls = False
        # Properties of the client's address.
        self.white_listed = False
        self.sender_check_bypass = False
        self.blocked: Reply | None = None
        self.delay = 0
        # The rest.
        self.authenticated = False
        self.login: str | None = None
        self.domain = ""
        self.max_message_size = 0
        self.clear_mechanisms: str | None = None
        self.sender = ""
        self.recipients = 0
        self._errors = 0
        self._most_errors = 0
        self._error_suffix: str | None = None

    def configure_errors(self, most: int, suffix: str | None) -> None:
        """Set `SMTP-MaxErrors` and `CustomSMTPMessage`."""
        self._most_errors = most
        self._error_suffix = suffix

    def error(self, code: str, text: str) -> Reply:
        """An error reply; the connection ends with the n-th one where `SMTP-MaxErrors` says so."""
        self._errors += 1
        if self._most_errors > 0 and self._errors >= self._most_errors:
            self.stage = Stage.CLOSED
        if self._error_suffix is not None:
            text = f"{text} - {self._error_suffix}" if text else f"- {self._error_suffix}"
        return Reply(code, text)

    def reset(self) -> None:
        """What RSET does: the transaction is forgotten, permissions and blocks stay."""
        self.sender = ""
        self.recipients = 0
        if self.authenticated:
            self.stage = Stage.AUTHENTICATED
        else:
            self.stage = min(self.stage, Stage.HELLO)

    def start_tls(self) -> None:
        """What STARTTLS does: all is forgotten but `SmtpConfig`, the delay and the error count."""
        self.tls = True
        self.relay = self.mail_unlocked = self.vrfy = self.etrn = self.ease_tls = False
        self.white_listed = self.sender_check_bypass = False
        self.blocked = None
        self.authenticated = False
        self.stage = Stage.START
        self.reset()

    def grant(self, letters: str) -> None:
        """Apply permission letters; any grant, even an empty one, lifts blocks and delay."""
        self.mail_unlocked |= "M" in letters
        self.relay |= "R" in letters
        self.vrfy |= "V" in letters
        self.etrn |= "T" in letters
        self.ease_tls |= "S" in letters
        if "Z" in letters:
            self.max_message_size = 0
        self.blocked = None
        self.delay = 0
