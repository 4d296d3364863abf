"""SRV009: without RootDomain XMail answers HELO and EHLO with 451 (XMail facts: server-tab)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE, State
from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import witness_order
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.questions import Relay
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.server_names import first_domain, is_domain, name_setting
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix, Witness
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV009",
    "root-domain-missing",
    Severity.CRITICAL,
    summary=_("RootDomain is not set, so that no client gets beyond HELO."),
    message=_(
        "RootDomain is not set: XMail answers every HELO and EHLO with 451, and nobody can bring "
        "or send mail"
    ),
    reads=(SERVER_FILE,),
    fix=Applicability.REVIEW,
    references=(xmail("server-tab"), rfc(5321, "4.1.1.1")),
)

_SETTING = "RootDomain"


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    setting = root.setting(_SETTING)
    if setting.state is State.SET or not listening(root, "smtp"):
        return
    require_shown(root, _SETTING)
    yield RULE.finding(
        setting.place,
        key=(_SETTING,),
        witness=_witness(root, given),
        fixes=[_fix(root)],
    )


def _witness(root: MailRoot, given: Given) -> Witness | None:
    """A client of the world, whose mail would be welcome otherwise."""
    client = listening(root, "smtp", twin=False).witness(witness_order())
    domain = first_domain(root)
    if client is None or domain is None:
        return None
    question = Relay(client=str(client), recipient=f"postmaster@{domain}", ordinary=True)
    witness = given.witness(root, question)
    return witness if witness.decision.answer is Answer.REFUSE else None


def _fix(root: MailRoot) -> Fix:
    return name_setting(
        root,
        _SETTING,
        say(_("Set {name} to the server's main domain"), name=_SETTING),
        say(_("Which domain is the server's main one?")),
        first_domain(root),
        fits=is_domain,
    )
