"""REL001: the world may send mail to the world through this server.

Rows of smtprelay.tab are judged by the union of all they open: two halves are a whole, and a mask
field `24` opens a quarter of the internet.  A custom-domain file for every domain, or for a whole
top-level one, that sends mail on is the same door (XMail facts: access, sections 1 and 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import is_world, population, public
from xmailaudit.policy.custom_domains import custom_domains
from xmailaudit.policy.relaying import senders
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.relay_findings import evidence, places, show_rows
from xmailaudit.rules.relay_fixes import (
    choose_networks,
    close_custom_domain,
    keep_owned,
    meant_by,
    write_what_was_meant,
)
from xmailaudit.rules.relay_rows import peers_of, relays
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.rules.relay_rows import Rows

RULE = Rule(
    "REL001",
    "open-relay",
    Severity.CRITICAL,
    summary=_("Strangers all over the internet may send mail to any domain without logging in."),
    message=_(
        "{strangers} public addresses may send mail to any domain without logging in: {rows}"
    ),
    reads=("smtprelay.tab", "custdomains/*"),
    fix=Applicability.SAFE,
    references=(cwe(441), rfc(2505, "2.1"), xmail("access", 1), xmail("access", 5)),
)

_EVERYBODY = _("Everybody on the internet may send mail to any domain without logging in: {rows}")
_EVERY_DOMAIN = _("Anybody may send mail to any domain in the world, and it is sent on")
_TOP_DOMAIN = _("Anybody may send mail to any domain below {parent}, and it is sent on")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    yield from _by_domain(root, given)
    yield from _by_address(root, given)


def _by_address(root: MailRoot, given: Given) -> Iterator[Finding]:
    view = relays(root, given)
    rows = view.owned_by(RULE.id)
    strangers = view.strangers & peers_of(rows)
    proof = evidence(root, given, strangers)
    if proof is None:
        return
    everybody = public() & view.heard <= strangers | given.owned
    yield RULE.finding(
        *places(rows),
        total=len(rows),
        message=_EVERYBODY if everybody else None,
        witness=proof.witness,
        confidence=proof.confidence,
        strangers=population(strangers),
        rows=show_rows(rows),
        fixes=_ways_out(root, given, rows),
    )


def _ways_out(root: MailRoot, given: Given, rows: Rows) -> Iterator[Fix]:
    if given.trusted is not None:
        title = say(_("Let only the trusted networks and this machine send without logging in"))
        kept = keep_owned(root, given, rows, title)
        if kept is not None:
            yield kept
    if not is_world(public() & meant_by(rows)):
        yield from write_what_was_meant(rows)
    title = say(_("Name the networks that shall send without logging in, and no others"))
    yield choose_networks(root, given, rows, title)


def _by_domain(root: MailRoot, given: Given) -> Iterator[Finding]:
    strangers = (senders(root, given.world) & public()) - given.owned
    if not is_world(strangers):
        return
    for custom in custom_domains(root):
        if not (custom.is_top and custom.sends_on):
            continue
        proof = evidence(root, given, strangers, f"someone@{custom.example}")
        if proof is not None:
            yield RULE.finding(
                *custom.commands,
                message=_TOP_DOMAIN if custom.name else _EVERY_DOMAIN,
                witness=proof.witness,
                confidence=proof.confidence,
                parent=custom.name,
                strangers=population(strangers),
                fixes=[close_custom_domain(root, custom)],
            )
