"""USR014: a file of cmdaliases that takes an account's mail, or that XMail never finds.

Such a file comes before the account, whatever the manual says, and XMail looks for it in lower case
(XMail facts: address-resolution, 2 and 10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.routing.hidden_aliases import Matter, odd_alias_files
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.platforms import is_windows
from xmailaudit.rules.route_witnesses import routed
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.routing.hidden_aliases import AliasFile
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "USR014",
    "cmdalias-hides-account",
    Severity.HIGH,
    summary=_("A file of cmdaliases takes an account's mail, or is never found."),
    message=plural(
        _("{file} takes all mail for the account {account}, which gets none"),
        _(
            "{count} files of cmdaliases, {file} among them, take all mail for accounts of the "
            "same name"
        ),
        by="count",
    ),
    reads=("cmdaliases/*",),
    fix=Applicability.MANUAL,
    references=(xmail("address-resolution", 2), xmail("address-resolution", 10)),
)

_MESSAGES = {
    Matter.CAPITALS: plural(
        _("{file} is never found: XMail looks for names in lower case"),
        _(
            "{count} files of cmdaliases, {file} among them, are never found: XMail looks for "
            "names in lower case"
        ),
        by="count",
    ),
    Matter.ALIAS_DOMAIN: plural(
        _("{file} is never found: {domain} is an alias domain, so XMail looks under its target"),
        _(
            "{count} files of cmdaliases, {file} among them, are never found: their domains are "
            "alias domains"
        ),
        by="count",
    ),
}
_FIXES = {
    Matter.HIDES: _(
        "Decide which of the two is meant; where the account should have a copy, let the file "
        "redirect to it under another name"
    ),
    Matter.CAPITALS: _("Rename the file, in lower case"),
    Matter.ALIAS_DOMAIN: _(
        "Move the file to the folder of the domain that the alias domain stands for"
    ),
}


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    files: dict[Matter, list[AliasFile]] = {}
    for file in odd_alias_files(root, given.world):
        if file.matter is not Matter.CAPITALS or not is_windows(root, given):
            files.setdefault(file.matter, []).append(file)
    for matter, of_one_kind in files.items():
        for group in apart(of_one_kind):
            first = group[0]
            row = first.account
            yield RULE.finding(
                *(Place(one.file) for one in group),
                key=(first.file,),
                message=_MESSAGES.get(matter),
                witness=None if row is None else routed(root, given, f"{row.name}@{row.domain}"),
                fixes=[manual("choose", say(_FIXES[matter]))],
                file=first.file,
                domain=first.domain,
                account="" if row is None else f"{row.name}@{row.domain}",
                count=len(group),
            )
