"""ACL016: with smtp.hnprop.tab there, a client without a reverse name gets no greeting.

XMail looks the name up before it opens the file, and gives up the session where it finds none: even
an empty file does that (XMail facts: access 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.properties import HOST_PROPERTIES_FILE, host_property_rows
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.tables.edit import DeleteFile
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL016",
    "hnprop-refuses-no-ptr",
    Severity.HIGH,
    summary=_("The mere presence of smtp.hnprop.tab refuses clients without reverse DNS."),
    message=_("{file} exists, so every client without a reverse DNS name is refused"),
    reads=("smtp.hnprop.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("access", 3),),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if root.exists(HOST_PROPERTIES_FILE) and listening(root, "smtp"):
        yield RULE.finding(
            Place(HOST_PROPERTIES_FILE), fixes=[_fix(root)], file=HOST_PROPERTIES_FILE
        )


def _fix(root: MailRoot) -> Fix:
    title = say(_("Remove {file}"), file=HOST_PROPERTIES_FILE)
    if not host_property_rows(root):
        return review("remove-file", title, DeleteFile(HOST_PROPERTIES_FILE))
    move = OutsideStep(
        say(_("First give its clients their properties by address, in smtp.ipprop.tab")),
        "smtp.ipprop.tab",
    )
    return manual("remove-file", title, move)
