"""AUT013: what a program in smtpextauth.tab does not decide, or gives away.

Its answer file is never read, so that who logs in through it gets no permission; mechanisms it is
not named for are checked as ever (XMail facts: access 6; passwords 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.programs import ProgramFault, program_fault
from xmailaudit.policy.smtp.greeting import EXTERNAL_AUTH_FILE
from xmailaudit.policy.smtp.options import MECHANISMS
from xmailaudit.rules.finding import Applicability, Confidence, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.smtp_users import clients, login_witness, taken_passwords
from xmailaudit.tables.smtpextauth import EXTERNAL_AUTH, ExternalAuthRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.rules.finding import Finding, Witness
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.smtp_users import Clients

RULE = Rule(
    "AUT013",
    "external-auth",
    Severity.MEDIUM,
    summary=_("A program decides about SMTP logins, and not as one would think."),
    message=_(
        "Whoever logs in with {mechanisms} through the program of {file} gets no permission: XMail "
        "never reads the program's answer, only its exit status"
    ),
    reads=(EXTERNAL_AUTH_FILE,),
    fix=Applicability.MANUAL,
    references=(cwe(287), xmail("access", 6), xmail("passwords", 2)),
)

_STILL_OPEN = plural(
    _("{mechanisms} is left to no program: XMail does not offer it, and takes it all the same"),
    _(
        "{mechanisms} are left to no program: XMail does not offer them, and takes them all the "
        "same"
    ),
    by="number",
)
_UNKNOWN = plural(
    _("{file} makes XMail offer {mechanism}, and XMail refuses whoever uses it"),
    _("{file} makes XMail offer {rows} mechanisms that it refuses, such as {mechanism}"),
    by="rows",
)
_ON_COMMAND_LINE = plural(
    _("The program for {mechanism} gets the password on its command line, which others can read"),
    _("{rows} programs get passwords on their command lines, which others can read"),
    by="rows",
)
_FAULTS = {
    ProgramFault.RELATIVE: plural(
        _("The program for {mechanism} has no absolute path, so XMail does not find it"),
        _("{rows} programs have no absolute path, so XMail does not find them"),
        by="rows",
    ),
    ProgramFault.MISSING: plural(
        _("The program for {mechanism} does not exist: nobody can log in with it"),
        _("{rows} programs do not exist: nobody can log in with their mechanisms"),
        by="rows",
    ),
    ProgramFault.WRITABLE: plural(
        _("Everybody on the machine can change the program that says who logs in with {mechanism}"),
        _("Everybody on the machine can change {rows} programs that say who logs in"),
        by="rows",
    ),
}
#: How the rows hand the password over: as a part of a field, or as a whole one.
_PASSWORD, _WHOLE_PASSWORD = "$(PASS)", "@@PASS"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    rows = root.rows(EXTERNAL_AUTH, EXTERNAL_AUTH_FILE)
    users = clients(root, twin=True) if rows else None
    if users is None or not users.peers:
        return
    asked = tuple(_asked(rows))
    if asked:
        mechanisms = tuple(row.mechanism.upper() for row in asked)
        title = say(_("Let users log in with the passwords of their accounts, or relay by address"))
        yield _finding(asked, RULE.message, "permissions", title, mechanisms=mechanisms)
    yield from _left_open(root, given, rows, users)
    yield from _of_programs(asked, given, root)
    unknown = (row for row in rows if row.mechanism.upper() not in MECHANISMS)
    for group in apart(unknown):
        title = say(_("Name PLAIN, LOGIN or CRAM-MD5: XMail knows no others"))
        yield _finding(group, _UNKNOWN, "unknown", title)


def _asked(rows: Iterable[ExternalAuthRow]) -> Iterator[ExternalAuthRow]:
    """The rows whose program XMail runs: the first of each mechanism that it knows."""
    first: dict[str, ExternalAuthRow] = {}
    for row in rows:
        first.setdefault(row.mechanism.upper(), row)
    return (row for name, row in first.items() if name in MECHANISMS)


def _finding(
    rows: tuple[ExternalAuthRow, ...],
    message: Template,
    what: str,
    title: Message,
    severity: Severity | None = None,
    mechanisms: tuple[str, ...] = (),
) -> Finding:
    return RULE.finding(
        *(row.at(ExternalAuthRow.mechanism) for row in rows[:MOST_PLACES]),
        total=len(rows),
        severity=severity,
        message=message,
        key=(what,),
        fixes=[manual(what, title)],
        file=EXTERNAL_AUTH_FILE,
        mechanism=rows[0].mechanism,
        rows=len(rows),
        mechanisms=Listing(mechanisms),
        number=len(mechanisms),
    )


# ------------------------------------------------------------ what no program decides


def _left_open(
    root: MailRoot, given: Given, rows: tuple[ExternalAuthRow, ...], users: Clients
) -> Iterator[Finding]:
    """The mechanisms with which the passwords of accounts are good as ever."""
    mechanisms = taken_passwords(root, given, users)
    account = next(every_account(root), None) if mechanisms else None
    if account is None:
        return
    title = say(_("Name a program for each of PLAIN, LOGIN and CRAM-MD5, be it one that refuses"))
    finding = _finding(rows, _STILL_OPEN, "every-mechanism", title, mechanisms=mechanisms)
    witness = _login(root, given, users, mechanisms, account.address)
    yield finding._replace(confidence=users.confidence, witness=witness)


def _login(
    root: MailRoot, given: Given, users: Clients, mechanisms: tuple[str, ...], account: str
) -> Witness | None:
    for tls in (False, True):
        for mechanism in mechanisms:
            witness = login_witness(
                root, given, users.peers, mechanism, tls=tls, expected=Answer.ALLOW, login=account
            )
            if witness is not None:
                return witness
    return None


# ------------------------------------------------------------ the programs


def _of_programs(
    asked: tuple[ExternalAuthRow, ...], given: Given, root: MailRoot
) -> Iterator[Finding]:
    for group in apart(row for row in asked if _hands_password_over(row)):
        title = say(_("Let the program read the password from a place that others cannot see"))
        yield _finding(group, _ON_COMMAND_LINE, "command-line", title)
    titles = {
        ProgramFault.RELATIVE: say(_("Write the program's absolute path")),
        ProgramFault.MISSING: say(_("Put the program there, or name the one that is meant")),
        ProgramFault.WRITABLE: say(_("Let nobody but its owner write the program and its folder")),
    }
    faults = {row: program_fault(root, row.program, given.platform) for row in asked}
    for fault, message in _FAULTS.items():
        severity = Severity.HIGH if fault is ProgramFault.WRITABLE else None
        for group in apart(row for row in asked if faults[row] is fault):
            finding = _finding(group, message, fault.value, titles[fault], severity)
            missing = fault is ProgramFault.MISSING  # A copy of a MailRoot may lack it alone.
            yield finding._replace(confidence=Confidence.LIKELY) if missing else finding


def _hands_password_over(row: ExternalAuthRow) -> bool:
    words = row.fields[1:]
    return any(_PASSWORD in word or word == _WHOLE_PASSWORD for word in words)
