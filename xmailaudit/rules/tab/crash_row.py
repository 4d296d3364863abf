"""TAB017: a row without its last field, which crashes the server when it is looked up.

XMail takes the first exact row of a name and uses its target unseen (XMail facts: tab-format 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.rows.crash_rows import crashing_alias_domains, crashing_aliases, is_looked_up
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review, safe
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.tables.aliases import AliasRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.rows.crash_rows import CrashRows
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.aliasdomain import AliasDomainRow

    Crash = CrashRows[AliasRow] | CrashRows[AliasDomainRow]

RULE = Rule(
    "TAB017",
    "crash-row",
    Severity.CRITICAL,
    summary=_("A row lacks its last field, and naming it crashes the server."),
    message=_("XMail crashes when anybody names {name}: the row lacks its last field"),
    reads=("aliases.tab", "aliasdomain.tab"),
    fix=Applicability.SAFE,
    references=(cwe(476), xmail("tab-format", 4), xmail("address-resolution", 5)),
)

_MANY = _(
    "XMail crashes when anybody names one of {names} names, {name} among them: their rows lack the "
    "last field"
)
_OUT_OF_REACH = _(
    "XMail crashes once {name} is looked up: the row lacks its last field, and only that {domain} "
    "is not handled here keeps strangers from it"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for aliases in apart(crashing_aliases(root)):
        yield _finding(root, aliases)
    for domains in apart(crashing_alias_domains(root)):
        yield _finding(root, domains)


def _finding(root: MailRoot, group: tuple[Crash, ...]) -> Finding:
    first = group[0].first
    is_alias = isinstance(first, AliasRow)
    message = RULE.message if len(group) == 1 else _MANY
    hidden = len(group) == 1 and isinstance(first, AliasRow) and not is_looked_up(root, first)
    rows = [row for crash in group for row in crash.rows]
    return RULE.finding(
        *rows,
        severity=Severity.MEDIUM if hidden else None,
        message=_OUT_OF_REACH if hidden else message,
        fixes=[_removal(group)],
        name=f"{first.alias}@{first.domain}" if is_alias else first.alias,
        domain=first.domain,
        names=len(group),
    )


def _removal(group: tuple[Crash, ...]) -> Fix:
    rows = [row for crash in group for row in crash.rows]
    title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
    many = len(group) > 1
    offer = review if many or group[0].successor is not None else safe
    return offer("remove-row", say(title, rows=len(rows)), *map(remove_row, rows))
