"""POP3: who may connect and log in (XMail facts: access, sections 2 and 7).

In XMail's order: the access map, the default domain, then at PASS an external program if one is
configured, the account (no aliases), PopEnable, the account's own map, the password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.mailroot.source import Absent, Unseen
from xmailaudit.messages import _, say
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.row import Place
from xmailaudit.tables.userauth import POP3_AUTH, Pop3AuthRow

from .access import access_map, account_map
from .addresses import Address
from .decision import Reply
from .mail_address import split_login
from .resolution import check_greeting, find_account, own_domain

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .accounts import Account
    from .facts import Facts

__all__ = [
    "LoginTable",
    "connect",
    "default_domain",
    "log_in",
    "login_program",
    "login_tables",
    "user_reply",
]

REFUSED = Reply("-ERR", "Server does not like Your IP")
BAD_LOGIN = Reply("-ERR", "Invalid auth or access denied")
_BAD_SYNTAX = Reply("-ERR", "Invalid syntax")
_NO_SESSION = Reply("-ERR", "Server not available")
_LOCAL = Address(4, 0x7F000001)
_USER_FOLDER = "userauth/pop3"
_TABLE = ".tab"


def connect(facts: Facts, peer: Address) -> Reply:
    """The greeting, or the refusal."""
    if not access_map(facts.root, "pop3").decide(facts, peer):
        return REFUSED
    domain = default_domain(facts)
    if not facts.exists(SERVER_FILE) or domain is None:
        facts.step(Place(SERVER_FILE), _("no session is opened without a domain"))
        return _NO_SESSION
    check_greeting(facts, domain)
    return Reply("+OK", "")


def default_domain(facts: Facts) -> str | None:
    """The domain of a login without one: POP3Domain, else the server's own, else RootDomain."""
    domain = facts.text("POP3Domain")
    if not domain:
        own = None
        if domain is None:
            own = facts.reverse_name(facts.world.server[0] if facts.world.server else _LOCAL)
        domain = facts.text("RootDomain") if own is None else own_domain(facts, own)
    return domain


def split_user(facts: Facts, user: str) -> tuple[str, str]:
    """Name and domain of a login, the default domain where it has none."""
    name, domain = split_login(user)
    return name, domain or default_domain(facts) or ""


def user_reply(facts: Facts, user: str) -> Reply:
    """The reply to USER, which names the account that PASS will be about."""
    if len(_words(user)) != 1:
        return _BAD_SYNTAX
    name, domain = split_user(facts, user)
    return Reply("+OK", f"Password required for {name}@{domain}")


def _words(text: str) -> list[str]:
    return [word for word in text.split(" ") if word]


def log_in(facts: Facts, peer: Address, user: str, password: str | None) -> Reply:
    """The reply to USER and PASS; `password` None takes it as right and typable."""
    if len(_words(user)) != 1 or (password is not None and len(_words(password)) != 1):
        return _BAD_SYNTAX
    name, domain = split_user(facts, user)
    external = _external(facts, domain, name)
    if external is False:
        return BAD_LOGIN
    account = find_account(facts, domain, name)
    if account is None:
        facts.step(Place("mailusers.tab"), _("{login} is no account"), login=f"{name}@{domain}")
        return BAD_LOGIN
    if not _may_log_in(facts, account, peer):
        return BAD_LOGIN
    checked = external is None and password is not None
    if checked and account.password.reveal() != password:
        facts.step(account.row, _("the password is another"))
        return BAD_LOGIN
    return Reply("+OK", "")


def _may_log_in(facts: Facts, account: Account, peer: Address) -> bool:
    """What is checked before the password: PopEnable, and the account's own map."""
    if account.integer("PopEnable", 1) == 0:
        facts.step(Place(f"{account.folder}/user.tab"), _("PopEnable is 0"))
        return False
    own_map = account_map(facts.root, account.folder or "")
    return not own_map.exists or own_map.decide(facts, peer)


class LoginTable(NamedTuple):
    """A file of `userauth/pop3`: of one domain, or for None of all that have none of their own.

    `row` names the program that decides about logins; without one, passwords are compared.
    """

    domain: str | None
    row: Pop3AuthRow | None


def login_tables(root: MailRoot) -> tuple[LoginTable, ...]:
    """The files that logins are looked up in, the general one last.  Raises UnseenFileError."""
    entries = root.source.entries(_USER_FOLDER)
    if isinstance(entries, Unseen):
        raise UnseenFileError(_USER_FOLDER, entries.reason)
    names = () if isinstance(entries, Absent) else tuple(one.name for one in entries)
    tables = [
        LoginTable(
            name.removesuffix(_TABLE) or None,
            _program(root.rows(POP3_AUTH, f"{_USER_FOLDER}/{name}")),
        )
        for name in names
        if name.endswith(_TABLE)
    ]
    return tuple(sorted(tables, key=lambda one: (one.domain is None, one.domain or "")))


def _program(rows: tuple[Pop3AuthRow, ...]) -> Pop3AuthRow | None:
    """The first row that checks logins; others keep an account's changes in step."""
    return next((row for row in rows if ascii_lower(row.action) == "userauth"), None)


def login_program(root: MailRoot, domain: str) -> Pop3AuthRow | None:
    """The row of the program that decides about the logins of a domain.

    A file of the domain's own counts alone, be it without a program.  Raises UnseenFileError.
    """
    for file in (f"{_USER_FOLDER}/{domain}.tab", f"{_USER_FOLDER}/.tab"):
        if root.exists(file):
            return _program(root.rows(POP3_AUTH, file))
    return None


def _external(facts: Facts, domain: str, name: str) -> bool | None:
    """What an external program says; None where none is configured."""
    row = login_program(facts.root, domain)
    if row is None:
        return None
    facts.step(row, _("an external program decides, without the password of the table"))
    login = f"{name}@{domain}"
    what = say(_("whether the program of {file} accepts {login}"), file=row.file, login=login)
    return facts.assume(("pop3 program", row.file, login), what, (True, False))
