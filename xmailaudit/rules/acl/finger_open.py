"""ACL010: the internet may ask finger who has an account here.

It answers without any login: whether an account exists, the real name, the address behind an alias
and the members of a list (XMail facts: access 9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import matched_peers, population
from xmailaudit.policy.openings import opening
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity, StepKind
from xmailaudit.rules.map_fixes import restricting
from xmailaudit.rules.map_rows import places
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.witnesses import let_in, listener_confidence
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL010",
    "finger-open",
    Severity.MEDIUM,
    summary=_("Finger tells strangers which accounts there are."),
    message=_("{addresses} addresses of the internet may ask finger which accounts there are"),
    reads=("finger.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(204), xmail("access", 9)),
    absence=True,
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    access = access_map(root, "finger")
    found = opening(root, "finger", given.owned, single_rows_count=True)
    spoken_for = matched_peers(row.filter for row in found.rows if row.filter)
    strangers = found.strangers & spoken_for | found.unnamed
    if not strangers:
        return
    switch_off = OutsideStep(
        say(_("Better still, start XMail with -F-, which switches it off")),
        COMMAND_LINE,
        kind=StepKind.START_OPTION,
    )
    where = places(found.rows, "address") or (Place(access.file),)
    yield RULE.finding(
        *where,
        total=max(len(found.rows), 1),
        confidence=listener_confidence(root),
        witness=let_in(root, given, "finger", strangers),
        fixes=[restricting(root, given, access, strangers, switch_off)],
        addresses=population(strangers),
    )
