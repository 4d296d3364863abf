"""What the rules about mail on its way out share: which routes matter, and fixes that need TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.outbound.logins import fetched_host, is_public_host, tls_links
from xmailaudit.policy.outbound.routes import (
    GATEWAY_OPTIONS,
    OPTIONS,
    Need,
    need_tls,
    outbound,
    routes,
    with_need_tls,
)
from xmailaudit.policy.outbound.starting_tls import can_start_tls
from xmailaudit.policy.outbound.way import Way

from .finding import OutsideStep, StepKind
from .fixes import manual, review, set_field, set_setting

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.outbound.routes import HostList, Route
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.pop3links import LinkRow

    from .finding import Fix
    from .given import Given

__all__ = [
    "fix_with_tls",
    "leads_out",
    "public_tls_links",
    "raise_gap",
    "require_tls",
    "set_common",
    "tls_routes",
]


def leads_out(route: Route, given: Given) -> bool:
    """Whether mail on this route crosses the internet.

    A comma in a host's name is an option that was meant for XMail: no such host is ever found.
    """
    if route.host is None:
        return True
    return "," not in route.host and _is_public(route.host, given)


def _is_public(host: str, given: Given) -> bool:
    return is_public_host(host, given.world, given.addresses)


def tls_routes(root: MailRoot, given: Given) -> list[Route]:
    """The routes through the internet on which XMail starts TLS."""
    return [one for one in routes(root) if one.need is not Need.CLEAR and leads_out(one, given)]


def public_tls_links(root: MailRoot, given: Given) -> list[LinkRow]:
    """The mailboxes that are fetched through the internet over TLS.  Raises UnseenFileError."""
    return [row for row in tls_links(root) if _is_public(fetched_host(row), given)]


def raise_gap(root: MailRoot) -> None:
    """Raise UnseenFileError where a row that names hosts could not be seen."""
    gap = outbound(root).gap
    if gap is not None:
        raise gap


# ------------------------------------------------------------ fixes


def set_common(root: MailRoot, need: Need) -> Edit | None:
    """SmtpGwConfig with another NeedTLS."""
    written = with_need_tls(root.setting(GATEWAY_OPTIONS).text, need)
    return set_setting(root, GATEWAY_OPTIONS, written)


def require_tls(root: MailRoot, hosts: HostList, need: Need) -> Edit | None:
    """The edit that gives a row's hosts this NeedTLS; SmtpGwConfig where the row has no say."""
    if hosts.way in (Way.FORWARD, Way.COMMAND):
        return set_field(hosts.row, OPTIONS, with_need_tls(hosts.options, need))
    if hosts.way is Way.DEFAULT and need_tls(root.setting(GATEWAY_OPTIONS).text) is None:
        return set_field(hosts.row, 1, ";".join(_with(item, need) for item in hosts.items))
    return set_common(root, need)


def _with(item: str, need: Need) -> str:
    host, _comma, options = item.partition(",")
    return f"{host},{with_need_tls(options, need)}"


def fix_with_tls(
    root: MailRoot,
    given: Given,
    id: str,  # noqa: A002  # the field's name in Fix
    title: Message,
    *edits: Edit | None,
) -> Fix:
    """A fix that makes XMail start TLS: by hand where that is bound to fail as things are."""
    works = can_start_tls(root, given.world)
    if works is False:
        install = OutsideStep(
            say(
                _(
                    "First see that TLS works: XMail needs server.cert and server.key as a client "
                    "too, and a library that speaks TLS 1.2"
                )
            ),
            "server.cert",
            kind=StepKind.CERTIFICATE,
        )
        return manual(id, title, install)
    look = OutsideStep(
        say(_("Send a test message before: TLS works only with an OpenSSL of 1.0.1 or later")),
        before=True,
    )
    return review(id, title, *edits, steps=() if works else (look,))
