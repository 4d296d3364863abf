"""Gateways of smtpgw.tab (XMail facts: address-resolution 2 and 8).

XMail writes `<gateway:recipient>` into the spool file.  What does not make a source route there
cannot be read again: the message is frozen, and nobody is told.
"""

from __future__ import annotations

from xmailaudit.policy.mail_address import valid_address

__all__ = ["carries_mail", "hops"]


def carries_mail(gateway: str) -> bool:
    """Whether a message with this gateway can be read out of the spool again."""
    return valid_address(f"{gateway}:user@example.com") and bool(hops(gateway))


def hops(gateway: str) -> tuple[str, ...]:
    """The hosts of the route, the one XMail connects to first."""
    parts = gateway.split(",")
    return tuple(part[1:] for part in parts) if all(p[:1] == "@" for p in parts) else ()
