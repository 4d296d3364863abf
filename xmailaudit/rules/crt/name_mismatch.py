"""CRT008: the certificate is for other names than those the server goes by.

Offline nobody knows what clients connect to, so the names the server calls itself stand for it.
XMail itself compares no names, in any role (XMail facts: tls, section 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.certificates.host_names import matches
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.tls.server_names import server_names
from xmailaudit.rules.certificates import leaf_of
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual, request_step
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "CRT008",
    "name-mismatch",
    Severity.HIGH,
    summary=_("The certificate is for none of the names the server goes by."),
    message=_("the certificate is for {presented}, and the server calls itself {wanted}"),
    reads=("server.cert",),
    fix=Applicability.MANUAL,
    references=(cwe(297), rfc(9525, "6.3"), xmail("tls", 4)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    seen = leaf_of(root)
    if seen is None or not seen.certificate.has_names:
        return
    called = server_names(root)
    wanted = tuple(dict.fromkeys(one.name for one in called.names))
    if any(matches(seen.certificate, one.ascii or one.name) for one in called.names):
        return
    if called.hidden:
        raise NotJudgedError(say(_("the setting {name} is not shown"), name=called.hidden[0]))
    if not wanted:
        return
    presented = (*seen.certificate.dns_names, *seen.certificate.addresses)
    yield RULE.finding(
        seen.place,
        key=seen.key,
        fixes=[
            manual(
                "reissue",
                say(_("Have it issued for the names that clients connect to")),
                request_step(),
            )
        ],
        presented=Listing(presented),
        wanted=Listing(wanted),
    )
