"""USR012: a domain without postmaster or abuse.

XMail gives these names no meaning of its own: without an account, alias or command file they are
refused (XMail facts: address-resolution, 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.alias_targets import is_account
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.routing.roles import role_gaps
from xmailaudit.rules.finding import Applicability, Choice, Severity, Witness
from xmailaudit.rules.fixes import insert_row, manual, review
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import NotJudgedError, Rule, rfc, xmail
from xmailaudit.tables.edit import CreateFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.routing.roles import RoleGap
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "USR012",
    "no-postmaster",
    Severity.MEDIUM,
    summary=_("Nobody gets mail for a domain's postmaster or abuse address."),
    message=plural(
        _("Nobody gets mail for {addresses}: XMail gives these names no meaning of its own"),
        _("In {domains} domains nobody gets mail for such as {addresses}"),
        by="domains",
    ),
    reads=("domains.tab",),
    fix=Applicability.REVIEW,
    references=(rfc(5321, "4.5.1"), rfc(2142, "4"), xmail("address-resolution", 1)),
)

_ALIASES_FILE = "aliases.tab"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    domains: dict[str, list[RoleGap]] = {}
    missing: tuple[Message, ...] = ()
    for gap in role_gaps(root, given.world):
        if gap.decision.answer is Answer.UNDETERMINED:
            missing = missing or gap.decision.missing
        else:
            domains.setdefault(gap.row.domain, []).append(gap)
    for group in apart(domains.values()):
        yield _finding(root, group)
    if missing:
        raise NotJudgedError.lacking(missing)


def _finding(root: MailRoot, group: tuple[list[RoleGap], ...]) -> Finding:
    first = group[0]
    gaps = [gap for of_one_domain in group for gap in of_one_domain]
    return RULE.finding(
        *(of_one_domain[0].row for of_one_domain in group),
        witness=Witness(first[0].question, first[0].decision),
        fixes=[_fix(root, gaps)],
        addresses=Listing(tuple(gap.address for gap in first)),
        domains=len(group),
    )


def _fix(root: MailRoot, gaps: list[RoleGap]) -> Fix:
    if any(gap.taken for gap in gaps):
        return manual("mend", say(_("Let what has the name already lead to somebody who reads it")))

    def edits(answer: str) -> tuple[Edit, ...]:
        account = answer.strip()
        if not all(_gets_mail(root, account, gap) for gap in gaps):
            return ()
        rows = tuple((gap.row.domain, gap.name, account) for gap in gaps)
        if not root.exists(_ALIASES_FILE):
            return (CreateFile(_ALIASES_FILE, rows),)
        return tuple(insert_row(_ALIASES_FILE, *row) for row in rows)

    postmaster = root.setting("PostMaster").text or ""
    choice = Choice(
        "account",
        say(_("Which account of this server shall get this mail?")),
        postmaster if is_account(root, postmaster) else None,
        edits,
    )
    return review("add-aliases", say(_("Add aliases for them")), choice=choice)


def _gets_mail(root: MailRoot, account: str, gap: RoleGap) -> bool:
    """Whether an alias may lead there; a name alone is one of the alias's own domain."""
    return is_account(root, account if "@" in account else f"{account}@{gap.row.domain}")
