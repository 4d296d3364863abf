"""HELO and EHLO (XMail facts: access, section 6; server-tab, SmtpNoTLSAuths)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.smtp import options as smtp_options
from xmailaudit.tables.row import Place
from xmailaudit.tables.smtpextauth import EXTERNAL_AUTH

from .session import Stage

if TYPE_CHECKING:
    from .session import Session

__all__ = ["EXTERNAL_AUTH_FILE", "advertised_mechanisms", "allowed_in_clear", "ehlo", "helo"]

EXTERNAL_AUTH_FILE = "smtpextauth.tab"
_INTERNAL = ("LOGIN", "PLAIN", "CRAM-MD5")


def helo(session: Session) -> Reply:
    """The reply to HELO with one argument."""
    reply = _hello(session)
    return reply if isinstance(reply, Reply) else Reply("250", reply)


def ehlo(session: Session) -> Reply | tuple[str, ...]:
    """The lines of a positive reply to EHLO, without codes, or the error."""
    domain = _hello(session)
    if isinstance(domain, Reply):
        return domain
    mechanisms = advertised_mechanisms(session)
    lines = [domain, "VRFY", "ETRN", "8BITMIME", "PIPELINING"]
    if mechanisms:
        lines.append(" ".join(("AUTH", *mechanisms)))
    size = session.max_message_size
    lines.append(f"SIZE {size}" if size else "SIZE")
    if not session.tls and session.facts.flag("EnableSMTP-TLS"):
        lines.append("STARTTLS")
    return tuple(lines)


def _hello(session: Session) -> str | Reply:
    if session.stage not in (Stage.START, Stage.HELLO):
        session.reset()
        return session.error("503", "Bad sequence of commands")
    domain = session.facts.text("RootDomain")
    if domain is None:
        session.facts.step(Place("server.tab"), _("RootDomain is not set, so HELO and EHLO fail"))
        return session.error("451", "Requested action aborted: local error in processing")
    session.stage = Stage.HELLO
    return domain


def advertised_mechanisms(session: Session) -> tuple[str, ...]:
    """The mechanisms EHLO names: those of `smtpextauth.tab` if it has any row, else XMail's own."""
    external = session.facts.rows(EXTERNAL_AUTH, EXTERNAL_AUTH_FILE)
    names = tuple(row.mechanism for row in external) or _INTERNAL
    return tuple(name for name in names if session.tls or allowed_in_clear(session, name))


def allowed_in_clear(session: Session, mechanism: str) -> bool:
    """Whether the session's `SmtpNoTLSAuths` lets a mechanism be used on a clear link."""
    return smtp_options.allowed_in_clear(session.clear_mechanisms, mechanism)
