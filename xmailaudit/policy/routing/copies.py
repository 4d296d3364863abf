"""The envelope of a mail, and the copies that a command file makes of it.

XMail facts: mailproc, sections 2 and 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.mail_address import path_of

from .commands import Command, Kind, Where
from .macros import expanded

if TYPE_CHECKING:
    from xmailaudit.policy.accounts import Account

__all__ = ["Envelope", "Run"]


class Envelope(NamedTuple):
    """One copy: who it is for, who it is from, and the headers that the loop check counts on it."""

    recipient: str
    sender: str
    headers: int

    @property
    def path(self) -> tuple[str, ...] | None:
        """The recipient behind its route; None where XMail cannot read it."""
        return path_of(f"<{self.recipient}>") or None

    @property
    def readable(self) -> bool:
        """Whether XMail can read both addresses; the sender may be empty."""
        return self.path is not None and path_of(f"<{self.sender}>") is not None

    @property
    def last(self) -> str:
        """The recipient without a route."""
        return (self.path or ("",))[-1]


class Run(NamedTuple):
    """A command file at work: on which mail, in what place, and for which account if for one."""

    mail: Envelope
    where: Where
    account: Account | None = None

    def fields(self, command: Command) -> tuple[str, ...]:
        """The fields of a line with its macros replaced."""
        sender = path_of(f"<{self.mail.sender}>") or ("",)
        known = {"FROM": sender[-1], "RCPT": self.mail.last}
        if self.account is not None:
            known["RRCPT"] = self.account.address
        return expanded(command.row.fields, known, mailproc=self.where is Where.MAILPROC)

    def copies(self, command: Command) -> tuple[Envelope, ...]:
        """The mails that a redirect makes; those of mailproc.tab get a header more."""
        account, mail = self.account, self.mail
        sender, name = mail.sender, mail.last.partition("@")[0]
        if account is not None:
            name = account.row.name
        if command.kind is Kind.LOCAL_REDIRECT:
            sender = mail.last if account is None else account.address
        headers = mail.headers + (self.where is Where.MAILPROC)
        targets = (text if "@" in text else f"{name}@{text}" for text in self.fields(command)[1:])
        return tuple(Envelope(target, sender, headers) for target in targets)
