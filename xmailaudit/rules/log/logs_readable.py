"""LOG006: everybody on the machine can read the logs.

XMail makes them 0666 as a daemon, so that only the folders above close them (XMail facts:
command-line, section 3; spool-and-logs, section 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.logs import LOGS_FOLDER
from xmailaudit.rules.file_modes import (
    ALL_RIGHTS,
    OTHERS,
    READ,
    files_in,
    gets_into,
    require_modes,
    taking,
)
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.edit import TakeRights
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "LOG006",
    "logs-readable",
    Severity.MEDIUM,
    summary=_("Everybody on the machine can read the logs."),
    message=plural(
        _("Everybody on the machine can read the log {file}"),
        _("Everybody on the machine can read {count} logs, {file} among them"),
        by="count",
    ),
    reads=("logs/*",),
    fix=Applicability.SAFE,
    references=(cwe(532), cwe(732), xmail("command-line", 3), xmail("spool-and-logs", 5)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_modes(root, given)
    if not gets_into(root, LOGS_FOLDER, OTHERS):
        return
    found = [file for file, mode in files_in(root, LOGS_FOLDER) if mode & READ]
    if found:
        yield RULE.finding(
            *map(Place, found[:MOST_PLACES]),
            total=len(found),
            key=(LOGS_FOLDER,),
            fixes=[_close(root)],
            file=found[-1],
            count=len(found),
        )


def _close(root: MailRoot) -> Fix:
    """It counts for logs to come as well."""
    title = say(_("Close the folder of logs to all others"))
    return taking(root, title, LOGS_FOLDER, TakeRights(LOGS_FOLDER, ALL_RIGHTS))
