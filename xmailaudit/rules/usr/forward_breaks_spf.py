"""USR020: mail sent on to another server with the sender it came with.

`redirect` keeps the envelope sender, so the next server asks the sender's domain about this one
(XMail facts: mailproc, 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.routing.forwards import foreign_forwards
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import Rule, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.commands import CommandRow

RULE = Rule(
    "USR020",
    "forward-breaks-spf",
    Severity.MEDIUM,
    summary=_("Mail is sent on to other servers under its first sender, so SPF fails there."),
    message=plural(
        _("Mail is sent on to {target} with the sender it came with: SPF fails for this server"),
        _(
            "{count} lines send mail on to other servers, as to {target}, with the sender it came "
            "with: SPF fails for this server"
        ),
        by="count",
    ),
    reads=("mailusers.tab", "cmdaliases/*", "custdomains/*"),
    fix=Applicability.REVIEW,
    references=(rfc(7208, "D.1"), xmail("mailproc", 2)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    found = foreign_forwards(root)
    for group in apart(found.lines):
        rows = tuple(line.row for line in group)
        yield RULE.finding(*rows, target=group[0].target, count=len(rows), fixes=[_fix(rows)])
    if found.gap is not None:
        raise found.gap


def _fix(rows: tuple[CommandRow, ...]) -> Fix:
    title = say(_("Use lredirect, which makes the account or the alias the sender"))
    step = OutsideStep(
        say(_("See that somebody reads mail for the new sender: it gets what cannot be delivered"))
    )
    edits = (set_field(row, "command", "lredirect") for row in rows)
    return review("use-lredirect", title, *edits, steps=(step,))
