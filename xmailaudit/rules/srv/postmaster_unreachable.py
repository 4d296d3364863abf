"""SRV004: notices of this server go to, or come from, an address nobody can be reached at.

XMail sends bounces from PostMaster and copies of them to ErrorsAdmin (XMail facts: server-tab;
spool-and-logs 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import _, say
from xmailaudit.policy.facts import Undecided, explore
from xmailaudit.policy.outbound.helo_name import is_stock
from xmailaudit.policy.outbound.receivers import receiver_page
from xmailaudit.policy.own_recipient import Fate, fate_of
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.rule import NotJudgedError, Rule, rfc, xmail
from xmailaudit.rules.server_names import name_setting
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.settings import Setting
    from xmailaudit.messages import Template
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
_SENDER = "PostMaster"
_SETTINGS = (_SENDER, "ErrorsAdmin", "TempErrorsAdmin")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    unsure: NotJudgedError | None = None
    for setting in map(root.setting, _SETTINGS):
        address = setting.text or ""
        if not address or is_stock(address.rpartition("@")[2]):
            continue  # SPM008 speaks of the one, SRV003 of the other
        try:
            fate = _fate(root, given, address)
        except NotJudgedError as gap:
            unsure = unsure or gap
            continue
        yield from _judge(root, setting, address, fate)
    require_shown(root, *_SETTINGS)
    if unsure is not None:
        raise unsure


def _fate(root: MailRoot, given: Given, address: str) -> Fate:
    """What becomes of its mail in every case.  Raises NotJudgedError where that hangs on more."""
    branches = explore(root, given.world, lambda facts: fate_of(facts, address))
    fates = [one.outcome for one in branches if isinstance(one.outcome, Fate)]
    if len(fates) == len(branches) and len(set(fates)) == 1:
        return fates[0]
    raise NotJudgedError.lacking(
        tuple(
            message
            for one in branches
            if isinstance(one.outcome, Undecided)
            for message in one.outcome.missing
        )
    )


def _judge(root: MailRoot, setting: Setting, address: str, fate: Fate) -> Iterator[Finding]:
    domain = address.rpartition("@")[2]
    template: Template | None = None
    certain = fate is not Fate.ELSEWHERE
    if fate is Fate.NO_ADDRESS:
        template = _NO_ADDRESS
    elif fate is Fate.NOBODY:
        template = RULE.message
    elif not certain and receiver_page(domain) is not None:
        template = _FORGED if setting.name == _SENDER else _SENT_THERE
    if template is not None:
        yield RULE.finding(
            setting.place,
            severity=Severity.LOW if template is _SENT_THERE else None,
            confidence=Confidence.CERTAIN if certain else Confidence.LIKELY,
            message=template,
            key=(setting.name,),
            fixes=[_fix(root, setting.name, None if certain else receiver_page(domain))],
            name=setting.name,
            address=address,
            domain=domain,
        )


def _fix(root: MailRoot, name: str, page: str | None) -> Fix:
    asked = say(_("What the receiver asks of mail: {source}"), source=page)
    return name_setting(
        root,
        name,
        say(_("Set {name} to an address of this server that somebody reads"), name=name),
        say(_("Which address of this server does somebody read?")),
        None,
        *([] if page is None else [OutsideStep(asked)]),
    )
