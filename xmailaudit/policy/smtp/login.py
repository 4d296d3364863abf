"""SMTP AUTH (XMail facts: access, section 6).

A mechanism that `smtpextauth.tab` names is decided by its program alone, and gives no permission.
Else the account counts (no aliases), then `smtpauth.tab`.  Nothing of what stops POP3 is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.mail_address import split_login
from xmailaudit.policy.resolution import find_account
from xmailaudit.policy.smtp.connect import max_size
from xmailaudit.tables.ctext import ascii_lower, atol
from xmailaudit.tables.smtpauth import SMTP_LOGINS
from xmailaudit.tables.smtpextauth import EXTERNAL_AUTH

from .greeting import EXTERNAL_AUTH_FILE, allowed_in_clear
from .options import MECHANISMS
from .session import Stage

if TYPE_CHECKING:
    from xmailaudit.policy.accounts import Account
    from xmailaudit.tables.smtpextauth import ExternalAuthRow

    from .session import Session

__all__ = ["SMTP_LOGINS_FILE", "authenticate", "grant_account"]

SMTP_LOGINS_FILE = "smtpauth.tab"
_KNOWN = tuple(map(ascii_lower, MECHANISMS))


def authenticate(session: Session, mechanism: str, login: str, password: str | None) -> Reply:
    """The reply to an AUTH exchange; `password` None takes the password as right."""
    refused = _refuse_mechanism(session, mechanism)
    if refused is not None:
        return refused
    if ascii_lower(mechanism) == "login" and "" in (login, password):
        # Nothing in base64 is a syntax error in this exchange.
        return session.error("501", "Syntax error in parameters or arguments")
    external = _external_row(session, mechanism)
    if external is not None:
        accepted = _ask_program(session, external, login)
    elif ascii_lower(mechanism) == "cram-md5" and " " in login:
        accepted = False  # The response is split at its first blank, so the digest never fits.
    else:
        accepted = _as_account(session, login, password) or _as_login(session, login, password)
    if not accepted:
        session.facts.step(None, _("{login} cannot log in"), login=login)
        return session.error("503", "Authentication failed")
    session.login = login
    session.authenticated = True
    session.stage = Stage.AUTHENTICATED
    return Reply("235", "Authentication successful")


def _refuse_mechanism(session: Session, mechanism: str) -> Reply | None:
    if session.stage is not Stage.HELLO:
        session.reset()
        return session.error("503", "Bad sequence of commands")
    in_clear = session.tls or allowed_in_clear(session, mechanism)
    if not in_clear:
        session.facts.step(
            session.facts.setting("SmtpNoTLSAuths").place,
            _("does not let {mechanism} be used without TLS"),
            mechanism=mechanism,
        )
    if in_clear and ascii_lower(mechanism) in _KNOWN:
        return None
    return session.error("504", "Unrecognized authentication type")


def _external_row(session: Session, mechanism: str) -> ExternalAuthRow | None:
    rows = session.facts.rows(EXTERNAL_AUTH, EXTERNAL_AUTH_FILE)
    wanted = ascii_lower(mechanism)
    return next((row for row in rows if ascii_lower(row.mechanism) == wanted), None)


def _ask_program(session: Session, row: ExternalAuthRow, login: str) -> bool:
    """A program decides, and what it answers no configuration tells."""
    session.facts.step(row, _("an external program decides"))
    what = say(_("whether the program of {file} accepts {login}"), file=row.file, login=login)
    return session.facts.assume(("external auth", row.mechanism, login), what, (True, False))


def _as_account(session: Session, login: str, password: str | None) -> bool:
    name, domain = split_login(login)
    account = find_account(session.facts, domain, name)
    if account is None:
        return False
    if password is not None and account.password.reveal() != password:
        session.facts.step(account.row, _("the password is another"))
        return False
    grant_account(session, account)
    return True


def grant_account(session: Session, account: Account) -> None:
    """Apply an account's permissions, then its own `MaxMessageSize`, which wins over letter Z."""
    facts = session.facts
    own = account.variables.get("SmtpPerms")
    letters = facts.text("DefaultSmtpPerms") or "" if own is None else own
    place = facts.setting("DefaultSmtpPerms").place if own is None else None
    facts.step(
        place,
        _("{account} gets the permissions {letters}"),
        account=account.address,
        letters=letters or "-",
    )
    session.grant(letters)
    size = account.variables.get("MaxMessageSize")
    if size is not None:
        session.max_message_size = max_size(atol(size))


def _as_login(session: Session, login: str, password: str | None) -> bool:
    """`smtpauth.tab`: the first row whose name and password both match, case and all."""
    for row in session.facts.rows(SMTP_LOGINS, SMTP_LOGINS_FILE):
        if row.user == login and password in (None, row.password.reveal()):
            session.facts.step(
                row,
                _("{login} gets the permissions {letters}"),
                login=login,
                letters=row.permissions or "-",
            )
            session.grant(row.permissions)
            return True
    return False
