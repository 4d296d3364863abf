"""TLS002: XMail takes any certificate from the servers it talks to.

TLS without verification keeps out who only listens; whoever can answer in the server's place gets
all of it (XMail facts: tls 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.outbound.logins import fetched_host, login_for, logins
from xmailaudit.policy.outbound.routes import GATEWAY_OPTIONS
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS, Way
from xmailaudit.policy.tls.verifying import VERIFYING, verifies
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review, set_setting
from xmailaudit.rules.outbound_findings import public_tls_links, raise_gap, tls_routes
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.outbound.routes import Route
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.row import Place

    #: Hosts that get a login, and where that stands.
    Receivers = dict[str, Place]

RULE = Rule(
    "TLS002",
    "peer-not-verified",
    Severity.HIGH,
    summary=_("Any certificate is accepted from the servers that XMail connects to."),
    message=_(
        "No certificate is verified, so XMail gives its login to whoever answers in place of "
        "{hosts}"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(295), xmail("tls", 4), xmail("tls", 6)),
)

_MAIL_ONLY = _(
    "No certificate is verified, so mail over TLS goes to whoever answers in the server's place"
)
_VERIFY = "SSLWantVerify"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if verifies(root):
        return
    ways = tls_routes(root, given)
    receivers = _receivers(root, given, ways)
    if ways or receivers:
        require_shown(root, *VERIFYING)
        setting = root.setting(_VERIFY)
        yield RULE.finding(
            setting.place,
            *list(receivers.values())[: MOST_PLACES - 1],
            total=1 + len(receivers),
            severity=None if receivers else Severity.INFO,
            message=RULE.message if receivers else _MAIL_ONLY,
            key=(_VERIFY,),
            fixes=[_verify(root, ways)],
            hosts=Listing(tuple(receivers)[:MOST_PLACES]),
        )
    require_shown(root, GATEWAY_OPTIONS, DEFAULT_GATEWAYS)
    raise_gap(root)


def _receivers(root: MailRoot, given: Given, ways: list[Route]) -> Receivers:
    """The public hosts that XMail logs in to over TLS."""
    found: Receivers = {}
    for route in ways:
        login = login_for(root, route.host) if route.host is not None else None
        if login is not None and route.host is not None:
            found.setdefault(route.host, login.row.at())
    if any(route.way is Way.MAIL_EXCHANGER for route in ways):
        for login in logins(root):
            found.setdefault(login.name, login.row.at())
    for link in public_tls_links(root, given):
        found.setdefault(fetched_host(link), link.at("server"))
    return found


def _verify(root: MailRoot, ways: list[Route]) -> Fix:
    """Only hosts that somebody chose can be expected to have a certificate that verifies."""
    title = say(_("Set {name} to 1"), name=_VERIFY)
    both_ways = OutsideStep(
        say(
            _(
                "The setting holds for clients too: a sender that shows a certificate which does "
                "not verify can then not start TLS here"
            )
        ),
        "server.tab",
    )
    if any(route.way is Way.MAIL_EXCHANGER for route in ways):
        named = OutsideStep(
            say(
                _(
                    "Send all mail through named hosts first: many mail exchangers have "
                    "certificates that do not verify, and mail to them would be stuck"
                )
            ),
            "server.tab",
        )
        return manual("verify", title, named, both_ways)
    trusted = OutsideStep(
        say(
            _(
                "Put the CA certificates of these hosts into certs.pem and set SSLUseCertsFile to "
                "1; without, the system's CAs are trusted"
            )
        ),
        "certs.pem",
        before=True,
    )
    edit = set_setting(root, _VERIFY, "1")
    return review("verify", title, edit, steps=(trusted, both_ways))
