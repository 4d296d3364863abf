"""Whether XMail, as a client, can get through a TLS handshake with today's servers.

XMail facts: tls, section 5 (the client loads server.cert and server.key as well); section 2 (what
the library speaks).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.tls.library import LIBRARIES, found_library
from xmailaudit.policy.tls.serving import works_with

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.world import World

__all__ = ["can_start_tls"]

#: The oldest version that large receivers still take.
_VERSION = "1.2"


def can_start_tls(root: MailRoot, world: World) -> bool | None:
    """Whether STARTTLS can work on the way out; None where files or library are not known."""
    if world.tls_works is False:
        return False
    found = found_library(root)
    told = world.library or (found.library if found is not None else None)
    libraries = LIBRARIES if told is None else (told,)
    try:
        verdicts = {works_with(root, one) and _VERSION in one.versions for one in libraries}
    except UnseenFileError:
        return None
    return verdicts.pop() if len(verdicts) == 1 else None
