"""TLS007: certificates are verified, and for which host they are is not looked at.

A valid certificate of another name passes, in every role (XMail facts: tls 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.outbound.logins import fetched_host
from xmailaudit.policy.outbound.routes import GATEWAY_OPTIONS
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS
from xmailaudit.policy.tls.verifying import VERIFYING, verifies
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.outbound_findings import public_tls_links, raise_gap, tls_routes
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, rfc, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS007",
    "host-name-never-checked",
    Severity.INFO,
    summary=_("Certificates are verified, but a valid one of any name passes."),
    message=_("A valid certificate of any name passes for {hosts}: XMail never compares names"),
    reads=("server.tab",),
    fix=Applicability.MANUAL,
    references=(cwe(297), rfc(9525), xmail("tls", 4)),
)

_EVERY_SERVER = _(
    "A valid certificate of any name passes for every server that mail goes to: XMail never "
    "compares names"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    verified = verifies(root)
    if verified is False:
        return
    ways = tls_routes(root, given)
    links = public_tls_links(root, given)
    if ways or links:
        if verified is None:
            require_shown(root, *VERIFYING)
        setting = next(one for one in map(root.setting, VERIFYING) if one.flag)
        names = [route.host for route in ways] + [fetched_host(link) for link in links]
        yield RULE.finding(
            setting.place,
            message=_EVERY_SERVER if None in names else RULE.message,
            key=(setting.name,),
            fixes=[_compare_elsewhere()],
            hosts=Listing(tuple(dict.fromkeys(names))[:MOST_PLACES]),
        )
    require_shown(root, GATEWAY_OPTIONS, DEFAULT_GATEWAYS)
    raise_gap(root)


def _compare_elsewhere() -> Fix:
    return manual(
        "compare-elsewhere",
        say(_("Let a smart host that compares names carry the logins")),
        OutsideStep(
            say(
                _(
                    "Run a mail server on this machine that verifies names, give it the login, and "
                    "make it XMail's gateway at 127.0.0.1"
                )
            ),
            "server.tab",
        ),
        OutsideStep(
            say(
                _(
                    "Or trust one CA only: certs.pem with nothing but the CA of your provider, "
                    "SSLUseCertsFile 1"
                )
            ),
            "certs.pem",
        ),
    )
