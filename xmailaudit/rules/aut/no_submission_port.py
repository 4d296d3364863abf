"""AUT017: users send through the port where the world's servers deliver.

Port 587, and 465 with TLS from the first byte, are for users alone; a login and TLS can be demanded
there (XMail facts: command-line 4 and 5; server-tab, "SmtpConfig lookup").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import _, say
from xmailaudit.policy.tls.verdict import may_succeed
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, start_options_step
from xmailaudit.rules.rule import NotJudgedError, Rule, rfc, xmail
from xmailaudit.rules.smtp_users import nobody_has_a_login
from xmailaudit.rules.witnesses import listener_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.listener import Listener
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT017",
    "no-submission-port",
    Severity.LOW,
    summary=_("Users have no port of their own to send through."),
    message=_("Users and the world's mail servers share port 25: SMTP listens on no other port"),
    reads=(COMMAND_LINE,),
    fix=Applicability.MANUAL,
    references=(rfc(6409, "3.1"), rfc(8314, "3.3"), xmail("command-line", 5), xmail("server-tab")),
)

_NO_TLS = _(
    "Users and the world's mail servers share port 25: beside it SMTP listens on {ports} alone, "
    "where no TLS session can begin"
)

_PORT = 25


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    options = root.start_options
    if not options.known:
        raise NotJudgedError(say(_("it is not known how XMail is started")))
    if _ports(options.service("smtp")) != {_PORT} or nobody_has_a_login(root):
        return
    tls_ports = _ports(options.service("smtps")) - {_PORT}
    if tls_ports and _tls_works(root, given):
        return
    yield RULE.finding(
        options.place(options.given("-SI") or options.given("-Sp")),
        confidence=listener_confidence(root),
        message=_NO_TLS if tls_ports else RULE.message,
        key=("submission",),
        fixes=[_listen()],
        ports=", ".join(map(str, sorted(tls_ports))),
    )


def _ports(listener: Listener) -> set[int]:
    """The ports on which other machines are heard."""
    if not listener.enabled or not listener.addresses:
        return {listener.port} if listener.enabled else set()
    bound = (listener._replace(addresses=(one,)) for one in listener.addresses)
    return {port for one in bound if not one.only_loopback for port in one.ports}


def _tls_works(root: MailRoot, given: Given) -> bool:
    """Whether it may; a certificate or key that cannot be seen gets the benefit of the doubt."""
    try:
        return may_succeed(root, given.world)
    except UnseenFileError:
        return True


def _listen() -> Fix:
    title = _(
        "Start XMail with -SI IP:587, and with -SI IP:25 beside it: with one -SI the others must "
        "be named too"
    )
    demand = _("Demand there what only users can do: MailAuth,WantTLS in SmtpConfig-IP,587")
    return manual("listen-on-587", say(title), start_options_step(), OutsideStep(say(demand)))
