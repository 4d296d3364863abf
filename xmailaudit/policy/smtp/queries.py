"""VRFY and ETRN (XMail facts: access, section 9).  Both work before HELO."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.decision import Reply
from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.resolution import command_alias_file, find_account_or_alias

if TYPE_CHECKING:
    from .session import Session

__all__ = ["etrn", "vrfy"]

_BAD_ARGUMENT = ("501", "Syntax error in parameters or arguments")


def vrfy(session: Session, argument: str) -> Reply:
    """The reply to VRFY: the account behind an address, with its RealName."""
    facts = session.facts
    if not session.vrfy and not facts.flag("AllowSmtpVRFY"):
        return session.error("252", "Argument not checked")
    words = [word for word in argument.split(" ") if word]
    address = split_address(words[0]) if len(words) == 1 else None
    if address is None:
        return session.error(*_BAD_ARGUMENT)
    local, domain = address
    account = find_account_or_alias(facts, domain, local)
    if account is not None:
        real_name = account.variables.get("RealName", "Unknown")
        return Reply("250", f"{real_name} <{account.address}>")
    if command_alias_file(facts, domain, local) is None:
        return session.error("550", "String does not match anything")
    return Reply("250", f"Local account <{local}@{domain}>")


def etrn(session: Session, argument: str) -> Reply:
    """The reply to ETRN: the argument is a pattern, and anything goes."""
    if not session.etrn and not session.facts.flag("AllowSmtpETRN"):
        return session.error("501", "Command not accepted")
    if len([word for word in argument.split(" ") if word]) != 1:
        return session.error(*_BAD_ARGUMENT)
    return Reply("250", f"Queueing for '{argument.strip(' ')}' has been started")
