"""FSP007: others can stop the server, for a file in the MailRoot does it.

XMail looks for `.shutdown` there, whoever made it, and ends (XMail facts: spool-and-logs, 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.rules.file_modes import (
    ENTER,
    MAIL_ROOT,
    WRITE,
    mode_of,
    require_modes,
    shown_mode,
    taking,
)
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.tables.edit import TakeRights
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "FSP007",
    "shutdown-creatable",
    Severity.MEDIUM,
    summary=_("Everybody on the machine can stop the server."),
    message=_(
        "Everybody on the machine can make {file} in the MailRoot ({mode}), which stops XMail"
    ),
    reads=("*",),
    fix=Applicability.SAFE,
    references=(cwe(732), xmail("spool-and-logs", 7)),
)

_FILE = ".shutdown"
_MAKE = ENTER | WRITE


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_modes(root, given)
    mode = mode_of(root, "")
    if mode & _MAKE == _MAKE:
        title = say(_("Let nobody else make files in the MailRoot"))
        fix = taking(root, title, "", TakeRights("", WRITE))
        yield RULE.finding(
            Place(MAIL_ROOT), key=(_FILE,), fixes=[fix], file=_FILE, mode=shown_mode(root, mode)
        )
