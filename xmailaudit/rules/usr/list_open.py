"""USR021: a mailing list to which strangers may post.

Open to everybody, it sends what anybody writes to addresses elsewhere; closed, it takes whoever
names a member with the letter W as sender (XMail facts: address-resolution 7).
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.addresses import public
from xmailaudit.policy.relaying import senders
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review
from xmailaudit.rules.list_findings import keep_lists, kept_lists, set_variable, variable_place
from xmailaudit.rules.list_posting import by_login_alone, posting_as_member, posting_openly
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.list_posting import Posting
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "USR021",
    "list-open",
    Severity.MEDIUM,
    summary=_("Strangers may post to a mailing list, openly or under a member's name."),
    message=plural(
        _("Anybody may post to {list}, and XMail sends it on to members elsewhere ({members})"),
        _(
            "Anybody may post to {lists} lists, {list} among them, and XMail sends it on to "
            "members elsewhere ({members})"
        ),
        by="lists",
    ),
    reads=("mailusers.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(290), cwe(862), xmail("address-resolution", 7), xmail("mailbox", 7)),
)

_FORGED = plural(
    _("Whoever writes {sender} into MAIL FROM may post to {list}, which is closed"),
    _(
        "Whoever writes {sender}, or the address of another of {members} members, into MAIL FROM "
        "may post to {list}, which is closed"
    ),
    by="members",
)
_FORGED_IN_MANY = _(
    "{lists} lists are closed, {list} among them, and take the post of whoever writes a member's "
    "address into MAIL FROM"
)
_CLOSED = "ClosedML"


@RULE.each
def look(account: Account, tally: Tally) -> None:
    keep_lists(account, tally)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    if "lists" not in tally:
        return
    strangers = (senders(root, given.world) & public()) - given.owned
    opened: list[Posting] = []
    avoidable: list[Posting] = []
    unavoidable: list[Posting] = []
    for one in kept_lists(root, tally):
        posting = (posting_as_member if one.closed else posting_openly)(root, given, one, strangers)
        if posting is not None:
            forged = avoidable if posting.avoidable else unavoidable
            (forged if one.closed else opened).append(posting)
    for group in apart(opened):
        yield _opened(root, group)
    for group in (*apart(avoidable), *apart(unavoidable)):
        yield _forged(group)


def _opened(root: MailRoot, group: tuple[Posting, ...]) -> Finding:
    first = group[0]
    places = tuple(variable_place(one.list, _CLOSED) for one in group[:MOST_PLACES])
    return RULE.finding(
        *places,
        total=len(group),
        key=(_CLOSED,),
        confidence=first.confidence,
        witness=first.witness,
        fixes=[_close(root, group)],
        list=first.list.account.address,
        lists=len(group),
        members=sum(one.members for one in group),
        count=len(group),
    )


def _forged(group: tuple[Posting, ...]) -> Finding:
    first = group[0]
    files = (Place(one.list.members_file) for one in group[:MOST_PLACES])
    places = first.places if len(group) == 1 else tuple(files)
    total = first.members if len(group) == 1 else len(group)
    return RULE.finding(
        *places,
        total=total,
        severity=None if first.avoidable else Severity.LOW,
        confidence=first.confidence,
        message=_FORGED if len(group) == 1 else _FORGED_IN_MANY,
        witness=first.witness,
        fixes=[_by_login(group)],
        list=first.list.account.address,
        lists=len(group),
        sender=first.sender,
        members=first.members,
        count=total,
    )


def _close(root: MailRoot, group: tuple[Posting, ...]) -> Fix:
    title = say(_("Close the list: who has an account here posts behind a login, nobody else does"))
    if len(group) > 1:
        return _one_by_one(title)
    (one,) = (posting.list for posting in group)
    letters = by_login_alone(one)
    return review("close-list", title, *chain([set_variable(root, one, _CLOSED, "1")], letters))


def _by_login(group: tuple[Posting, ...]) -> Fix:
    title = say(_("Give who has an account here A in place of W, and take W from the others"))
    if len(group) > 1:
        return _one_by_one(title)
    return review("post-by-login", title, *by_login_alone(group[0].list))


def _one_by_one(title: Message) -> Fix:
    step = OutsideStep(say(_("Decide for each list who shall post; for most it is its owner")))
    return manual("list-by-list", title, step)
