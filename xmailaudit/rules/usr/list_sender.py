"""USR022: who gets the bounces of a mailing list's posts.

Without ListSender they go to whoever wrote; with the list itself, to all of its members (XMail
facts: address-resolution 7; mailbox 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.mail_address import valid_address
from xmailaudit.rules.finding import Applicability, Choice, Severity
from xmailaudit.rules.fixes import review
from xmailaudit.rules.list_findings import keep_lists, kept_lists, set_variable, variable_place
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.mailing_lists import MailingList
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "USR022",
    "list-sender",
    Severity.LOW,
    summary=_("What cannot be delivered of a list's posts comes back to the wrong person."),
    message=plural(
        _("{list} has no ListSender: what its members' servers return goes to whoever wrote"),
        _(
            "{count} lists, {list} among them, have no ListSender: what their members' servers "
            "return goes to whoever wrote"
        ),
        by="count",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.REVIEW,
    references=(xmail("address-resolution", 7), xmail("mailbox", 6)),
)

_ITSELF = plural(
    _("{list} is its own ListSender: what comes back goes to all of its members as a post"),
    _(
        "{count} lists, {list} among them, are their own ListSender: what comes back goes to all "
        "of their members as a post"
    ),
    by="count",
)
_NAME = "ListSender"


@RULE.each
def look(account: Account, tally: Tally) -> None:
    keep_lists(account, tally)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    without: list[MailingList] = []
    own: list[MailingList] = []
    for one in kept_lists(root, tally):
        sender = one.sender
        if sender is not None and ascii_lower(sender) != ascii_lower(one.account.address):
            continue
        if any(member.receives for member in one.members()):
            (without if sender is None else own).append(one)
    yield from _findings(root, without, RULE.message, Severity.LOW)
    yield from _findings(root, own, _ITSELF, Severity.MEDIUM)


def _findings(
    root: MailRoot, lists: list[MailingList], message: Template, severity: Severity
) -> Iterator[Finding]:
    for group in apart(lists):
        yield RULE.finding(
            *(variable_place(one, _NAME) for one in group[:MOST_PLACES]),
            total=len(group),
            severity=severity,
            message=message,
            key=(_NAME,),
            fixes=[_name_somebody(root, group)],
            list=group[0].account.address,
            count=len(group),
        )


def _name_somebody(root: MailRoot, group: tuple[MailingList, ...]) -> Fix:
    def edits(answer: str) -> tuple[Edit, ...]:
        address = answer.strip()
        if not valid_address(address):
            return ()
        changes = (set_variable(root, one, _NAME, address) for one in group)
        return tuple(change for change in changes if change is not None)

    postmaster = root.setting("PostMaster").text or ""
    return review(
        "name-sender",
        say(_("Send what comes back to whoever looks after the list")),
        choice=Choice(
            "address",
            say(_("Which address shall get what comes back?")),
            postmaster if valid_address(postmaster) else None,
            edits,
        ),
    )
