"""USR010: the folder of an account that there is not any more.

`userdel` on the admin port takes the folder with it; a row deleted by hand leaves it (XMail facts:
mailbox 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import XMailAuditError, _, plural, say
from xmailaudit.policy.orphan_folders import orphan_folders
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "USR010",
    "orphan-directory",
    Severity.LOW,
    summary=_("A folder with mail or settings belongs to no account."),
    message=plural(
        _("{directory} is an account's folder, and there is no such account: nobody gets at it"),
        _("{count} folders such as {directory} are those of accounts that there are not"),
        by="count",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.MANUAL,
    references=(cwe(459), xmail("mailbox", 1)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    found: list[str] = []
    gap: XMailAuditError | None = None
    try:
        found.extend(orphan_folders(root))
    except XMailAuditError as error:
        gap = error
    for group in apart(found):
        title = plural(
            _("Put the mail away where it is kept for good, and delete the folder"),
            _("Put the mail away where it is kept for good, and delete the folders"),
            by="number",
        )
        step = OutsideStep(say(_("Or write the row anew, if the account was lost by mistake")))
        yield RULE.finding(
            *map(Place, group[:MOST_PLACES]),
            total=len(group),
            fixes=[manual("put-away", say(title, number=len(group)), step)],
            directory=group[0],
            count=len(group),
        )
    if gap is not None:
        raise gap
    if not root.source.shows_all("domains"):
        raise NotJudgedError(say(_("not all folders below {folder} are shown"), folder="domains"))
