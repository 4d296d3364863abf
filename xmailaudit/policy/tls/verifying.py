"""Whether XMail verifies the certificates it is shown, in both directions alike.

XMail facts: tls, section 4.  One set of settings serves listeners, outbound SMTP and fetched
mailboxes; `SSLWantCert` implies `SSLWantVerify`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

__all__ = ["VERIFYING", "verifies"]

#: The settings that switch verification on, each alone.
VERIFYING = ("SSLWantVerify", "SSLWantCert")


def verifies(root: MailRoot) -> bool | None:
    """Whether a certificate must verify; None where the settings that tell are not shown."""
    settings = [root.setting(name) for name in VERIFYING]
    if any(setting.flag for setting in settings):
        return True
    return None if any(one.state is State.UNKNOWN for one in settings) else False
