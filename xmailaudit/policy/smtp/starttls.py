"""STARTTLS (XMail facts: tls, section 3; access, section 3).

It is offered and answered 220 whatever the certificate is; whether the handshake succeeds comes
after it.  A session inside TLS knows nothing of what was said in clear, the delay aside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.tls import ANY_CLIENT, handshake

from .session import Stage

if TYPE_CHECKING:
    from xmailaudit.policy.tls import Handshake, TlsClient

    from .session import Session

__all__ = ["shake_hands", "start_tls"]


def start_tls(session: Session) -> Reply:
    """The reply to STARTTLS; at any stage, and whatever stands behind it."""
    if session.tls:
        return session.error("454", "TLS not available due to temporary reason")
    if not session.facts.flag("EnableSMTP-TLS"):
        place = session.facts.setting("EnableSMTP-TLS").place
        session.facts.step(place, _("STARTTLS is switched off"))
        return session.error("454", "TLS not available")
    return Reply("220", "Ready to start TLS")


def shake_hands(session: Session, client: TlsClient = ANY_CLIENT) -> Handshake:
    """The handshake behind the 220: the session goes on inside TLS, or the connection ends."""
    shaken = handshake(session.facts, client)
    if shaken.succeeds:
        session.start_tls()
    else:
        session.stage = Stage.CLOSED
    return shaken
