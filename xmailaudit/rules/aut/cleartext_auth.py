"""AUT001: mechanisms that send the password itself are allowed without TLS.

`SmtpNoTLSAuths` says which are; while it is unset, all are (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.addresses import loopback, public
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.smtp.mechanisms import begins_tls, obeyed_in_clear, offered
from xmailaudit.policy.smtp.options import MECHANISMS, PASSWORD_MECHANISMS
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review, set_setting
from xmailaudit.rules.rule import Rule, cwe, rfc, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.smtp_users import (
    clients,
    login_witness,
    nobody_has_a_login,
    steps_to_tls,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.policy.decision import Decision
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT001",
    "cleartext-auth",
    Severity.HIGH,
    summary=_("Users may log in to SMTP with their password in clear."),
    message=_("{mechanisms} may be used without TLS: passwords cross the network in clear"),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(319), rfc(8314, "3"), rfc(4954, "4"), xmail("server-tab"), xmail("access", 6)),
)

_NO_TLS = _(
    "{mechanisms} may be used without TLS, and no TLS session can begin: every password crosses "
    "the network in clear"
)
_ON_THIS_MACHINE = _("{mechanisms} may be used without TLS, by clients on this machine alone")
_NOT_OFFERED = _("{mechanisms} may be used without TLS, though XMail does not offer it")

_TRY = OutsideStep(
    say(_("See first that a mail program can send with TLS switched on")), before=True
)

_SETTING = "SmtpNoTLSAuths"
_DIGEST = "CRAM-MD5"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    peers, confidence = clients(root, twin=False)
    if not peers or nobody_has_a_login(root):
        return
    require_shown(root, _SETTING)
    setting = root.setting(_SETTING)
    obeyed = obeyed_in_clear(setting.text)
    mechanisms = [name for name in obeyed if name in PASSWORD_MECHANISMS]
    if not mechanisms:
        return
    shown = [name for name in mechanisms if name in _offered(root)]
    mechanisms = shown or mechanisms
    inside = begins_tls(root, given.world, (peers - loopback()) or peers)
    yield RULE.finding(
        setting.place,
        severity=_severity(peers, given) if shown else Severity.LOW,
        confidence=confidence,
        message=_message(peers, inside.answer) if shown else _NOT_OFFERED,
        key=(_SETTING,),
        witness=login_witness(root, given, peers, mechanisms[0], tls=False, expected=Answer.ALLOW),
        fixes=list(_ways_out(root, inside)),
        mechanisms=Listing(tuple(mechanisms)),
    )


def _offered(root: MailRoot) -> tuple[str, ...]:
    """What EHLO names; where smtpextauth.tab cannot be seen, all that XMail has."""
    try:
        return offered(root)
    except UnseenFileError:
        return MECHANISMS


def _severity(peers: AddressSet, given: Given) -> Severity:
    """By the networks that a password may cross."""
    if peers <= loopback():
        return Severity.LOW
    return Severity.HIGH if (peers & public()) - given.owned else Severity.MEDIUM


def _message(peers: AddressSet, inside: Answer) -> Template:
    if peers <= loopback():
        return _ON_THIS_MACHINE
    return _NO_TLS if inside is Answer.REFUSE else RULE.message


def _ways_out(root: MailRoot, inside: Decision) -> Iterator[Fix]:
    """With TLS, to demand it; without, a certificate comes first, or all users are locked out."""
    if inside.answer is Answer.REFUSE:
        title = say(_("Make TLS work, then demand it"))
        yield manual("tls-first", title, *steps_to_tls(inside), *_last_steps())
    else:
        yield review(
            "demand-tls",
            say(_("Let nobody log in without TLS")),
            set_setting(root, _SETTING, ""),
            steps=tuple(_before(inside.answer)),
        )
    if _DIGEST in _offered(root):
        yield review(
            "digest-only",
            say(
                _("Without TLS allow {mechanism} alone, which does not send the password itself"),
                mechanism=_DIGEST,
            ),
            set_setting(root, _SETTING, _DIGEST),
            steps=(
                OutsideStep(
                    say(
                        _("See first that each mail program knows {mechanism}; some do not"),
                        mechanism=_DIGEST,
                    ),
                    before=True,
                ),
            ),
        )


def _last_steps() -> Iterator[OutsideStep]:
    yield _TRY
    yield OutsideStep(say(_("Set {name} to an empty value, in quotes"), name=_SETTING))


def _before(inside: Answer) -> Iterator[OutsideStep]:
    if inside is Answer.UNDETERMINED:
        yield _TRY
    yield OutsideStep(
        say(_("Set every mail program to TLS first: those without it can no longer log in")),
        before=True,
    )
