"""SRV006: SmartDNSHost says something else to XMail than to whoever wrote it.

It holds pairs of a host and `tcp` or `udp`.  A port, an IPv6 address or a host without its kind
shifts the pairs (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.outbound.resolvers import asked, meant
from xmailaudit.policy.outbound.routes import outbound
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review, set_setting
from xmailaudit.rules.rule import Rule, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.outbound.resolvers import Meant
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV006",
    "resolver-malformed",
    Severity.HIGH,
    summary=_("SmartDNSHost is written in a way that XMail reads as something else."),
    message=_(
        "XMail finds no name server in SmartDNSHost {value}: it cannot look up a mail exchanger"
    ),
    reads=(SERVER_FILE,),
    fix=Applicability.REVIEW,
    references=(xmail("server-tab"),),
)

_SETTING = "SmartDNSHost"
_SOME = _("Of SmartDNSHost XMail asks {asked} and never {missed}")
_PORT = _("XMail asks {hosts} at port 53: what stands for a port in SmartDNSHost is not read")
_USUAL_PORT = "53"


@RULE.check
def check(root: MailRoot, _given: Given) -> Iterator[Finding]:
    setting = root.setting(_SETTING)
    require_shown(root, _SETTING)
    entries = meant(setting.text or "")
    names = {one.host for one in asked(setting.text or "")}
    missed = tuple(one.host for one in entries if one.host not in names)
    ported = tuple(one for one in entries if (one.port or "").isdigit())
    if not missed and not ported:
        return
    served = tuple(one.host for one in entries if one.host in names)
    yield RULE.finding(
        setting.place,
        severity=_severity(root, missed, ported),
        message=_message(served, missed),
        key=(_SETTING,),
        fixes=[_fix(root, entries)],
        value=setting.text,
        asked=Listing(served),
        missed=Listing(missed),
        hosts=Listing(tuple(one.host for one in ported)),
    )


def _severity(
    root: MailRoot, missed: tuple[str, ...], ported: tuple[Meant, ...]
) -> Severity | None:
    """Nothing is lost where the port is the one that is asked, or nobody needs to be asked."""
    usual = not missed and all(one.port == _USUAL_PORT for one in ported)
    return Severity.LOW if usual or outbound(root).asks_no_exchanger else None


def _message(served: tuple[str, ...], missed: tuple[str, ...]) -> Template:
    if not served:
        return RULE.message
    return _SOME if missed else _PORT


def _fix(root: MailRoot, entries: tuple[Meant, ...]) -> Fix:
    fit = [one for one in entries if not one.ipv6 and one.host and one.port in (None, _USUAL_PORT)]
    written = ",".join(f"{one.host}:{one.kind or 'udp'}" for one in fit)
    title = say(_("Write it as pairs of host and kind: {value}"), value=written)
    only = OutsideStep(
        say(_("XMail asks IPv4 addresses and names at port 53 alone; what is left out is neither"))
    )
    if not fit:
        return manual("write-pairs", say(_("Name a resolver by its IPv4 address or name")), only)
    edit = set_setting(root, _SETTING, written)
    return review("write-pairs", title, edit, steps=() if len(fit) == len(entries) else (only,))
