"""FSP001: others get into the MailRoot, so that the rights of each file in it decide.

XMail as a daemon clears its umask and leaves closing to the folders (XMail facts: command-line,
section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.file_modes import (
    ALL_RIGHTS,
    ENTER,
    MAIL_ROOT,
    READ,
    mode_of,
    require_modes,
    shown_mode,
    taking,
)
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.tables.edit import TakeRights
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "FSP001",
    "mailroot-open",
    Severity.HIGH,
    summary=_("Everybody on the machine can get into the MailRoot."),
    message=_("Everybody on the machine can get into the MailRoot ({mode})"),
    reads=("*",),
    fix=Applicability.SAFE,
    references=(cwe(732), xmail("command-line", 3)),
)

_LISTED = _("Everybody on the machine can list the MailRoot ({mode})")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_modes(root, given)
    mode = mode_of(root, "")
    if mode & (ENTER | READ):
        message = None if mode & ENTER else _LISTED
        yield RULE.finding(
            Place(MAIL_ROOT),
            message=message,
            key=("",),
            fixes=[_close(root)],
            mode=shown_mode(root, mode),
        )


def _close(root: MailRoot) -> Fix:
    programs = OutsideStep(
        say(_("A program of another user that reads files there needs a group, or a copy"))
    )
    title = say(_("Close the MailRoot to all others"))
    return taking(root, title, "", TakeRights("", ALL_RIGHTS), steps=(programs,))
