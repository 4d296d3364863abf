"""USR007: passwords can be read by whoever has the file.

XMCrypt has neither key nor salt (XMail facts: passwords 1 and 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.accounts import MAIL_USERS_FILE
from xmailaudit.policy.ctrl import CTRL_ACCOUNTS_FILE
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.tables.files import table_of
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.row import Row

_LINKS_FILE = "pop3links.tab"

RULE = Rule(
    "USR007",
    "reversible-passwords",
    Severity.INFO,
    summary=_("XMail stores passwords so that whoever has the file can read them."),
    message=plural(
        _("Whoever has {files} has the passwords in it: XMCrypt has no key and is undone at once"),
        _(
            "Whoever has {files} has the passwords in them: XMCrypt has no key and is undone at "
            "once"
        ),
        by="count",
    ),
    reads=(MAIL_USERS_FILE, CTRL_ACCOUNTS_FILE, _LINKS_FILE),
    fix=Applicability.MANUAL,
    references=(cwe(257), xmail("passwords", 1), xmail("passwords", 2)),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    files = [file for file in RULE.reads if _holds_passwords(root, file)]
    if files:
        yield RULE.finding(
            *map(Place, files), fixes=[_guard()], files=Listing(tuple(files)), count=len(files)
        )


def _holds_passwords(root: MailRoot, file: str) -> bool:
    table = table_of(file)
    return table is not None and any(map(_has_password, root.stream(table, file)))


def _has_password(row: Row) -> bool:
    """Whether the field of the password is there, and something in it."""
    return any(row.fields[column : column + 1] not in ((), ("",)) for column in row.secret)


def _guard() -> Fix:
    return manual(
        "guard-copies",
        say(_("Treat these files, and each copy of them, as lists of passwords")),
        OutsideStep(say(_("Keep others from reading the MailRoot"))),
        OutsideStep(say(_("Encrypt backups, and see who gets at them"))),
        OutsideStep(say(_("Change all passwords once a copy may have got lost"))),
    )
