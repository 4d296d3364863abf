"""LOG003: every message carries the name its sender logged in with, to everybody it goes to.

XMail puts X-AuthUser before all other headers (XMail facts: mailproc 4 and 7; server-tab).  Its own
filters read the name there, so that switching it off may change what they see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.source import Unseen
from xmailaudit.messages import _, say
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.rows.table_files import shared_tables
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, safe, set_setting
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.commands import CUSTOM, FILTER_LINES, MAILPROC, FilterLineRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.rows.table_files import TableFile
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.row import Row

_SETTING = "DisableEmitAuthUser"

RULE = Rule(
    "LOG003",
    "login-name-in-header",
    Severity.LOW,
    summary=_("Each message tells its recipients the name its sender logged in with."),
    message=_("XMail writes the name its sender logged in with into each message ({header})"),
    reads=("server.tab",),
    fix=Applicability.SAFE,
    references=(cwe(201), xmail("mailproc", 4), xmail("server-tab")),
)

_HEADER = "X-AuthUser"
_MACRO = "USERAUTH"
#: These get the name from the session, whatever the header does.
_OF_SMTP = "filters.post-", "filters.pre-"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    if setting.integer == 0:
        fix = _stop(root, _first_user(root))
        yield RULE.finding(setting.place, key=(_SETTING,), fixes=[fix], header=_HEADER)


def _first_user(root: MailRoot) -> str | None:
    """A file with a line that goes by the name; empty where there may be one."""
    shared = shared_tables(root)
    known = next((table.file for table in shared.seen if _goes_by_name(table)), None)
    if known is not None:
        return known
    try:
        shared.demand_all()
        return next((file for file in _processing(root) if _names_macro(root, file)), None)
    except UnseenFileError:
        return ""


def _goes_by_name(table: TableFile) -> bool:
    kinds = (CUSTOM, MAILPROC, FILTER_LINES)
    return (
        table.table in kinds
        and not table.file.startswith(_OF_SMTP)
        and any(map(_needs_name, table.rows))
    )


def _processing(root: MailRoot) -> Iterator[str]:
    """Where the commands of an account stand, if it has any."""
    folders = (account.folder for account in every_account(root))
    return (f"{folder}/mailproc.tab" for folder in folders if folder is not None)


def _names_macro(root: MailRoot, file: str) -> bool:
    content = root.source.read(file)  # not kept: there may be one for each account
    if isinstance(content, Unseen):
        raise UnseenFileError(file, content.reason)
    return isinstance(content, bytes) and _MACRO.encode() in content


def _needs_name(row: Row) -> bool:
    """Whether a line hands the name to a program, or asks whether there is one."""
    flags = (row.flags or "") if isinstance(row, FilterLineRow) else ""
    excepts = any(flag.partition("=")[0] == "aex" for flag in flags.split(","))
    return excepts or any(_MACRO in field for field in row.fields)


def _stop(root: MailRoot, user: str | None) -> Fix:
    """Where something goes by the name, or nobody can tell, somebody must look at it."""
    edit = set_setting(root, _SETTING, "1")
    if user is None:
        return safe("hide-name", say(_("Set {setting} to 1"), setting=_SETTING), edit)
    title = _("Set {setting} to 1, once no filter goes by the name")
    known = _("Set {setting} to 1, once {file} no longer goes by the name")
    words = say(known if user else title, setting=_SETTING, file=user)
    return review("hide-name", words, edit)
