"""Ways to log in to SMTP: which mechanisms are offered, and whether a session inside TLS begins.

XMail facts: access, section 6 (SMTP AUTH); server-tab, "SmtpNoTLSAuths"; tls, section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.facts import decide
from xmailaudit.policy.reach import listening
from xmailaudit.policy.tls import handshake
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.smtpextauth import EXTERNAL_AUTH

from .greeting import EXTERNAL_AUTH_FILE
from .options import MECHANISMS, allowed_in_clear

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World

__all__ = ["begins_tls", "internal", "obeyed_in_clear", "offered"]


def obeyed_in_clear(allowed: str | None) -> tuple[str, ...]:
    """The mechanisms that a value of `SmtpNoTLSAuths` (None: unset) leaves without TLS."""
    return tuple(name for name in MECHANISMS if allowed_in_clear(allowed, name))


def offered(root: MailRoot) -> tuple[str, ...]:
    """The mechanisms of XMail that EHLO names inside TLS, where no setting keeps any back.

    `smtpextauth.tab`, if it has a row, says which; those it leaves out work all the same.  Raises
    UnseenFileError.
    """
    named = {ascii_lower(row.mechanism) for row in root.rows(EXTERNAL_AUTH, EXTERNAL_AUTH_FILE)}
    return tuple(name for name in MECHANISMS if not named or ascii_lower(name) in named)


def internal(root: MailRoot) -> tuple[str, ...]:
    """The mechanisms that no program decides, offered or not.  Raises UnseenFileError."""
    named = {ascii_lower(row.mechanism) for row in root.rows(EXTERNAL_AUTH, EXTERNAL_AUTH_FILE)}
    return tuple(name for name in MECHANISMS if ascii_lower(name) not in named)


def begins_tls(root: MailRoot, world: World, peers: AddressSet) -> Decision:
    """Whether some of these peers, with no certificate to show, get an SMTP session inside TLS."""

    def run(facts: Facts) -> Decision:
        answer = Answer.ALLOW if _begins(facts, peers) else Answer.REFUSE
        return Decision(answer, tuple(facts.trace))

    return decide(root, run, world)


def _begins(facts: Facts, peers: AddressSet) -> bool:
    """At the TLS port, or at the plain one while STARTTLS is on."""
    if peers & listening(facts.root, "smtps"):
        return handshake(facts).succeeds
    if not peers & listening(facts.root, "smtp", twin=False):
        facts.step(None, _("no port of SMTP is open to these clients"))
        return False
    starttls = facts.setting("EnableSMTP-TLS")
    if not starttls.flag:
        facts.step(starttls.place, _("STARTTLS is switched off"))
        return False
    return handshake(facts).succeeds
