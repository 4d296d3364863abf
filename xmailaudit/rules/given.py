"""What an audit is told besides the MailRoot: the profile's facts, as rules need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.policy.addresses import loopback, matched_peers
from xmailaudit.policy.ask import ask
from xmailaudit.policy.world import UNKNOWN_WORLD, World

from .finding import Witness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.questions import Question

    from .acceptance import BaselineUse, SuppressionUse

__all__ = ["Given"]


class Given(NamedTuple):
    """The owner's declarations and the moment of the audit.

    `now` is a POSIX time.  `trusted` and `admins` are the declared networks, None where the profile
    declares none; `addresses` the server's own public addresses.  `mx`, `web_server` and the like
    are None where nobody said.  `version_known` tells that more than a built-in profile names the
    version.  `suppressions` and `baseline` tell what was hidden, to the rules that come last.
    """

    now: float
    world: World = UNKNOWN_WORLD
    trusted: AddressSet | None = None
    admins: AddressSet | None = None
    addresses: AddressSet | None = None
    backup_domains: tuple[str, ...] = ()
    platform: str | None = None
    mx: bool | None = None
    web_server: bool | None = None
    public_resolver: bool | None = None
    server_version: str | None = None
    version_known: bool = False
    parameters: Mapping[str, object] = {}
    suppressions: tuple[SuppressionUse, ...] = ()
    baseline: BaselineUse | None = None

    @property
    def owned(self) -> AddressSet:
        """What the owner certainly wants let in: loopback, trusted networks, admins, the server."""
        declared = (self.trusted, self.admins, self.addresses)
        return matched_peers([loopback(), *(s for s in declared if s is not None)])

    def witness(self, root: MailRoot, question: Question) -> Witness:
        """Ask XMail's own answer to a question, to go with a finding."""
        return Witness(question, ask(root, question, self.world))
