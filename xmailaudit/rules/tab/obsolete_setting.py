"""TAB003: a setting that only older versions of XMail read (XMail facts: server-tab)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import _, say
from xmailaudit.policy.settings.names import is_obsolete
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, safe
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.server import SERVER, SettingRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TAB003",
    "obsolete-setting",
    Severity.LOW,
    summary=_("A setting is one that only older versions of XMail read."),
    message=_("{name} was read by older versions only; XMail 1.27 passes over it"),
    reads=(SERVER_FILE,),
    fix=Applicability.SAFE,
    references=(xmail("server-tab"),),
)

#: What takes the place of each today.
_TODAY = {
    "SMTP-TLS": _("Remove the row; EnableSMTP-TLS is what offers STARTTLS today"),
    "HeloUseRootDomain": _("Remove the row; HeloDomain says the name today"),
    "DynDnsSetup": _("Remove the row; a program of its own must tell the provider today"),
}
_LISTS = _("Remove the row; CustMapsList names block lists today")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    rows: dict[str, list[SettingRow]] = {}
    for row in root.rows(SERVER, SERVER_FILE):
        if is_obsolete(row.name):
            rows.setdefault(row.name, []).append(row)
    for name, same in rows.items():
        yield RULE.finding(
            *(row.at(SettingRow.name) for row in same[:MOST_PLACES]),
            total=len(same),
            key=(name,),
            fixes=[safe("remove-row", say(_TODAY.get(name, _LISTS)), *map(remove_row, same))],
            name=name,
        )
