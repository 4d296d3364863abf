"""Which table a file of the MailRoot is, by its path (XMail facts: tab-format, section 4).

The modules of the tables are imported when a file of their kind is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from .row import Row
    from .table import Table

__all__ = ["INDEXED_FILES", "TOP_LEVEL_FILES", "table_of"]

#: Files of the MailRoot's top folder: module and name of the table.
TOP_LEVEL_FILES: dict[str, tuple[str, str]] = {
    "server.tab": ("server", "SERVER"),
    "smtp.ipmap.tab": ("ipmap", "ACCESS_MAP"),
    "pop3.ipmap.tab": ("ipmap", "ACCESS_MAP"),
    "ctrl.ipmap.tab": ("ipmap", "ACCESS_MAP"),
    "finger.ipmap.tab": ("ipmap", "ACCESS_MAP"),
    "spammers.tab": ("spammers", "SPAMMERS"),
    "spam-address.tab": ("spam_address", "SPAM_ADDRESS"),
    "smtprelay.tab": ("smtprelay", "RELAY"),
    "smtp.ipprop.tab": ("properties", "IP_PROPERTIES"),
    "smtp.hnprop.tab": ("properties", "HOST_PROPERTIES"),
    "smtpgw.tab": ("gateways", "SMTP_GATEWAYS"),
    "smtpfwd.tab": ("gateways", "SMTP_FORWARDS"),
    "smtpauth.tab": ("smtpauth", "SMTP_LOGINS"),
    "smtpextauth.tab": ("smtpextauth", "EXTERNAL_AUTH"),
    "ctrlaccounts.tab": ("ctrlaccounts", "CTRL_ACCOUNTS"),
    "mailusers.tab": ("mailusers", "MAIL_USERS"),
    "aliases.tab": ("aliases", "ALIASES"),
    "aliasdomain.tab": ("aliasdomain", "ALIAS_DOMAINS"),
    "domains.tab": ("domains", "DOMAINS"),
    "extaliases.tab": ("extaliases", "EXTERNAL_ALIASES"),
    "userdef.tab": ("user", "USER"),
    "pop3links.tab": ("pop3links", "POP3_LINKS"),
    "filters.in.tab": ("filters", "FILTERS"),
    "filters.out.tab": ("filters", "FILTERS"),
    "filters.post-rcpt.tab": ("commands", "FILTER_LINES"),
    "filters.pre-data.tab": ("commands", "FILTER_LINES"),
    "filters.post-data.tab": ("commands", "FILTER_LINES"),
    "dnsroots": ("dnsroots", "DNS_ROOTS"),
}

INDEXED_FILES = (
    "mailusers.tab",
    "aliases.tab",
    "aliasdomain.tab",
    "domains.tab",
    "extaliases.tab",
)

#: Below `domains/`: of an account, or of a domain (its `mailproc.tab` and `userdef.tab`).
_IN_AN_ACCOUNT: dict[str, tuple[str, str]] = {
    "user.tab": ("user", "USER"),
    "userdef.tab": ("user", "USER"),
    "mlusers.tab": ("mlusers", "MEMBERS"),
    "mailproc.tab": ("commands", "MAILPROC"),
    "pop3.ipmap.tab": ("ipmap", "ACCESS_MAP"),
}

_IN_A_FOLDER: dict[str, tuple[str, str]] = {
    "cmdaliases": ("commands", "CUSTOM"),
    "custdomains": ("commands", "CUSTOM"),
    "filters": ("commands", "FILTER_LINES"),
    "userauth/pop3": ("userauth", "POP3_AUTH"),
    "userauth/smtp": ("userauth", "SMTP_CLIENT"),
}


def table_of(file: str) -> Table[Row] | None:
    """The table that `file` (relative to the MailRoot, with `/`) is; None for any other file."""
    known = _name(file)
    if known is None:
        return None
    module, name = known
    table = getattr(import_module(f"{__package__}.{module}"), name)
    return cast("Table[Row]", table)


def _name(file: str) -> tuple[str, str] | None:
    if file in TOP_LEVEL_FILES:
        return TOP_LEVEL_FILES[file]
    parts = file.split("/")
    if parts[0] == "domains":
        return _IN_AN_ACCOUNT.get(parts[-1])
    for folder, known in _IN_A_FOLDER.items():
        if file.startswith(folder + "/") and file.endswith(".tab"):
            return known
    return None
