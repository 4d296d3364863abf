"""USR011: a domain with accounts, or with files of cmdaliases, that this server does not handle.

Only domains.tab and aliasdomain.tab tell whose mail is taken; logins ask neither, and neither does
cmdaliases (XMail facts: address-resolution, 2 to 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.resolution import is_wild
from xmailaudit.policy.routing.unhandled import alias_folders, unhandled
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import insert_row, manual, remove_row, review
from xmailaudit.rules.route_witnesses import routed
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.edit import CreateFile
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.routing.unhandled import Unhandled
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "USR011",
    "domain-not-handled",
    Severity.HIGH,
    summary=_("Accounts log in and send, yet mail for their domain is refused."),
    message=plural(
        _("{account} can log in, but mail for it is refused: {domain} is not in domains.tab"),
        _(
            "{count} accounts of {domain} can log in, but mail for them is refused: the domain is "
            "not in domains.tab"
        ),
        by="count",
    ),
    reads=("mailusers.tab", "cmdaliases/*"),
    fix=Applicability.REVIEW,
    references=(xmail("address-resolution", 3), xmail("access", 6)),
)

_TAKEN_AWAY = plural(
    _(
        "{account} can log in, but mail for it is refused: aliasdomain.tab makes {domain} an alias "
        "of {target}, which is not in domains.tab"
    ),
    _(
        "{count} accounts of {domain} can log in, but mail for them is refused: aliasdomain.tab "
        "makes it an alias of {target}, which is not in domains.tab"
    ),
    by="count",
)
_TAKEN = plural(
    _("Anybody may send to the file {file}, though {domain} is not in domains.tab"),
    _("Anybody may send to {count} files such as {file}, though {domain} is not in domains.tab"),
    by="count",
)
_DOMAINS_FILE = "domains.tab"


@RULE.each
def look(account: Account, tally: Tally) -> None:
    kept = tally.setdefault(ascii_lower(account.row.domain), [0])
    kept[0] += 1
    if len(kept) <= MOST_PLACES:
        kept.append(account.row)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    for domain, (total, *rows) in tally.items():
        found = unhandled(root, given.world, domain)
        if found is not None:
            account = f"{rows[0].name}@{rows[0].domain}"
            yield RULE.finding(
                *rows,
                total=total,
                message=None if found.row is None else _TAKEN_AWAY,
                witness=routed(root, given, account),
                fixes=[_fix(root, found)],
                account=account,
                domain=domain,
                target="" if found.row is None else found.row.domain,
                count=total,
            )


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    for folder in alias_folders(root, given.world):
        first = folder.files[0]
        name = first.rpartition("/")[2].removesuffix(".tab")
        yield RULE.finding(
            *map(Place, folder.files),
            key=(folder.domain,),
            message=_TAKEN,
            witness=routed(root, given, f"{name}@{folder.domain}"),
            fixes=[_listed(root, folder.domain)],
            file=first,
            domain=folder.domain,
            count=len(folder.files),
        )


def _fix(root: MailRoot, found: Unhandled) -> Fix:
    if found.row is None:
        return _listed(root, found.domain)
    if is_wild(found.row.alias):
        return manual(
            "narrow-pattern",
            say(
                _("Let the pattern {alias} leave {domain} out"),
                alias=found.row.alias,
                domain=found.domain,
            ),
        )
    title = say(_("Remove the row that makes {domain} an alias domain"), domain=found.domain)
    return review("remove-alias-domain", title, remove_row(found.row))


def _listed(root: MailRoot, domain: str) -> Fix:
    """A fix that makes a domain this server's own."""
    edit: Edit = CreateFile(_DOMAINS_FILE, ((domain,),))
    if root.exists(_DOMAINS_FILE):
        edit = insert_row(_DOMAINS_FILE, domain)
    title = say(_("Put {domain} into domains.tab"), domain=domain)
    step = OutsideStep(say(_("If nobody needs the domain any more, delete what it has instead")))
    return review("list-domain", title, edit, steps=(step,))
