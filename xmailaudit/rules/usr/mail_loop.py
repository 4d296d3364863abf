"""USR019: mail that comes back to where it was.

XMail stops what has too many Received and X-Deliver-To headers, and only a redirect of mailproc.tab
adds one of them (XMail facts: address-resolution, 6 and 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.routing.loops import mail_loops
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.route_witnesses import routed
from xmailaudit.rules.rule import Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.routing.loops import Loop
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given

RULE = Rule(
    "USR019",
    "mail-loop",
    Severity.HIGH,
    summary=_("Mail goes round in a circle, in the worst case for ever."),
    message=plural(
        _("Mail for {recipients} comes back to {first} for ever: nothing in the circle is counted"),
        _("There are {loops} circles in which mail goes round for ever, one through {first}"),
        by="loops",
    ),
    reads=("mailusers.tab", "cmdaliases/*", "custdomains/*"),
    fix=Applicability.MANUAL,
    references=(cwe(835), xmail("address-resolution", 6), xmail("address-resolution", 7)),
)

_ENDS = plural(
    _("Mail for {recipients} comes back to {first} until MaxMTAOps freezes it"),
    _("There are {loops} circles in which mail goes round until it is frozen, one through {first}"),
    by="loops",
)
#: Of a long circle no more recipients than these are named.
_NAMED = 5


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    found = mail_loops(root, given.world)
    for ends in (False, True):
        for group in apart(loop for loop in found.loops if loop.ends is ends):
            start = group[0].recipients[0]
            yield _finding(group, routed(root, given, start, local=True), ends=ends)
    if found.gap is not None:
        raise found.gap


def _finding(loops: tuple[Loop, ...], witness: Witness | None, *, ends: bool) -> Finding:
    first = loops[0]
    others = len(first.recipients) - _NAMED
    names: tuple[object, ...] = first.recipients[:_NAMED]
    if others > 0:
        names = (*names, say(_("{number} others"), number=others))
    return RULE.finding(
        *(place for loop in loops for place in loop.places),
        message=_ENDS if ends else None,
        witness=witness,
        fixes=[_fix()],
        recipients=Listing(names),
        first=first.recipients[0],
        loops=len(loops),
    )


def _fix() -> Fix:
    return manual(
        "break-circle",
        say(_("Take one step out of the circle")),
        OutsideStep(say(_("An account that is to keep a copy needs the line mailbox, not itself"))),
    )
