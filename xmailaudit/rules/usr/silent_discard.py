"""USR015: mail is accepted and thrown away, without a bounce.

A file of commands replaces the delivery to the mailbox, also when it is empty (XMail facts:
mailproc 1 and 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.routing.discards import (
    Processed,
    discarding_aliases,
    discarding_custom_domains,
)
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.route_witnesses import routed
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.routing.discards import Discard
    from xmailaudit.rules.finding import Finding, Witness
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "USR015",
    "silent-discard",
    Severity.CRITICAL,
    summary=_("Mail is accepted and thrown away: no command delivers it."),
    message=plural(
        _("No line of {file} delivers: mail for {whose} is accepted and thrown away"),
        _("No line of {count} files, as {file}, delivers: their mail is accepted and thrown away"),
        by="count",
    ),
    reads=("mailusers.tab", "domains/*", "cmdaliases/*", "custdomains/*"),
    fix=Applicability.MANUAL,
    references=(xmail("mailproc", 1), xmail("mailproc", 3), xmail("address-resolution", 6)),
)

_OF_A_DOMAIN = plural(
    _(
        "No line of {file} delivers: the mail of each account of {whose} without a line of its own "
        "that does is thrown away (accounts: {users})"
    ),
    _(
        "No line of {count} files, as {file}, delivers: the mail of each account of their domains "
        "without a line of its own that does is thrown away"
    ),
    by="count",
)
_LEFT_TO_A_PROGRAM = plural(
    _(
        "XMail itself delivers mail for {whose} nowhere: whether it gets anywhere is up to a "
        "program in {file}"
    ),
    _(
        "XMail itself delivers the mail of {count} files, as {file}, nowhere: whether it gets "
        "anywhere is up to their programs"
    ),
    by="count",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    title = say(_("Say with redirect, lredirect or smtprelay where the mail shall go"))
    for discards in (discarding_aliases(root), discarding_custom_domains(root)):
        yield from _findings(root, given, discards, title)


@RULE.each
def look(account: Account, tally: Tally) -> None:
    processed: Processed = tally.setdefault("processed", Processed())
    processed.see(account)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    processed: Processed | None = tally.get("processed")
    if processed is not None:
        title = say(_("Add a line mailbox, or take the file away"))
        yield from _findings(root, given, processed.discards(root), title)


def _findings(
    root: MailRoot, given: Given, discards: Iterable[Discard], title: Message
) -> Iterator[Finding]:
    found = list(discards)
    kinds: tuple[tuple[Template, list[Discard]], ...] = (
        (_OF_A_DOMAIN, [one for one in found if one.sure and one.accounts]),
        (RULE.message, [one for one in found if one.sure and not one.accounts]),
        (_LEFT_TO_A_PROGRAM, [one for one in found if not one.sure]),
    )
    for message, of_kind in kinds:
        for group in apart(of_kind):
            yield _finding(group, message, title)._replace(witness=_lost(root, given, group[0]))


def _lost(root: MailRoot, given: Given, one: Discard) -> Witness | None:
    """A mail that is taken and gets nowhere; one from inside, where the server takes none."""
    for local in (False, True):
        witness = routed(root, given, one.recipient, local=local)
        if witness is not None and witness.decision.path is not None:
            return None if witness.decision.allowed else witness
    return None


def _finding(group: tuple[Discard, ...], message: Template, title: Message) -> Finding:
    first = group[0]
    look = OutsideStep(say(_("Send a message there, and look for it where it should arrive")))
    return RULE.finding(
        *(Place(one.file) for one in group[:MOST_PLACES]),
        total=len(group),
        severity=None if first.sure else Severity.HIGH,
        confidence=Confidence.CERTAIN if first.sure else Confidence.LIKELY,
        message=message,
        fixes=[manual("deliver", title, look)],
        file=first.file,
        whose=first.whose,
        users=first.accounts,
        count=len(group),
    )
