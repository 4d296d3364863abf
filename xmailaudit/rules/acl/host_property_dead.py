"""ACL015: client properties that do nothing.

A name with a dot in front never matches, a row with its mask in a field of its own is skipped,
EaseTLS comes before the setting that overrules it, NoAuth is forgotten at STARTTLS, and a name that
XMail does not know is passed over (XMail facts: access 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.properties import (
    EASE_TLS,
    NO_AUTH,
    host_property_rows,
    ip_property_rows,
    matched_beginning,
    properties_of,
)
from xmailaudit.policy.reach import listening
from xmailaudit.policy.smtp.options import demands_login, starttls
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.properties import PropertyRow
    from xmailaudit.tables.row import Place

RULE = Rule(
    "ACL015",
    "host-property-dead",
    Severity.MEDIUM,
    summary=_("A row or a property of smtp.ipprop.tab or smtp.hnprop.tab does nothing."),
    message=plural(
        _("{name} never matches: a dot in front makes XMail compare the wrong characters"),
        _("{rows} names with a dot in front never match"),
        by="rows",
    ),
    reads=("smtp.ipprop.tab", "smtp.hnprop.tab"),
    fix=Applicability.MANUAL,
    references=(xmail("access", 3),),
)

_DEAD = {
    "dot": (RULE.message, _("Name each host, without a dot in front")),
    "mask": (
        plural(
            _("The row of {name} is skipped: here XMail reads addresses as address/bits only"),
            _("{rows} rows are skipped: here XMail reads addresses as address/bits only"),
            by="rows",
        ),
        _("Write the network as address/bits"),
    ),
    "ease-tls": (
        plural(
            _("EaseTLS for {name} has no effect: SmtpConfig is read after it"),
            _("EaseTLS in {rows} rows has no effect: SmtpConfig is read after it"),
            by="rows",
        ),
        _("Ask for TLS on a listener of its own, not on this client's"),
    ),
    "no-auth": (
        plural(
            _("NoAuth for {name} is forgotten as soon as the client says STARTTLS"),
            _("NoAuth in {rows} rows is forgotten as soon as the client says STARTTLS"),
            by="rows",
        ),
        _("Let the client deliver to a listener without MailAuth, or log in"),
    ),
    "unknown": (
        plural(
            _("XMail knows no property {name}; names count in exactly their case of letters"),
            _("XMail does not know {rows} properties; names count in exactly their case"),
            by="rows",
        ),
        _("Write the property as XMail knows it, or remove it"),
    ),
}


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    if not listening(root, "smtp"):
        return
    dead: dict[str, list[tuple[str, Place]]] = {}
    for kind, name, place in _dead(root):
        dead.setdefault(kind, []).append((name, place))
    lost = dead.pop("no-auth", [])
    for kind, found in dead.items():
        yield from _findings(kind, found)
    if lost and demands_login(root):
        succeeds = starttls(root, given.world)
        if succeeds.answer is Answer.UNDETERMINED:
            raise NotJudgedError.lacking(succeeds.missing)
        if succeeds.allowed:
            yield from _findings("no-auth", lost)


def _findings(kind: str, found: list[tuple[str, Place]]) -> Iterator[Finding]:
    message, title = _DEAD[kind]
    for group in apart(found):
        yield RULE.finding(
            *(place for _name, place in group[:MOST_PLACES]),
            total=len(group),
            message=message,
            key=(kind,),
            fixes=[manual(f"revive-{kind}", say(title))],
            name=group[0][0],
            rows=len(group),
        )


def _dead(root: MailRoot) -> Iterator[tuple[str, str, Place]]:
    """What is dead, or may be, with the name and the place to show; a dead row only once."""
    for row in host_property_rows(root):
        if matched_beginning(row.selector) is None:
            yield "dot", row.selector, row.at("selector")
        else:
            yield from _dead_properties(row)
    for one in ip_property_rows(root):
        row = one.row
        if "/" not in row.selector:
            yield "mask", row.selector, row.at("selector")
        else:
            yield from _dead_properties(row)


def _dead_properties(row: PropertyRow) -> Iterator[tuple[str, str, Place]]:
    for one in properties_of(row):
        if not one.known:
            yield "unknown", one.name, row.at(one.field)
        elif one.name == EASE_TLS and one.is_on:
            yield "ease-tls", row.selector, row.at(one.field)
        elif one.name == NO_AUTH and one.is_on:
            yield "no-auth", row.selector, row.at(one.field)
