"""SPM008: without PostMaster no bounce is ever made.

XMail gives a notice up where the address is not set, so that mail which cannot be delivered stays
behind in silence (XMail facts: server-tab; spool-and-logs 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.mail_address import valid_address
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review, set_setting
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SPM008",
    "no-bounce-possible",
    Severity.HIGH,
    summary=_("PostMaster is not set, so nobody is told that mail could not be delivered."),
    message=_(
        "PostMaster is not set: XMail makes no bounce at all, and whoever sent a mail that cannot "
        "be delivered is not told"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(rfc(5321, "6.1"), xmail("server-tab"), xmail("spool-and-logs", 4)),
)

_SETTING = "PostMaster"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    if setting.text is None:
        yield RULE.finding(setting.place, key=(_SETTING,), fixes=[_set(root)])


def _set(root: MailRoot) -> Fix:
    """To the address every domain must have, where the server's own domain is known."""
    must_arrive = OutsideStep(say(_("See that mail to this address arrives in a mailbox you read")))
    address = f"postmaster@{root.setting('RootDomain').text or ''}"
    if not valid_address(address):
        return manual("set-postmaster", say(_("Set PostMaster to your own address")), must_arrive)
    title = say(_("Set PostMaster to {address}"), address=address)
    return review(
        "set-postmaster", title, set_setting(root, _SETTING, address), steps=(must_arrive,)
    )
