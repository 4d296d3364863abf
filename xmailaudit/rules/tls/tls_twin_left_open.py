"""TLS015: a service is switched off, and its TLS twin still listens.

Each of the three TLS ports has a listener of its own, which only its own switch closes (XMail
facts: command-line 5; tls 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.start_options import COMMAND_LINE, SERVICES
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import loopback
from xmailaudit.policy.reach import TWINS, listening, smtp_map_refuses
from xmailaudit.policy.tls.verdict import may_succeed
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, start_options_step
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, xmail
from xmailaudit.rules.witnesses import let_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.addresses import AddressSet
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS015",
    "tls-twin-left-open",
    Severity.MEDIUM,
    summary=_("A service is switched off, but its TLS twin still listens."),
    message=_("{switch} stops {service} alone: {twin} still listens on port {ports}"),
    reads=(COMMAND_LINE,),
    fix=Applicability.MANUAL,
    references=(cwe(1188), xmail("command-line", 5), xmail("tls", 3)),
)

_CLOSED = _(
    "{switch} stops {service} alone: {twin} still listens on port {ports}, although nobody "
    "elsewhere gets in there as things are"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    options = root.start_options
    if not options.known:
        raise NotJudgedError(say(_("it is not known how XMail is started")))
    for service, twin in TWINS.values():
        off = options.given(f"-{SERVICES[service]}-")
        listener = options.service(twin)
        if off is None or not listener.enabled or _is_meant(root, twin):
            continue
        peers = _let_in(root, given, service, twin)
        yield RULE.finding(
            options.place(off),
            severity=None if peers else Severity.LOW,
            message=None if peers else _CLOSED,
            key=(twin,),
            witness=let_in(root, given, service, peers),
            fixes=[_close(twin)],
            switch=off.name,
            service=service.upper(),
            twin=twin.upper(),
            ports=Listing(listener.ports),
        )


def _is_meant(root: MailRoot, twin: str) -> bool:
    """Whether somebody said where it shall listen: then he knows that it does.

    A port alone does not say so, for some programs write all of them.
    """
    letter = SERVICES[twin]
    return any(root.start_options.given(f"-{letter}{what}") for what in "I6")


def _let_in(root: MailRoot, given: Given, service: str, twin: str) -> AddressSet:
    """Other machines that get in; where files cannot be seen, all that arrive."""
    peers = listening(root, twin, twin=False) - loopback()
    try:
        if not may_succeed(root, given.world):
            return peers - peers
        guarded = service != "smtp" or smtp_map_refuses(root)
        return peers & access_map(root, service).allowed if guarded else peers
    except UnseenFileError:
        return peers


def _close(twin: str) -> Fix:
    letter = SERVICES[twin]
    where = say(
        _("If it is wanted, say where it listens: -{letter}I with an address"), letter=letter
    )
    title = say(
        _("Start XMail with -{letter}- as well, which stops {twin}"),
        letter=letter,
        twin=twin.upper(),
    )
    return manual("stop-twin", title, start_options_step(), OutsideStep(where))
