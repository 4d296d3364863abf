"""AUT008: WantTLS lets the password through in clear and refuses the mail afterwards.

It is looked at when MAIL comes; AUTH comes before that (XMail facts: server-tab, "SmtpConfig
lookup").  `SmtpNoTLSAuths` is what keeps AUTH off a clear link.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.settings import State
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.accounts import every_account
from xmailaudit.policy.addresses import loopback, public, witness_order
from xmailaudit.policy.questions import Auth
from xmailaudit.policy.reach import listening
from xmailaudit.policy.smtp.entrances import entrances
from xmailaudit.policy.smtp.options import (
    PASSWORD_MECHANISMS,
    SMTP_CONFIG,
    allowed_in_clear,
    demands_of,
)
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.smtp_clients import heard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT008",
    "want-tls-too-late",
    Severity.HIGH,
    summary=_("WantTLS is checked after the login, so passwords still pass in clear."),
    message=_(
        "{name} asks for TLS at MAIL only: before that a password is still taken in clear, by "
        "{mechanisms}"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(319), rfc(4954, "4"), xmail("server-tab")),
)

_ALLOWED = "SmtpNoTLSAuths"
_MOST_TRIES = 20


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    doors = [one for one in entrances(root, "smtp") if one.address not in loopback()]
    settings = {door.setting.name: door.setting for door in doors}
    late = [one for one in settings.values() if demands_of(one.text).tls]
    hidden = any(one.state is State.UNKNOWN for one in settings.values())
    allowed = root.setting(_ALLOWED)
    in_clear = [one for one in PASSWORD_MECHANISMS if allowed_in_clear(allowed.text, one)]
    if not in_clear or not (late or hidden):
        return
    clients = heard(root, given, listening(root, "smtp", twin=False) - loopback())
    if not clients.peers:
        return
    if late:
        require_shown(root, _ALLOWED)
    for setting in late:
        yield RULE.finding(
            setting.place,
            confidence=clients.confidence,
            key=(setting.name,),
            witness=_witness(root, given, clients.peers, in_clear[0]),
            fixes=[_forbid(root)],
            name=setting.name,
            mechanisms=Listing(tuple(f"AUTH {one}" for one in in_clear)),
        )
    if hidden:
        require_shown(root, SMTP_CONFIG)


def _witness(root: MailRoot, given: Given, clients: AddressSet, mechanism: str) -> Witness | None:
    """Somebody whose login is taken without TLS."""
    client = clients.witness((*witness_order(), public()))
    try:
        for account in islice(every_account(root), _MOST_TRIES):
            question = Auth(str(client), account.address, mechanism)
            witness = given.witness(root, question)
            if witness.decision.allowed:
                return witness
    except UnseenFileError:
        return None
    return None


def _forbid(root: MailRoot) -> Fix:
    steps = (
        OutsideStep(
            say(_("See first that TLS works, for without it nobody can log in any more")),
            before=True,
        ),
        OutsideStep(say(_("Have users change passwords that went over open networks"))),
    )
    return review(
        "no-login-in-clear",
        say(_("Take no login without TLS, on any port")),
        set_setting(root, _ALLOWED, ""),
        steps=steps,
    )
