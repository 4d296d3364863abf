"""CTRL, the admin port: who may connect and log in.

XMail facts: access, sections 2 and 8; tls, section 3; ctrl-protocol, section 2.

The first row of `ctrlaccounts.tab` with the user decides, comments included; its field's decoding
is never checked, so a field that is no XMCrypt hex usually means the empty password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _
from xmailaudit.tables.ctext import ascii_lower
from xmailaudit.tables.ctrlaccounts import CTRL_ACCOUNTS, CtrlAccountRow
from xmailaudit.tables.reading import split_fields
from xmailaudit.tables.row import Place
from xmailaudit.tables.secret import Secret
from xmailaudit.tables.xmcrypt import decode

from .access import access_map
from .decision import Reply

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot

    from .addresses import Address
    from .facts import Facts

__all__ = [
    "CTRL_ACCOUNTS_FILE",
    "connect",
    "effective_password",
    "log_in",
    "rows_by_user",
    "start_tls",
]

CTRL_ACCOUNTS_FILE = "ctrlaccounts.tab"
#: XMail closes the connection without a word where the line, a CR at its end included, is longer.
_LONGEST_LINE = 253
#: What stands behind the user at least: a TAB, `#` and an MD5 in hex, and the CR.
_LEAST_BEHIND_USER = 35


def connect(facts: Facts, peer: Address) -> Reply:
    """The greeting, or the refusal."""
    if access_map(facts.root, "ctrl").decide(facts, peer):
        return Reply("+00000", "")
    return Reply("-00130", "IP address not allowed")


def start_tls(facts: Facts) -> Reply:
    """The reply to `#!TLS`, the line before the login; a handshake follows a positive one."""
    if facts.flag("EnableCTRL-TLS"):
        return Reply("+00000", "Ready to start TLS mode")
    facts.step(facts.setting("EnableCTRL-TLS").place, _("#!TLS is switched off"))
    return Reply("-00249", "TLS service disabled")


def effective_password(row: CtrlAccountRow) -> Secret:
    """The password that logs in, whatever the field was meant to be."""
    return Secret(decode(row.password.reveal()).text)


def rows_by_user(root: MailRoot) -> dict[str, list[CtrlAccountRow]]:
    """The rows of each user that a login can name, the deciding one first; names in lower case.

    Raises UnseenFileError.
    """
    users: dict[str, list[CtrlAccountRow]] = {}
    for row in root.rows(CTRL_ACCOUNTS, CTRL_ACCOUNTS_FILE):
        fits = len(row.user) + _LEAST_BEHIND_USER <= _LONGEST_LINE
        if row.user.isascii() and row.user and fits:
            users.setdefault(ascii_lower(row.user), []).append(row)
    return users


def log_in(facts: Facts, line: str) -> Reply | None:
    """The reply to the login line `user TAB password`, bytes as latin-1; None: it just hangs up."""
    if len(f"{line}\r") > _LONGEST_LINE or not line.isascii():
        return None
    bad = Reply("-00105", "Bad controller login")
    fields = split_fields(line.encode("latin-1"))
    if len(fields) != 2:
        return bad
    user, password = fields
    for row in facts.rows(CTRL_ACCOUNTS, CTRL_ACCOUNTS_FILE):
        if ascii_lower(row.user) == ascii_lower(user):
            facts.step(row, _("decides about the user {user}"), user=user)
            if effective_password(row).reveal() == password and not password.startswith("#"):
                return Reply("+00000", "OK")
            return bad
    facts.step(Place(CTRL_ACCOUNTS_FILE), _("no row for the user {user}"), user=user)
    exists = facts.exists(CTRL_ACCOUNTS_FILE)
    return bad if exists else Reply("-00106", "Controller accounts file not found")
