"""SUP003: in two weeks or less a suppression ends, and what it hides counts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.outside import PROFILE
from xmailaudit.messages import _, plural, say
from xmailaudit.rules.acceptance import RISK_ACCEPTANCE
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

#: How many days before a suppression's last one somebody is told.
NOTICE = 14

RULE = Rule(
    "SUP003",
    "suppression-expiring",
    Severity.INFO,
    summary=_("A suppression ends within two weeks; then what it hides counts again."),
    message=plural(
        _("The suppression of {rule} holds until {day}, {days} more day"),
        _("The suppression of {rule} holds until {day}, {days} more days"),
        by="days",
    ),
    reads=(PROFILE,),
    fix=Applicability.MANUAL,
    references=(RISK_ACCEPTANCE,),
)

_TODAY = _("The suppression of {rule} holds until the end of today, {day}")


@RULE.check
def check(_root: MailRoot, given: Given) -> Iterator[Finding]:
    for use in given.suppressions:
        if use.days_left is None or not 0 <= use.days_left <= NOTICE or use.unused:
            continue
        title = say(_("Mend what it hides before that day, or accept it anew"))
        yield RULE.finding(
            use.place,
            message=None if use.days_left else _TODAY,
            key=use.identity,
            fixes=[manual("decide", title)],
            day=use.expires,
            days=use.days_left,
            findings=use.matched,
            **use.told,
        )
