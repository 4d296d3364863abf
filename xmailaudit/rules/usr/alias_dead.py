"""USR013: an alias by which no account gets mail.

XMail follows an alias one step, to an account of this server and to nothing else; and an account of
the same name comes before it (XMail facts: address-resolution, 4 and 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.alias_targets import AliasFault, account_behind, alias_fault
from xmailaudit.policy.mail_address import split_address
from xmailaudit.policy.resolution import is_wild
from xmailaudit.policy.rows.crash_rows import is_handled
from xmailaudit.policy.rows.ignored import names_nobody
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review, set_field
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.tables.aliases import ALIASES
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.edit import CreateFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.aliases import AliasRow

RULE = Rule(
    "USR013",
    "alias-dead",
    Severity.MEDIUM,
    summary=_("An alias leads to nothing that XMail lets it lead to."),
    message=plural(
        _("{alias} leads to {target}, which is no account: nobody gets mail by it"),
        _("{count} aliases, {alias} among them, lead to what is no account"),
        by="count",
    ),
    reads=("aliases.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("address-resolution", 4), xmail("address-resolution", 5)),
)

_MESSAGES = {
    AliasFault.HIDDEN: plural(
        _("{alias} is an account too, and that comes first: the alias is never used"),
        _("{count} aliases, {alias} among them, are accounts too, which come first"),
        by="count",
    ),
    AliasFault.BRACKETS: plural(
        _("{alias} is taken letter by letter: brackets are a pattern only beside a * or ?"),
        _("{count} aliases, {alias} among them, have brackets, but no * or ? that makes a pattern"),
        by="count",
    ),
    AliasFault.TO_ALIAS: plural(
        _("{alias} leads to {target}, another alias: XMail follows one step only"),
        _("{count} aliases, {alias} among them, lead to others: XMail follows one step only"),
        by="count",
    ),
    AliasFault.TO_COMMAND_ALIAS: plural(
        _("{alias} leads to {target}, a file of cmdaliases, where no alias can lead"),
        _("{count} aliases, {alias} among them, lead to files of cmdaliases, where no alias can"),
        by="count",
    ),
    AliasFault.TO_ALIAS_DOMAIN: plural(
        _("{alias} leads to {target}: the domain is an alias domain, which counts for no target"),
        _("{count} aliases, {alias} among them, lead into an alias domain, which does not count"),
        by="count",
    ),
    AliasFault.TO_REMOTE: plural(
        _("{alias} leads to {target}, which is not on this server: no alias can lead out of it"),
        _("{count} aliases, {alias} among them, lead out of this server, which no alias can"),
        by="count",
    ),
}


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    rows: dict[AliasFault, list[AliasRow]] = {}
    for row in root.rows(ALIASES, "aliases.tab"):
        fault = alias_fault(root, row) if _is_whole(row) else None
        if fault is not None:
            rows.setdefault(fault, []).append(row)
    for fault, of_one_kind in rows.items():
        for group in apart(of_one_kind):
            yield RULE.finding(
                *group,
                message=_MESSAGES.get(fault),
                alias=f"{group[0].alias}@{group[0].domain}",
                target=_target(fault, group[0]),
                count=len(group),
                fixes=[*_repairs(root, fault, group), _removal(group)],
            )


def _target(fault: AliasFault, row: AliasRow) -> str:
    """The target in words: one without a domain lies in the alias's own."""
    if fault is AliasFault.TO_REMOTE and split_address(row.target) is None:
        return f"{row.target}@{row.domain}"
    return row.target


def _is_whole(row: AliasRow) -> bool:
    """Whether the row is one that nothing else is wrong with."""
    return row.complete and not row.start and not names_nobody("aliases", row)


def _removal(rows: tuple[AliasRow, ...]) -> Fix:
    title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
    return review("remove-row", say(title, rows=len(rows)), *map(remove_row, rows))


def _repairs(root: MailRoot, fault: AliasFault, rows: tuple[AliasRow, ...]) -> Iterator[Fix]:
    """What makes a single row do what it says."""
    if len(rows) > 1:
        return
    (row,) = rows
    if fault is AliasFault.TO_ALIAS:
        account = account_behind(root, row)
        if account is not None:
            title = say(_("Let it lead to {account} itself"), account=account)
            yield review("lead-to-account", title, set_field(row, "target", account))
    elif fault is AliasFault.TO_REMOTE and not _is_pattern(row):
        file = ascii_lower(f"cmdaliases/{row.domain}/{row.alias}.tab")
        # Redirect takes a word without @ for a domain, and a file takes mail for any domain.
        named = all(map(split_address, (f"{row.alias}@{row.domain}", row.target)))
        if named and is_handled(root, row.domain) and not root.exists(file):
            title = say(_("Make it a file of cmdaliases, which may send mail on to anywhere"))
            commands = CreateFile(file, (("redirect", row.target),))
            yield review("make-command-alias", title, commands, remove_row(row))


def _is_pattern(row: AliasRow) -> bool:
    return is_wild(row.domain) or is_wild(row.alias)
