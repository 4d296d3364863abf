"""USR023: a mailbox is fetched, and its password may travel in clear.

STLS goes on in clear where it is refused, APOP hangs on the greeting, and POP3S keeps port 110
(XMail facts: tls 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.outbound.fetching import Login, fetched_links, protected_options
from xmailaudit.policy.outbound.logins import is_public_host
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import set_field
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.outbound_findings import fix_with_tls
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.shown import field_text
from xmailaudit.tables.pop3links import LinkRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.outbound.fetching import Fetched
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "USR023",
    "pop3-link-cleartext",
    Severity.HIGH,
    summary=_("A mailbox elsewhere is fetched, and its password may be sent there in clear."),
    message=plural(
        _("XMail logs in to {server} with the password in clear"),
        _("XMail logs in to {count} mailboxes, as at {server}, with the password in clear"),
        by="count",
    ),
    reads=("pop3links.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(319), cwe(522), xmail("tls", 6), xmail("passwords", 2)),
)

_MESSAGES: dict[Login, Template] = {
    Login.CLEAR: RULE.message,
    Login.MISSPELT: plural(
        _('XMail does not read the option "{odd}": it logs in to {server} in clear'),
        _(
            "XMail does not read the options of {count} links as they are spelled: it logs in to "
            "{server} and others in clear"
        ),
        by="count",
    ),
    Login.WHERE_STLS_REFUSED: plural(
        _("With STLS alone XMail sends {server} the password in clear when STLS is refused"),
        _(
            "With STLS alone XMail sends the passwords of {count} links in clear when STLS is "
            "refused"
        ),
        by="count",
    ),
    Login.WHERE_STLS_REFUSED_NO_APOP: plural(
        _(
            "Beside STLS XMail never uses APOP: when {server} refuses STLS, the password is sent "
            "in clear"
        ),
        _(
            "Beside STLS XMail never uses APOP: when STLS is refused, the passwords of {count} "
            "links are sent in clear"
        ),
        by="count",
    ),
    Login.WHERE_APOP_REFUSED: plural(
        _(
            "When {server} offers no APOP or refuses it, XMail sends the password in clear behind "
            "it"
        ),
        _(
            "Where APOP is not offered or refused, XMail sends the passwords of {count} links in "
            "clear behind it"
        ),
        by="count",
    ),
    Login.WHERE_APOP_MISSING: plural(
        _(
            "FAPOP does not help against a greeting without timestamp: XMail then sends {server} "
            "the password in clear"
        ),
        _(
            "FAPOP does not help against a greeting without timestamp: XMail then sends the "
            "passwords of {count} links in clear"
        ),
        by="count",
    ),
    Login.CLEAR_ON_TLS_PORT: plural(
        _(
            "Without POP3S XMail waits on {server} for a greeting in clear, which never comes: "
            "nothing is fetched"
        ),
        _(
            "Without POP3S XMail waits for greetings in clear on port 995, which never come: "
            "{count} mailboxes are not fetched"
        ),
        by="count",
    ),
    Login.TLS_ON_CLEAR_PORT: plural(
        _(
            "POP3S does not change the port: XMail begins TLS on port 110 of {server}, and nothing "
            "is fetched"
        ),
        _(
            "POP3S does not change the port: XMail begins TLS on port 110, and {count} mailboxes "
            "are not fetched"
        ),
        by="count",
    ),
}
_NOTHING_FETCHED = (Login.CLEAR_ON_TLS_PORT, Login.TLS_ON_CLEAR_PORT)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    by_login: dict[Login, list[Fetched]] = {}
    for link in fetched_links(root):
        if _matters(link, given):
            by_login.setdefault(link.login, []).append(link)
    for links in by_login.values():
        for group in apart(links):
            yield _finding(root, given, group)


def _matters(link: Fetched, given: Given) -> bool:
    """Whether the password crosses the internet unprotected, or the link is of no use at all."""
    if link.login is Login.SAFE:
        return False
    is_public = is_public_host(link.host, given.world, given.addresses)
    return is_public or link.login in _NOTHING_FETCHED


def _finding(root: MailRoot, given: Given, group: tuple[Fetched, ...]) -> Finding:
    first = group[0]
    column = LinkRow.server if first.login in _NOTHING_FETCHED else LinkRow.authentication
    return RULE.finding(
        *(link.row.at(column) for link in group[:MOST_PLACES]),
        total=len(group),
        severity=Severity.MEDIUM if first.login in _NOTHING_FETCHED else None,
        message=_MESSAGES[first.login],
        fixes=[_protect(root, given, group)],
        server=field_text(first.row, LinkRow.server.index),
        odd=first.odd,
        count=len(group),
    )


def _protect(root: MailRoot, given: Given, group: tuple[Fetched, ...]) -> Fix:
    if group[0].login is Login.TLS_ON_CLEAR_PORT:
        title = say(_("Write port 995 behind the server"))
    else:
        title = say(_("Log in over TLS or not at all: FSTLS, on port 995 POP3S"))
    return fix_with_tls(root, given, "protect-login", title, *map(_edit, group))


def _edit(link: Fetched) -> Edit | None:
    if link.login is Login.TLS_ON_CLEAR_PORT:
        return set_field(link.row, LinkRow.server, _on_tls_port(link))
    return set_field(link.row, LinkRow.authentication, protected_options(link))


def _on_tls_port(link: Fetched) -> str:
    is_bracketed = link.row.server.startswith("[")
    return f"[{link.host}]:995" if is_bracketed else f"{link.host}:995"
