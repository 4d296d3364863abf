"""MAIL FROM (XMail facts: access, section 4), in XMail's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.mail_address import path_of, split_address
from xmailaudit.policy.pop_before_smtp import has_logged_in
from xmailaudit.policy.resolution import find_account_or_alias
from xmailaudit.tables.ctext import ascii_lower, atol, wild_match
from xmailaudit.tables.spam_address import SPAM_ADDRESS

from .login import grant_account
from .session import Stage

if TYPE_CHECKING:
    from .session import Session

__all__ = ["mail"]

SPAM_ADDRESS_FILE = "spam-address.tab"
_SIZE = " size="
_DIGITS = frozenset("0123456789")
_SPAMMER = Reply("504", "You are registered as spammer")


def mail(session: Session, argument: str) -> Reply:
    """The reply to `MAIL FROM:` with `argument` behind it (the path and its parameters)."""
    facts = session.facts
    if session.stage not in (Stage.HELLO, Stage.AUTHENTICATED):
        session.reset()
        return session.error("503", "Bad sequence of commands")
    if session.want_tls and not session.ease_tls and not session.tls:
        facts.step(None, _("this listener asks for TLS before MAIL"))
        return session.error("503", "Bad sequence of commands (TLS needed for this session)")
    path = path_of(argument)
    if path is None:
        session.reset()
        return session.error("501", "Syntax error in parameters or arguments")
    refusal = _check_return_path(session, path, argument)
    if refusal is not None:
        session.reset()
        return session.error(refusal.code, refusal.text)
    return _check_client(session) or _accept(session, path)


def _accept(session: Session, path: tuple[str, ...]) -> Reply:
    session.sender = path[0] if path else ""
    session.stage = Stage.MAIL
    return Reply("250", "OK")


def _check_client(session: Session) -> Reply | None:
    """Blocks on the client's address, and MailAuth."""
    if session.blocked is not None:
        blocked = session.blocked
        session.reset()
        session.facts.step(None, _("the client's address is blocked until it logs in"))
        return session.error(blocked.code, blocked.text)
    if session.mail_locked and not session.mail_unlocked:
        session.reset()
        session.facts.step(None, _("this listener asks for a login before MAIL"))
        return session.error("551", "Server use forbidden")
    return None


def _check_return_path(session: Session, path: tuple[str, ...], argument: str) -> Reply | None:
    facts = session.facts
    if not path:
        if facts.flag("AllowNullSender"):
            return None
        facts.step(facts.setting("AllowNullSender").place, _("the null sender is refused"))
        return _BAD_RETURN_PATH
    address = split_address(path[0])
    if address is None:
        return _BAD_RETURN_PATH
    refusal = _check_sender(session, path[0], address[1])
    if refusal is not None:
        return refusal
    if facts.flag("EnableAuthSMTP-POP3"):
        _try_pop_before_smtp(session, *address)
    return _check_size(session, argument)


_BAD_RETURN_PATH = Reply("501", "Syntax error in return path")


def _check_sender(session: Session, sender: str, domain: str) -> Reply | None:
    facts = session.facts
    checked = facts.flag("CheckMailerDomain") and not session.sender_check_bypass
    if checked and not facts.has_mail_exchanger(domain):
        facts.step(facts.setting("CheckMailerDomain").place, _("the sender's domain must exist"))
        return Reply("505", "Your domain has no DNS/MX entries")
    for row in facts.rows(SPAM_ADDRESS, SPAM_ADDRESS_FILE):
        if wild_match(sender, row.pattern):
            facts.step(row, _("matches the sender {sender}"), sender=sender)
            return Reply.written(facts.text("SmtpMsgIPBanSpamAddress"), _SPAMMER)
    return None


def _try_pop_before_smtp(session: Session, local: str, domain: str) -> None:
    """The sender's account, if its owner fetched mail from this address a short while ago."""
    account = find_account_or_alias(session.facts, domain, local)
    if account is not None and has_logged_in(session.facts, account, session.peer):
        grant_account(session, account)
        session.login = session.login or account.address


def _check_size(session: Session, argument: str) -> Reply | None:
    """The SIZE parameter; XMail looks at every one of them behind the last `>`."""
    if session.max_message_size == 0:
        return None
    parameters = ascii_lower(argument[argument.rfind(">") + 1 :])
    position = parameters.find(_SIZE)
    while position >= 0:
        position += len(_SIZE)
        digits = parameters[position:]
        if digits[:1] in _DIGITS and session.max_message_size < atol(digits):
            return Reply("552", "Message exceeds fixed maximum message size")
        position = parameters.find(_SIZE, position)
    return None
