"""Whether TLS works at all, for those who look at a whole configuration.

The client is one that has no certificate to show, as nearly all.  Reading certificates takes time,
so the answer is worked out once, and not at all where there is no certificate or key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.facts import decide

from .handshake import handshake
from .material import CERTIFICATE_FILE, KEY_FILE

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World

__all__ = ["may_succeed"]


def may_succeed(root: MailRoot, world: World) -> bool:
    """Whether a handshake succeeds, be it with some OpenSSL only.  Raises UnseenFileError."""
    if world.tls_works is False or not (root.exists(CERTIFICATE_FILE) and root.exists(KEY_FILE)):
        return False
    verdict = root.remember(("tls verdict", world.library), lambda: decide(root, _shake, world))
    return verdict.answer is not Answer.REFUSE


def _shake(facts: Facts) -> Decision:
    answer = Answer.ALLOW if handshake(facts).succeeds else Answer.REFUSE
    return Decision(answer, tuple(facts.trace))
