"""SRV004: notices of this server go to, or come from, an address nobody can be reached at.

XMail sends bounces from PostMaster and copies of them to ErrorsAdmin (XMail facts: server-tab;
spool-and-logs 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import _, say
from xmailaudit.policy.mail_address import valid_address
from xmailaudit.policy.outbound.helo_name import is_stock
from xmailaudit.policy.outbound.receivers import receiver_page
from xmailaudit.policy.own_recipient import Fate, destiny
from xmailaudit.policy.questions import Route
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.rule import NotJudgedError, Rule, rfc, xmail
from xmailaudit.rules.server_names import name_setting
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV004",
    "postmaster-unreachable",
    Severity.MEDIUM,
    summary=_("The server's notices are for an address that nobody can be reached at."),
    message=_(
        "{name} is {address}, whose domain is handled here, and there is no such account or alias"
    ),
    reads=(SERVER_FILE,),
    fix=Applicability.REVIEW,
    references=(rfc(5321, "4.5.1"), xmail("server-tab"), xmail("spool-and-logs", 4)),
)

_NO_ADDRESS = _("{name} is {address}, which is no address: notices for it cannot be sent")
_FORGED = _(
    "{name} is {address}: bounces claim to come from {domain}, whose owner has them refused as "
    "forged"
)
_SENT_THERE = _(
    "{name} is {address}: {domain} refuses notices, which XMail does not sign, where SPF does not "
    "cover this server"
)
_LOST = _(
    "{name} is {address}, and nobody gets mail for it: what is done with it ends without a delivery"
)
_TEMPLATES = {Fate.NO_ADDRESS: _NO_ADDRESS, Fate.NOBODY: RULE.message, Fate.LOST: _LOST}
_SENDER = "PostMaster"
_SETTINGS = (_SENDER, "ErrorsAdmin", "TempErrorsAdmin")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    missing: list[Message] = []
    for setting in map(root.setting, _SETTINGS):
        address = setting.text or ""
        domain = address.rpartition("@")[2]
        if not address or is_stock(domain):
            continue  # SPM008 speaks of the one, SRV003 of the other
        found = destiny(root, given.world, address)
        missing += found.missing
        if found.fate in _TEMPLATES:
            yield _unreachable(root, given, setting, found.fate)
        elif found.fate is Fate.ELSEWHERE and receiver_page(domain) is not None:
            yield _refused(root, setting, domain)
    require_shown(root, *_SETTINGS)
    if missing:
        raise NotJudgedError.lacking(tuple(missing))


def _unreachable(root: MailRoot, given: Given, setting: Setting, fate: Fate) -> Finding:
    address = setting.text or ""
    witness = None
    if fate is not Fate.NO_ADDRESS:
        witness = given.witness(root, Route(address, sender="", local=True))
    return RULE.finding(
        setting.place,
        message=_TEMPLATES[fate],
        key=(setting.name,),
        witness=witness,
        fixes=[_fix(root, setting.name)],
        name=setting.name,
        address=address,
    )


def _refused(root: MailRoot, setting: Setting, domain: str) -> Finding:
    is_sender = setting.name == _SENDER
    return RULE.finding(
        setting.place,
        severity=None if is_sender else Severity.LOW,
        confidence=Confidence.LIKELY,
        message=_FORGED if is_sender else _SENT_THERE,
        key=(setting.name,),
        fixes=[_fix(root, setting.name, receiver_page(domain))],
        name=setting.name,
        address=setting.text,
        domain=domain,
    )


def _fix(root: MailRoot, name: str, page: str | None = None) -> Fix:
    asked = say(_("What the receiver asks of mail: {source}"), source=page)
    return name_setting(
        root,
        name,
        say(_("Set {name} to an address of this server that somebody reads"), name=name),
        say(_("Which address of this server does somebody read?")),
        None,
        *([] if page is None else [OutsideStep(asked)]),
        fits=valid_address,
    )
