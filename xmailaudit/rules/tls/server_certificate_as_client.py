"""TLS016: the server's certificate is also what XMail shows as a client.

The client side loads server.cert and server.key as well and presents them to whoever asks (XMail
facts: tls 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.outbound.routes import GATEWAY_OPTIONS
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS
from xmailaudit.policy.tls.material import CERTIFICATE_FILE
from xmailaudit.policy.tls.serving import obstacle
from xmailaudit.rules.finding import Severity
from xmailaudit.rules.outbound_findings import public_tls_links, raise_gap, tls_routes
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS016",
    "server-certificate-as-client",
    Severity.INFO,
    summary=_("XMail shows its server certificate to servers that ask for a client certificate."),
    message=_("XMail shows server.cert to every server that asks for a certificate of its client"),
    reads=("server.tab",),
    fix=None,
    references=(cwe(200), xmail("tls", 4)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if not root.exists(CERTIFICATE_FILE) or given.world.tls_works is False:
        return
    if obstacle(root) is not None:
        return
    if tls_routes(root, given) or public_tls_links(root, given):
        yield RULE.finding(Place(CERTIFICATE_FILE))
        return
    require_shown(root, GATEWAY_OPTIONS, DEFAULT_GATEWAYS)
    raise_gap(root)
