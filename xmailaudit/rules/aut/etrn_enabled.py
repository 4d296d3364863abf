"""AUT011: ETRN lets strangers start deliveries.

It answers before HELO; its argument is a pattern, so one command can wake every waiting message
(XMail facts: access 9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural
from xmailaudit.policy.properties import ENABLE_ETRN
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail
from xmailaudit.rules.smtp_queries import Query, admitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT011",
    "etrn-enabled",
    Severity.LOW,
    summary=_("ETRN lets strangers start the delivery of waiting mail."),
    message=_("{name} is on: anybody, even before HELO, may start the delivery of waiting mail"),
    reads=("server.tab", "smtp.ipprop.tab", "smtp.hnprop.tab"),
    fix=Applicability.REVIEW,
    references=(cwe(400), rfc(1985, "6"), xmail("access", 9)),
)

_QUERY = Query(
    "AllowSmtpETRN",
    ENABLE_ETRN,
    rows=plural(
        _("EnableETRN lets the clients of {name} start the delivery of waiting mail"),
        _("EnableETRN in {rows} rows lets their clients start the delivery of waiting mail"),
        by="rows",
    ),
    off=_("Switch ETRN off"),
    rows_off=_("Take EnableETRN back"),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return admitted(RULE, _QUERY, root, given)
