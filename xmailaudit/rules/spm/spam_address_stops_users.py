"""SPM009: a pattern against spammers that matches own users.

spam-address.tab is looked at for every MAIL FROM, whoever logged in and whatever is white-listed;
only the null sender is spared (XMail facts: access 3 and 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.accounts import AccountKind, every_account
from xmailaudit.policy.addresses import witness_order
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Relay
from xmailaudit.policy.relaying import foreign_domain
from xmailaudit.policy.smtp.mail import SPAM_ADDRESS_FILE
from xmailaudit.policy.smtp.spam_addresses import NULL_SENDERS, SenderPatterns
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import remove_row, review
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.rules.smtp_users import clients
from xmailaudit.tables.spam_address import SPAM_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.spam_address import SpamAddressRow

RULE = Rule(
    "SPM009",
    "spam-address-stops-users",
    Severity.MEDIUM,
    summary=_("A pattern against spam senders refuses users of this server."),
    message=plural(
        _("{pattern} refuses mail from {address}, an account here, even where its user logs in"),
        _(
            "{pattern} refuses mail from {accounts} accounts here, such as {address}, even where "
            "their users log in"
        ),
        by="accounts",
    ),
    reads=(SPAM_ADDRESS_FILE,),
    fix=Applicability.REVIEW,
    references=(xmail("access", 3), xmail("access", 4)),
)

_MANY = _(
    "{rows} patterns refuse mail from accounts here, such as {address}, even where their users log "
    "in"
)
_NULL = plural(
    _("The pattern {pattern} refuses nobody: the null sender is never looked up in {file}"),
    _("{rows} patterns refuse nobody: the null sender is never looked up in {file}"),
    by="rows",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    rows = root.rows(SPAM_ADDRESS, SPAM_ADDRESS_FILE)
    if not rows:
        return
    users = clients(root, twin=True)
    if users.peers:
        yield from _stopped(root, given, rows, users.peers)
    for group in apart(row for row in rows if row.pattern in NULL_SENDERS):
        yield RULE.finding(
            *group[:MOST_PLACES],
            total=len(group),
            severity=Severity.LOW,
            message=_NULL,
            fixes=[_remove(group)],
            pattern=f'"{group[0].pattern}"',
            file=SPAM_ADDRESS_FILE,
            rows=len(group),
        )


def _stopped(
    root: MailRoot, given: Given, rows: tuple[SpamAddressRow, ...], peers: AddressSet
) -> Iterator[Finding]:
    """The rows that match accounts; how many, and the first of them."""
    patterns = SenderPatterns(rows)
    number: dict[tuple[int, int], int] = {}
    first: dict[tuple[int, int], str] = {}
    for account in every_account(root):
        if account.kind is AccountKind.USER:
            for row in patterns.matching(account.address):
                key = (row.line, row.start)
                number[key] = number.get(key, 0) + 1
                first.setdefault(key, account.address)
    for group in apart(row for row in rows if (row.line, row.start) in number):
        key = (group[0].line, group[0].start)
        address = first[key]
        yield RULE.finding(
            *group[:MOST_PLACES],
            total=len(group),
            message=None if len(group) == 1 else _MANY,
            witness=_refused(root, given, address, peers),
            fixes=[_remove(group)],
            pattern=group[0].pattern,
            address=address,
            accounts=number[key],
            rows=len(group),
        )


def _refused(root: MailRoot, given: Given, address: str, peers: AddressSet) -> Witness | None:
    """A user who logs in and sends, and is refused for his address."""
    client = peers.witness(witness_order())
    if client is None:
        return None
    elsewhere = f"someone@{foreign_domain(root)}"
    for tls in (False, True):
        question = Relay(str(client), elsewhere, address, address, tls=tls, ordinary=True)
        witness = given.witness(root, question)
        decision = witness.decision
        by_pattern = any(
            step.place is not None and step.place.file == SPAM_ADDRESS_FILE
            for step in decision.trace
        )
        if decision.answer is Answer.REFUSE and by_pattern:
            return witness
    return None


def _remove(rows: tuple[SpamAddressRow, ...]) -> Fix:
    title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
    return review("remove-row", say(title, rows=len(rows)), *map(remove_row, rows))
