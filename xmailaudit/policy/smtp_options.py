"""What SMTP demands and offers, as settings and files alone tell.

XMail facts: server-tab, "SmtpConfig lookup" and `EnableSMTP-TLS`; access, section 3 (what STARTTLS
undoes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.tables.ctext import atoi, option_list

from .reach import listening

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .world import World

__all__ = ["demands_login", "starttls_succeeds"]

_MAIL_AUTH = ("MailAuth", "mail-auth")


def demands_login(root: MailRoot) -> bool:
    """Whether some listener takes mail from those only who log in (`MailAuth`)."""
    names = ["SmtpConfig", *root.setting_names()]
    texts = (root.setting(n).text or "" for n in names if n.partition("-")[0] == "SmtpConfig")
    return any(
        name in _MAIL_AUTH and (value is None or atoi(value) != 0)
        for text in texts
        for name, value in option_list(text)
    )


def starttls_succeeds(root: MailRoot, world: World) -> bool | None:
    """Whether STARTTLS can succeed at the plain SMTP port; None where nobody can tell.

    Raises UnseenFileError where certificate or key cannot be seen.
    """
    if not listening(root, "smtp", twin=False):
        return False
    offered = root.setting("EnableSMTP-TLS")
    if offered.state is State.UNKNOWN:
        return None
    if not offered.flag or world.tls_works is False:
        return False
    return root.exists("server.cert") and root.exists("server.key")
