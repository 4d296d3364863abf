"""AUT005: accounts with letters of their own that allow more than sending, or nothing.

`SmtpPerms` in an account's user.tab replaces `DefaultSmtpPerms`; userdef.tab puts it into the
user.tab of each new account (XMail facts: access 6; mailbox).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.permissions import LETTERS, beyond_sending, in_vain, sending_part
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.permission_letters import allowed_by
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.user import USER, VariableRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally
    from xmailaudit.tables.edit import Edit
    from xmailaudit.tables.row import Place

RULE = Rule(
    "AUT005",
    "user-permissions",
    Severity.LOW,
    summary=_("Accounts may do more in SMTP than send mail, or less than was meant."),
    message=plural(
        _("{account} may do more than send mail: {more}"),
        _("{count} accounts may do more than send mail: {more}"),
        by="count",
    ),
    reads=("mailusers.tab", "userdef.tab"),
    fix=Applicability.REVIEW,
    references=(cwe(250), xmail("access", 6), xmail("mailbox")),
)

_VAIN = plural(
    _("{account} lacks permissions it was to have: XMail knows capitals only, not {ignored}"),
    _("{count} accounts lack permissions they were to have: XMail knows capitals only"),
    by="count",
)
_TEMPLATE = _("{file} lets each new account do more than send mail: {more}")
_TEMPLATE_VAIN = _("{file} gives new accounts {ignored}, and XMail knows capitals only")

_SETTING = "SmtpPerms"
_TEMPLATE_FILE = "userdef.tab"


@RULE.each
def look(account: Account, tally: Tally) -> None:
    text = account.variables.get(_SETTING, "")
    for meant, letters in ((False, beyond_sending(text)), (True, in_vain(text))):
        row = account.variable_row(_SETTING) if letters else None
        if row is not None:
            group = tally.setdefault("meant" if meant else "more", _Group(account.address))
            group.add(row, letters, meant=meant)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    more: _Group | None = tally.get("more")
    meant: _Group | None = tally.get("meant")
    if more is not None:
        yield more.finding(RULE.message)
    if meant is not None:
        yield meant.finding(_VAIN)
    yield from _of_template(root)


class _Group:
    """Rows with the same mistake: some places, and what mends them all.

    Accounts that share a directory share a row.
    """

    def __init__(self, first: str) -> None:
        self._first = first
        self._places: list[Place] = []
        self._edits: dict[tuple[str, int], Edit | None] = {}
        self._letters: set[str] = set()

    def add(self, row: VariableRow, letters: str, *, meant: bool) -> None:
        """One more account."""
        key = (row.file, row.line)
        if key in self._edits:
            return
        if len(self._places) < MOST_PLACES:
            self._places.append(row.at(VariableRow.value))
        self._edits[key] = _to_sending(row, meant=meant)
        self._letters.update(letters.upper())

    def finding(self, message: Template) -> Finding:
        """One finding for all of them, with the letters that any of them has."""
        letters = "".join(letter for letter in LETTERS if letter in self._letters)
        return RULE.finding(
            *self._places,
            total=len(self._edits),
            message=message,
            fixes=[review("only-sending", _title(), *self._edits.values())],
            account=self._first,
            count=len(self._edits),
            more=allowed_by(letters),
            ignored=letters.lower(),
        )


def _of_template(root: MailRoot) -> list[Finding]:
    """What userdef.tab gives to accounts that are made with it."""
    rows = root.rows(USER, _TEMPLATE_FILE)
    row = next((row for row in rows if row.name == _SETTING), None)
    if row is None:
        return []
    more, vain = beyond_sending(row.value), in_vain(row.value)
    cases = ((False, more, _TEMPLATE), (True, vain, _TEMPLATE_VAIN))
    return [
        RULE.finding(
            row.at(VariableRow.value),
            message=message,
            fixes=[review("only-sending", _title(), _to_sending(row, meant=meant))],
            file=_TEMPLATE_FILE,
            more=allowed_by(letters.upper()),
            ignored=letters,
        )
        for meant, letters, message in cases
        if letters
    ]


def _to_sending(row: VariableRow, *, meant: bool) -> Edit | None:
    return set_field(row, VariableRow.value, sending_part(row.value, as_meant=meant))


def _title() -> Message:
    return say(_("Leave the permissions that sending needs"))
