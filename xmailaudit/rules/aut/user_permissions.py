"""AUT005: accounts with letters of their own that allow more than sending, or nothing.

`SmtpPerms` in an account's user.tab replaces `DefaultSmtpPerms`; userdef.tab, of the domain or
else of the server, puts it into the user.tab of each new account (XMail facts: access 6; mailbox).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.permissions import LETTERS, beyond_sending, in_vain, sending_part
from xmailaudit.policy.rows.table_files import shared_tables
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.permission_letters import allowed_by
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.tables.user import USER, VariableRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.rows.table_files import TableFile
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
_TEMPLATE = plural(
    _("{file} lets each new account do more than send mail: {more}"),
    _("{count} files such as {file} let new accounts do more than send mail: {more}"),
    by="count",
)
_TEMPLATE_VAIN = plural(
    _("{file} gives new accounts {ignored}, and XMail knows capitals only"),
    _("{count} files such as {file} give new accounts {ignored}, and XMail knows capitals only"),
    by="count",
)

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
    yield from _of_templates(root)


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


def _of_templates(root: MailRoot) -> Iterator[Finding]:
    """What each userdef.tab, the server's and those of domains, gives to accounts made with it."""
    root.rows(USER, _TEMPLATE_FILE)
    tables = shared_tables(root)
    rows = [row for table in tables.seen if table.table.name == USER.name for row in _own(table)]
    for meant, letters_of, message in (
        (False, beyond_sending, _TEMPLATE),
        (True, in_vain, _TEMPLATE_VAIN),
    ):
        for group in apart(row for row in rows if letters_of(row.value)):
            letters = {letter.upper() for row in group for letter in letters_of(row.value)}
            known = "".join(letter for letter in LETTERS if letter in letters)
            yield RULE.finding(
                *(row.at(VariableRow.value) for row in group[:MOST_PLACES]),
                total=len(group),
                message=message,
                fixes=[
                    review("only-sending", _title(), *(_to_sending(r, meant=meant) for r in group))
                ],
                file=group[0].file,
                count=len(group),
                more=allowed_by(known),
                ignored=known.lower(),
            )
    if tables.gap is not None and (tables.gap.file or "").startswith("domains"):
        tables.demand_all()


def _own(table: TableFile) -> Iterator[VariableRow]:
    """The first row of the variable, which counts."""
    rows = USER.read(table.file, table.data)
    yield from islice((row for row in rows if row.name == _SETTING), 1)


def _to_sending(row: VariableRow, *, meant: bool) -> Edit | None:
    return set_field(row, VariableRow.value, sending_part(row.value, as_meant=meant))


def _title() -> Message:
    return say(_("Leave the permissions that sending needs"))
