"""Whether TLS works at all, for those who look at a whole configuration.

`may_succeed` is about a client that has no certificate to show, as nearly all; `serving` leaves
aside what a client shows.  Reading certificates takes time, so each answer is worked out once, and
the first not at all where there is no certificate or key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.policy.decision import Answer, Decision
from xmailaudit.policy.facts import decide

from .handshake import handshake, prepare
from .material import CERTIFICATE_FILE, KEY_FILE

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.facts import Facts
    from xmailaudit.policy.world import World

__all__ = ["may_succeed", "serving"]


def may_succeed(root: MailRoot, world: World) -> bool:
    """Whether a handshake succeeds, be it with some OpenSSL only.  Raises UnseenFileError."""
    if world.tls_works is False or not (root.exists(CERTIFICATE_FILE) and root.exists(KEY_FILE)):
        return False
    verdict = root.remember(("tls verdict", world.library), lambda: decide(root, _shake, world))
    return verdict.answer is not Answer.REFUSE


def _shake(facts: Facts) -> Decision:
    answer = Answer.ALLOW if handshake(facts).succeeds else Answer.REFUSE
    return Decision(answer, tuple(facts.trace))


def serving(root: MailRoot, world: World) -> Decision:
    """Whether a handshake can succeed with a client that shows whatever XMail asks for."""
    key = ("tls serving", world.library, world.tls_works)
    return root.remember(key, lambda: decide(root, _serve, world))


def _serve(facts: Facts) -> Decision:
    answer = Answer.REFUSE if prepare(facts) is None else Answer.ALLOW
    return Decision(answer, tuple(facts.trace))
