"""SUP002: a suppression has nothing to hide, so it waits for something nobody has looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.outside import PROFILE
from xmailaudit.messages import Listing, _, say
from xmailaudit.rules.acceptance import RISK_ACCEPTANCE
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SUP002",
    "suppression-unused",
    Severity.LOW,
    summary=_("A suppression hides nothing: what it accepted is gone, or it names another place."),
    message=_("{rule} finds nothing, so its suppression hides nothing"),
    reads=(PROFILE,),
    fix=Applicability.MANUAL,
    references=(RISK_ACCEPTANCE,),
)

_NARROWED = _("{rule} finds nothing at {where}, so its suppression hides nothing")


@RULE.check
def check(_root: MailRoot, given: Given) -> Iterator[Finding]:
    for use in given.suppressions:
        if use.unused:
            where = tuple(part for part in (use.file, use.key) if part is not None)
            yield RULE.finding(
                use.place,
                message=_NARROWED if where else None,
                key=use.identity,
                fixes=[manual("remove", say(_("Take it out, or correct what it names")))],
                where=Listing(where),
                **use.told,
            )
