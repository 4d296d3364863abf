"""SUP004: a baseline is so old that what it hides has become furniture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.outside import BASELINE
from xmailaudit.messages import _, plural, say
from xmailaudit.rules.acceptance import RISK_ACCEPTANCE
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.acceptance import BaselineUse
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

#: The age in days from which on a baseline is old.
OLD = 90

RULE = Rule(
    "SUP004",
    "baseline-old",
    Severity.INFO,
    summary=_("A baseline is three months old or more, and findings it hides have been left."),
    message=_("The baseline of {day} is {days} days old"),
    reads=(BASELINE,),
    fix=Applicability.MANUAL,
    references=(RISK_ACCEPTANCE,),
)

_HIDES = plural(
    _("The baseline of {day} is {days} days old and still hides {findings} finding"),
    _("The baseline of {day} is {days} days old and still hides {findings} findings"),
    by="findings",
)
_OUTLIVED = _("The baseline of {day} is {days} days old, and nothing is left of what it held")


@RULE.check
def check(_root: MailRoot, given: Given) -> Iterator[Finding]:
    use = given.baseline
    if use is None or use.age_days < OLD:
        return
    title = say(_("Go through what it hides, mend that, and write the baseline anew"))
    yield RULE.finding(
        use.place,
        message=_message(use),
        fixes=[manual("renew", title)],
        day=use.made_on,
        days=use.age_days,
        findings=use.found,
    )


def _message(use: BaselineUse) -> Template:
    if use.found:
        return _HIDES
    return _OUTLIVED if use.gone == use.known else RULE.message
