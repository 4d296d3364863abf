"""What server a configuration makes: what a person wants to see of it beside the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.start_options import SERVICES
from xmailaudit.policy.counts import counts
from xmailaudit.policy.tls.inspection import presented_certificates

if TYPE_CHECKING:
    from xmailaudit.mailroot.listener import Listener
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.mailroot.start_options import StartOptions
    from xmailaudit.messages import Message
    from xmailaudit.policy.counts import Counts
    from xmailaudit.policy.tls.inspection import Presented

    from .profile import Profile

__all__ = ["NAMES", "ServerFacts", "server_facts"]

#: The settings that tell what the server is called, and whom its users write to.
NAMES = ("RootDomain", "SmtpServerDomain", "HeloDomain", "POP3Domain", "PostMaster")


class ServerFacts(NamedTuple):
    """The facts; None is what nobody knows.

    `version_known` tells that more than a built-in profile names the version.  `services` are None
    where the start options are not shown, and meant only where `starts`.  `names` are the settings
    `NAMES`.  `certificates` are those of server.cert, judged `at` a moment (POSIX time); where it
    cannot be read, `unseen` says why.  `counts` are None where nobody counted.  `bytes_read` is the
    size of the files read so far.
    """

    at: float
    version: str | None
    version_known: bool
    platform: str | None
    start_options: StartOptions
    starts: bool
    services: tuple[tuple[str, Listener], ...] | None
    names: tuple[Setting, ...]
    certificates: tuple[Presented, ...] | None
    counts: Counts | None
    bytes_read: int
    unseen: Message | None = None


def server_facts(root: MailRoot, profile: Profile, at: float, *, counting: bool) -> ServerFacts:
    """Gather the facts; accounts and the like are counted where somebody wants it."""
    copied, options = root.copied, root.start_options
    given = profile.given(at, shown_version=None if copied is None else copied.version)
    names = tuple(map(root.setting, NAMES))
    certificates, unseen = _certificates(root, at)
    counted = counts(root) if counting else None
    return ServerFacts(
        at=at,
        version=given.server_version,
        version_known=given.version_known,
        platform=given.platform or _gathered_platform(root),
        start_options=options,
        starts=not options.cannot_start,
        services=_services(options) if options.known else None,
        names=names,
        certificates=certificates,
        counts=counted,
        bytes_read=root.bytes_read,
        unseen=unseen,
    )


def _services(options: StartOptions) -> tuple[tuple[str, Listener], ...]:
    return tuple((name, options.service(name)) for name in SERVICES)


def _gathered_platform(root: MailRoot) -> str | None:
    """The system of the machine that `collect` gathered from."""
    told = collected_of(root.source)
    if told is None or told.platform is None:
        return None
    return "windows" if told.windows else "unix"


def _certificates(root: MailRoot, at: float) -> tuple[tuple[Presented, ...] | None, Message | None]:
    try:
        return presented_certificates(root, at), None
    except UnseenFileError as error:
        return None, error.reason
