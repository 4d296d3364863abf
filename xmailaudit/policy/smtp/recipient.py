"""RCPT TO and the relay decision (XMail facts: access, section 5), in XMail's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.policy.accounts import AccountKind
from xmailaudit.policy.decision import Reply
from xmailaudit.policy.mail_address import path_of, split_address
from xmailaudit.policy.mailbox import mailbox_has_room
from xmailaudit.policy.relay import custom_domain_file, relay_table
from xmailaudit.policy.resolution import (
    command_alias_file,
    find_account_or_alias,
    handled_domain,
    mapped_domain,
)
from xmailaudit.tables.commands import FILTER_LINES
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.mlusers import MEMBERS
from xmailaudit.tables.row import Place

from .session import Stage

if TYPE_CHECKING:
    from xmailaudit.policy.accounts import Account

    from .session import Session

__all__ = ["recipient"]

POST_RCPT_FILTER = "filters.post-rcpt.tab"
_BAD_PATH = ("501", "Syntax error in forward path")
_RELAY_DENIED = ("550", "Relay denied")


def recipient(session: Session, argument: str) -> Reply:
    """The reply to `RCPT TO:` with `argument` behind it."""
    if session.stage not in (Stage.MAIL, Stage.RECIPIENT):
        session.reset()
        return session.error("503", "Bad sequence of commands")
    if session.recipients >= session.facts.root.start_options.max_recipients:
        return session.error("552", "Too many recipients")
    path = path_of(argument)
    if path is None:
        session.reset()
        return session.error("501", "Syntax error in parameters or arguments")
    refusal = _check_path(session, path)
    if refusal is not None:
        return session.error(*refusal)
    session.recipients += 1
    session.stage = Stage.RECIPIENT
    return Reply("250", "OK")


def _check_path(session: Session, path: tuple[str, ...]) -> tuple[str, str] | None:
    address = split_address(path[-1]) if path else None
    if address is None:
        return _BAD_PATH
    local, domain = address
    if len(path) > 1:
        # A source route: the relay check comes first, then the path is refused all the same.
        return _BAD_PATH if _may_relay(session, domain) else _RELAY_DENIED
    return _check_address(session, local, domain) or _check_filter(session)


def _check_address(session: Session, local: str, domain: str) -> tuple[str, str] | None:
    facts = session.facts
    command_alias = command_alias_file(facts, mapped_domain(facts, domain), local)
    if command_alias is not None:
        facts.step(Place(command_alias), _("the file takes the mail of {local}"), local=local)
        return None
    if handled_domain(facts, domain):
        return _check_account(session, local, domain)
    facts.step(Place("domains.tab"), _("{domain} is not handled here"), domain=domain)
    return None if _may_relay(session, domain) else _RELAY_DENIED


def _check_account(session: Session, local: str, domain: str) -> tuple[str, str] | None:
    facts = session.facts
    account = find_account_or_alias(facts, domain, local)
    shown = f"<{local}@{domain}>"
    if account is None:
        facts.step(Place("mailusers.tab"), _("{address} is no account or alias"), address=shown)
        return "550", f"Mailbox unavailable {shown}"
    if account.integer("ReceiveEnable", 1) == 0:
        facts.step(Place(f"{account.folder}/user.tab"), _("ReceiveEnable is 0"))
        return "550", f"Account disabled {shown}"
    if account.kind is AccountKind.USER:
        if not mailbox_has_room(facts, account):
            return "552", f"Requested mail action aborted: exceeded storage allocation - {shown}"
    elif not _may_post(session, account):
        return "557", f"Access denied {shown} for user <{session.sender}>"
    return None


def _may_post(session: Session, account: Account) -> bool:
    """A closed list takes mail from a member with W as sender, or with A as login."""
    if account.integer("ClosedML", 0) == 0:
        return True
    sender, login = ascii_lower(session.sender), ascii_lower(session.login or "")
    file = f"{account.folder}/mlusers.tab"
    for row in session.facts.rows(MEMBERS, file):
        address = ascii_lower(row.address)
        if (address == sender and "W" in row.permissions) or (
            session.login and address == login and "A" in row.permissions
        ):
            session.facts.step(row, _("may post to the closed list"))
            return True
    session.facts.step(Place(file), _("nobody here may post to the closed list as this sender"))
    return False


def _may_relay(session: Session, domain: str) -> bool:
    facts = session.facts
    if session.relay:
        facts.step(None, _("the login gives the permission to relay (R)"))
        return True
    custom = custom_domain_file(facts, domain)
    if custom is not None:
        facts.step(Place(custom), _("lets anybody send to {domain}"), domain=domain)
        return True
    return relay_table(facts.root).decide(facts, session.peer)


def _check_filter(session: Session) -> tuple[str, str] | None:
    """`filters.post-rcpt.tab`: what its programs answer no configuration tells."""
    facts = session.facts
    rows = facts.rows(FILTER_LINES, POST_RCPT_FILTER)
    if not rows:
        return None
    facts.step(rows[0], _("a program may refuse the recipient"))
    return None
