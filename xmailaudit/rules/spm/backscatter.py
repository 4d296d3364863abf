"""SPM006: mail is accepted first and refused afterwards, and the bounce goes to a stranger.

The sender of spam is forged, so what XMail returns after it has said 250 reaches somebody who never
wrote (XMail facts: mailproc 2; address-resolution 7; spool-and-logs 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.routing.refused_later import Refusal, refused_later
from xmailaudit.rules.finding import Applicability, Confidence, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.list_findings import keep_lists, kept_lists, variable_place
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, rfc, xmail
from xmailaudit.rules.smtp_clients import strangers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.mailing_lists import MailingList
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "SPM006",
    "backscatter",
    Severity.MEDIUM,
    summary=_("Mail is accepted and refused later, so that bounces go to forged senders."),
    message=plural(
        _(
            "XMail accepts mail for {to}, and bounces what is refused there to whatever sender it "
            "names"
        ),
        _(
            "XMail accepts mail for {count} targets elsewhere, as {to}, and bounces what is "
            "refused there to whatever sender it names"
        ),
        by="count",
    ),
    reads=("mailusers.tab", "cmdaliases/*", "custdomains/*"),
    fix=Applicability.MANUAL,
    references=(cwe(406), rfc(5321, "6.2"), xmail("mailproc", 2), xmail("spool-and-logs", 4)),
)

_NEXT_SERVER = plural(
    _(
        "XMail accepts all that {file} is for, and bounces what the next server refuses to "
        "whatever sender it names"
    ),
    _(
        "XMail accepts all that {count} lines are for, as in {file}, and bounces what the next "
        "server refuses to whatever sender it names"
    ),
    by="count",
)
_NOBODY = plural(
    _("Nobody here has the address {to}: XMail accepts mail for it, and bounces every message"),
    _(
        "Nobody here has the addresses of {count} targets, as {to}: XMail accepts mail for them, "
        "and bounces every message"
    ),
    by="count",
)
_LIST = plural(
    _(
        "Anybody may post to {list}, and what a member's server refuses is bounced to the sender "
        "that the post names"
    ),
    _(
        "Anybody may post to {count} lists, as {list}, and what a member's server refuses is "
        "bounced to the sender that the post names"
    ),
    by="count",
)

_SENDER_OF_BOUNCES = "PostMaster"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if not _bounces(root):
        return
    found = refused_later(root, given.world)
    if found.lines and strangers(root, given).peers:
        for refusal, message, confidence, title in (
            (
                Refusal.TARGET,
                RULE.message,
                Confidence.LIKELY,
                _("Use lredirect, so that the bounces come to the account or the alias"),
            ),
            (
                Refusal.NEXT_SERVER,
                _NEXT_SERVER,
                Confidence.LIKELY,
                _("Let the next server take the mail itself, or accept here only names it has"),
            ),
            (
                Refusal.NOBODY,
                _NOBODY,
                Confidence.CERTAIN,
                _("Name an address that exists, or remove the command file: RCPT then refuses"),
            ),
        ):
            for group in apart(line for line in found.lines if line.refusal is refusal):
                rows = [line.row for line in group]
                yield RULE.finding(
                    *rows[:MOST_PLACES],
                    total=len(rows),
                    confidence=confidence,
                    message=message,
                    key=(refusal.value,),
                    fixes=[manual("refuse-first", say(title))],
                    to=group[0].to,
                    file=rows[0].file,
                    count=len(rows),
                )
    if found.gap is not None:
        raise found.gap


def _bounces(root: MailRoot) -> bool:
    """Whether XMail makes bounces at all."""
    sender = root.setting(_SENDER_OF_BOUNCES)
    return sender.text is not None or sender.state is State.UNKNOWN


# ------------------------------------------------------------ lists


@RULE.each
def look(account: Account, tally: Tally) -> None:
    keep_lists(account, tally)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    lists = [one for one in kept_lists(root, tally) if _returns_to_anybody(one)]
    if not (lists and _bounces(root) and strangers(root, given).peers):
        return
    for group in apart(lists):
        title = say(_("Set ListSender to an address that is read, and ClosedML to 1"))
        yield RULE.finding(
            *(variable_place(one, "ListSender") for one in group[:MOST_PLACES]),
            total=len(group),
            confidence=Confidence.LIKELY,
            message=_LIST,
            key=("list",),
            fixes=[manual("list-sender", title)],
            list=group[0].account.address,
            count=len(group),
        )


def _returns_to_anybody(one: MailingList) -> bool:
    """Whether a post of anybody goes to other servers under the sender it names."""
    if one.closed or one.sender is not None:
        return False
    return any(member.receives and not member.local for member in one.members())
