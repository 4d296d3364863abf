"""Permission letters in words."""

from __future__ import annotations

from xmailaudit.messages import Listing, Message, _, say

__all__ = ["allowed_by"]

_ALLOWED = {
    "M": _("M (mail where MailAuth asks for a login)"),
    "R": _("R (relay to any domain)"),
    "V": _("V (look addresses up with VRFY)"),
    "T": _("T (start deliveries with ETRN)"),
    "Z": _("Z (mail beyond MaxMessageSize)"),
    "S": _("S (mail without TLS where WantTLS asks for it)"),
}


def allowed_by(letters: str) -> Listing:
    """What each of the letters allows."""
    said: list[Message] = [say(_ALLOWED[letter]) for letter in letters]
    return Listing(tuple(said))
