"""SUP001: the day until which a finding was accepted is over."""

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
    from xmailaudit.messages import Template
    from xmailaudit.rules.acceptance import SuppressionUse
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SUP001",
    "suppression-expired",
    Severity.MEDIUM,
    summary=_("A suppression is over: what it hid counts again, and nobody has decided anew."),
    message=_("The suppression of {rule} ended on {day} and hides nothing any more"),
    reads=(PROFILE,),
    fix=Applicability.MANUAL,
    references=(RISK_ACCEPTANCE,),
)

_COUNTS_AGAIN = plural(
    _("The suppression of {rule} ended on {day}, so {findings} finding counts again"),
    _("The suppression of {rule} ended on {day}, so {findings} findings count again"),
    by="findings",
)
_OUTLIVED = _("The suppression of {rule} ended on {day}, and there is nothing left for it to hide")


@RULE.check
def check(_root: MailRoot, given: Given) -> Iterator[Finding]:
    for use in given.suppressions:
        if use.expired:
            message, title = _message(use), say(_("Mend what it hid, or accept it anew"))
            if message is _OUTLIVED:
                title = say(_("Take the suppression out of the profile"))
            yield RULE.finding(
                use.place,
                message=message,
                key=use.identity,
                fixes=[manual("decide", title)],
                day=use.expires,
                findings=use.matched,
                **use.told,
            )


def _message(use: SuppressionUse) -> Template:
    if use.matched:
        return _COUNTS_AGAIN
    return _OUTLIVED if use.judged else RULE.message
