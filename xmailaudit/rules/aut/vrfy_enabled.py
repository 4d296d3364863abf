"""AUT010: VRFY tells strangers who has an account here.

It answers before HELO and to nobody in particular: the address behind an alias, and the real name
(XMail facts: access 9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural
from xmailaudit.policy.properties import ENABLE_VRFY
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail
from xmailaudit.rules.smtp_queries import Query, admitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT010",
    "vrfy-enabled",
    Severity.MEDIUM,
    summary=_("VRFY tells strangers which accounts there are."),
    message=_("{name} is on: VRFY tells anybody, even before HELO, which accounts there are"),
    reads=("server.tab", "smtp.ipprop.tab", "smtp.hnprop.tab"),
    fix=Applicability.REVIEW,
    references=(cwe(204), rfc(5321, "7.3"), xmail("access", 9)),
)

_QUERY = Query(
    "AllowSmtpVRFY",
    ENABLE_VRFY,
    rows=plural(
        _("EnableVRFY lets the clients of {name} ask which accounts there are"),
        _("EnableVRFY in {rows} rows lets their clients ask which accounts there are"),
        by="rows",
    ),
    off=_("Switch VRFY off"),
    rows_off=_("Take EnableVRFY back"),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    return admitted(RULE, _QUERY, root, given)
