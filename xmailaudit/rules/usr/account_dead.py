"""USR008: an account that XMail does not know, though it stands in mailusers.tab.

The first row of a name decides; with fewer than six fields or a password that does not decode there
is no account, and no later row helps (XMail facts: tab-format 4; passwords 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.accounts import MAIL_USERS_FILE
from xmailaudit.policy.passwords import is_broken, meant_password
from xmailaudit.policy.rows.dead_accounts import dead_accounts
from xmailaudit.policy.rows.ignored import Cause
from xmailaudit.rules.account_findings import keep, kept
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, remove_row, review, set_field
from xmailaudit.rules.ignored_fixes import write_as_meant
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.mailusers import MailUserRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.rows.dead_accounts import DeadAccount
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "USR008",
    "account-dead",
    Severity.HIGH,
    summary=_("A row of mailusers.tab is no account, so that nobody logs in or gets mail."),
    message=plural(
        _("The row is no account: of the {needed} fields it needs it has {fields}"),
        _("{count} rows are no accounts: they have fewer than the {needed} fields they need"),
        by="count",
    ),
    reads=(MAIL_USERS_FILE,),
    fix=Applicability.REVIEW,
    references=(cwe(1164), xmail("tab-format", 4), xmail("passwords", 1)),
)

_BLANKS = plural(
    _("The row is no account: blanks stand where only TABs separate fields"),
    _("{count} rows are no accounts: blanks stand where only TABs separate fields"),
    by="count",
)
_PASSWORD = plural(
    _("XMail does not know {account}: the password is not encoded as XMail does it"),
    _("XMail does not know {count} accounts: their passwords are not encoded as XMail does it"),
    by="count",
)
_ANOTHER = plural(
    _("{account} has another password than was meant: the field is not encoded as XMail does it"),
    _("{count} accounts have other passwords than were meant: the fields are not encoded so"),
    by="count",
)
_HIDES = plural(
    _("XMail does not know {account}: a broken row comes before the whole one in line {line}"),
    _("XMail does not know {accounts} accounts: broken rows come before the whole ones"),
    by="accounts",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    kinds: dict[str, list[DeadAccount]] = {}
    for dead in dead_accounts(root):
        kind = dead.first.cause.name if dead.hidden is None else "hides"
        kinds.setdefault(kind, []).append(dead)
    for kind, found in kinds.items():
        for group in apart(found):
            yield _finding(group, hides=kind == "hides")


@RULE.each
def look(account: Account, tally: Tally) -> None:
    # Of a pair that is half a number XMail takes the half, so that the field decodes all the same.
    if is_broken(account.row.password):
        keep(account, tally)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    for group in apart(kept(tally)):
        yield RULE.finding(
            *(account.row.at(MailUserRow.password) for account in group[:MOST_PLACES]),
            total=len(group),
            message=_ANOTHER,
            fixes=[_encode([account.row for account in group])],
            account=group[0].address,
            count=len(group),
        )


def _finding(group: tuple[DeadAccount, ...], *, hides: bool) -> Finding:
    first = group[0]
    broken = [one.row for dead in group for one in dead.rows]
    hidden = [dead.hidden for dead in group if dead.hidden is not None]
    row = hidden[0] if hidden else first.first.row
    # In a row with fields too few, a password may stand where the name should.
    named = row.fields[:2] if len(row.fields) >= first.first.needed else ()
    places = [one.row.at(one.field) for dead in group for one in dead.rows]
    return RULE.finding(
        *places[:MOST_PLACES],
        total=len(places),
        message=_message(first, hides=hides),
        fixes=_fixes(group, hides=hides),
        account="@".join(reversed(named)),
        accounts=len(group),
        fields=len(broken[0].fields),
        needed=first.first.needed,
        line=row.line,
        count=len(places),
    )


def _message(dead: DeadAccount, *, hides: bool) -> Template:
    if hides:
        return _HIDES
    return {Cause.BLANKS: _BLANKS, Cause.PASSWORD: _PASSWORD}.get(dead.first.cause, RULE.message)


def _fixes(group: Sequence[DeadAccount], *, hides: bool) -> Iterator[Fix]:
    broken = [one for dead in group for one in dead.rows]
    if not hides and broken[0].cause is Cause.PASSWORD:
        yield _encode([one.row for one in broken if isinstance(one.row, MailUserRow)])
    elif not hides:
        if all(one.meant is not None for one in broken):
            yield write_as_meant(tuple(broken), None)
        else:
            yield manual("correct-row", say(_("Write the row with the fields that were meant")))
    title = plural(_("Remove the row"), _("Remove the {rows} rows"), by="rows")
    removals = (remove_row(one.row) for one in broken)
    yield review("remove-row", say(title, rows=len(broken)), *removals)


def _encode(rows: Sequence[MailUserRow]) -> Fix:
    """The fix that stores what stands there in clear as XMail does."""
    meant = [meant_password(row.password) for row in rows]
    if all(password is not None for password in meant):
        edits = [
            set_field(row, MailUserRow.password, password)
            for row, password in zip(rows, meant, strict=True)
            if password is not None
        ]
        return review(
            "encode", say(_("Store the password as XMail does: what stands there")), *edits
        )
    return manual(
        "new-password",
        say(_("Store a password as XMail does")),
        OutsideStep(say(_("The program XMCrypt prints what goes into the field"))),
    )
