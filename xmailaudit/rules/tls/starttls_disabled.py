"""TLS012: a certificate works, and clients at a plain port are not offered TLS.

Three settings switch STARTTLS, STLS and #!TLS; the TLS ports have none (XMail facts: tls 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import State
from xmailaudit.messages import _, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.settings.values import defined_setting, misread
from xmailaudit.policy.tls.doors import COMMANDS, is_heard_elsewhere
from xmailaudit.policy.tls.verdict import serving
from xmailaudit.rules.certificates import served
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import review, set_setting
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, rfc, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.tls_witnesses import tls_refused
from xmailaudit.rules.witnesses import listener_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.tls.doors import Door
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS012",
    "starttls-disabled",
    Severity.MEDIUM,
    summary=_("The certificate works, but TLS is not offered to the clients of a plain port."),
    message=_(
        "{name} is {value}: {service} offers no {command}, although the certificate works, and "
        "everything there crosses the network in clear"
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(319), rfc(3207), xmail("tls", 3), xmail("server-tab")),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    heard = [door for door in COMMANDS if door.setting and is_heard_elsewhere(root, door)]
    hidden = [door.setting or "" for door in heard if _state(root, door) is State.UNKNOWN]
    closed = [door for door in heard if _is_closed(root, door)]
    if not (closed or hidden):
        return
    verdict = serving(root, given.world)
    if verdict.answer is Answer.UNDETERMINED:
        raise NotJudgedError.lacking(verdict.missing)
    if not verdict.allowed or _is_out_of_date(root, given):
        return
    for door in closed:
        yield _finding(root, given, door)
    require_shown(root, *hidden)


def _state(root: MailRoot, door: Door) -> State:
    return root.setting(door.setting or "").state


def _is_closed(root: MailRoot, door: Door) -> bool:
    """Whether a 0 says so; of a word that is read as one, TAB005 speaks."""
    setting = root.setting(door.setting or "")
    if setting.row is None or setting.flag:
        return False
    return misread(defined_setting(setting.name), setting.row.value) is None


def _is_out_of_date(root: MailRoot, given: Given) -> bool:
    """Whether clients would be shown a certificate that they refuse for its dates."""
    leaf = next(iter(served(root)), None)
    if leaf is None:
        return False
    return not leaf.certificate.not_before <= given.now <= leaf.certificate.not_after


def _finding(root: MailRoot, given: Given, door: Door) -> Finding:
    setting = root.setting(door.setting or "")
    return RULE.finding(
        setting.place,
        key=(setting.name,),
        confidence=listener_confidence(root),
        witness=tls_refused(root, given, (door,)),
        fixes=[_offer(root, door)],
        name=setting.name,
        value=setting.text,
        service=door.service.upper(),
        command=door.name,
    )


def _offer(root: MailRoot, door: Door) -> Fix:
    blocks = _(
        "A client that says STARTTLS is no longer bound by blocks that take effect at MAIL: look "
        "at ACL017"
    )
    steps = (OutsideStep(say(blocks)),) if door.name == "STARTTLS" else ()
    title = say(_("Offer {command}: set {name} to 1"), command=door.name, name=door.setting)
    return review("offer-tls", title, set_setting(root, door.setting or "", "1"), steps=steps)
