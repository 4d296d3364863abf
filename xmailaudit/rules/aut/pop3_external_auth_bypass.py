"""AUT016: a program checks the passwords of POP3, and SMTP goes on with those of the table.

The files of userauth/pop3 are asked at POP3 alone, by the domain as the client spells it; SMTP AUTH
compares with mailusers.tab (XMail facts: access 6 and 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.pop3 import login_tables
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.smtp_users import clients, login_witness, taken_passwords
from xmailaudit.tables.aliasdomain import ALIAS_DOMAINS
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.userauth import Pop3AuthRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.accounts import Account
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.pop3 import LoginTable
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.rule import Tally

RULE = Rule(
    "AUT016",
    "pop3-external-auth-bypass",
    Severity.HIGH,
    summary=_(
        "A program decides about POP3 logins, and SMTP takes the old passwords all the same."
    ),
    message=plural(
        _(
            "POP3 leaves the login of {account} to the program of {file}; SMTP goes on taking the "
            "password in mailusers.tab"
        ),
        _(
            "POP3 leaves the logins of {accounts} accounts, such as {account}, to the program of "
            "{file}; SMTP goes on taking the passwords in mailusers.tab"
        ),
        by="accounts",
    ),
    reads=("userauth/pop3/*",),
    fix=Applicability.MANUAL,
    references=(cwe(288), xmail("access", 6), xmail("access", 7)),
)

_POP3_TOO = plural(
    _(
        "The program of {file} is asked at POP3 alone, and only where the login of {account} "
        "spells the domain as the file's name does; else the password in mailusers.tab counts"
    ),
    _(
        "The program of {file} is asked at POP3 alone, and only where the logins of {accounts} "
        "accounts, such as {account}, spell the domain as the file's name does; else the passwords "
        "in mailusers.tab count"
    ),
    by="accounts",
)

_ALIAS_DOMAINS_FILE = "aliasdomain.tab"


@RULE.each
def look(account: Account, tally: Tally) -> None:
    """Of each domain the number of accounts and the first of them."""
    domain = ascii_lower(account.row.domain)
    number, first = tally.get(domain, (0, account.address))
    tally[domain] = (number + 1, first)


@RULE.finish
def finish(root: MailRoot, given: Given, tally: Tally) -> Iterator[Finding]:
    tables = login_tables(root)
    users = clients(root, twin=True) if tables else None
    open_ = () if users is None else taken_passwords(root, given, users)
    if users is None or not open_:
        return
    own = {ascii_lower(one.domain) for one in tables if one.domain is not None}
    default = next((one for one in tables if one.domain is None), None)
    for table in tables:
        domain = None if table.domain is None else ascii_lower(table.domain)
        told = [tally[one] for one in tally if (one == domain if domain else one not in own)]
        accounts = sum(number for number, _first in told)
        if table.row is None or not accounts:
            continue
        only_so_spelt = domain is not None and (default is None or default.row is None)
        yield RULE.finding(
            table.row.at(Pop3AuthRow.action),
            confidence=users.confidence,
            message=_POP3_TOO if only_so_spelt and _other_spelling(root, given, domain) else None,
            witness=_login(root, given, users.peers, open_, told[0][1]),
            fixes=[_ways(table)],
            file=table.row.file,
            account=told[0][1],
            accounts=accounts,
        )


def _other_spelling(root: MailRoot, given: Given, domain: str | None) -> bool:
    """Whether a login can name the domain otherwise: in other letters, or by an alias domain."""
    aliases = root.rows(ALIAS_DOMAINS, _ALIAS_DOMAINS_FILE)
    named = any(row.complete and ascii_lower(row.domain) == domain for row in aliases)
    return named or given.platform != "windows"


def _login(
    root: MailRoot, given: Given, peers: AddressSet, mechanisms: tuple[str, ...], account: str
) -> Witness | None:
    """A login to SMTP that only the password in the table decides."""
    for tls in (False, True):
        for mechanism in mechanisms:
            witness = login_witness(
                root, given, peers, mechanism, tls=tls, expected=Answer.ALLOW, login=account
            )
            if witness is not None:
                return witness
    return None


def _ways(table: LoginTable) -> Fix:
    title = say(_("Give the accounts long random passwords in mailusers.tab, which nobody knows"))
    send = _(
        "Where users send through this server, let SMTP ask a program too, in smtpextauth.tab for "
        "PLAIN, LOGIN and CRAM-MD5; such logins relay by address only, for they get no permission"
    )
    safe_side = _(
        "See that the program exits with 0 for a right password alone: XMail itself compares "
        "nothing"
    )
    file = None if table.row is None else table.row.file
    return manual(
        "random-passwords", title, OutsideStep(say(send)), OutsideStep(say(safe_side), file)
    )
