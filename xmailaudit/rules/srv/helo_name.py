"""SRV002: the name XMail greets other servers with is none they accept.

HeloDomain empty means: the name that the DNS has for the local address of the connection, else
that address (XMail facts: server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.messages import _, say
from xmailaudit.policy.outbound.helo_name import NameFault, name_fault
from xmailaudit.policy.outbound.routes import routes
from xmailaudit.policy.outbound.way import Way
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.outbound_findings import leads_out
from xmailaudit.rules.rule import Rule, rfc, xmail
from xmailaudit.rules.server_names import name_setting, own_host_name
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV002",
    "helo-name",
    Severity.HIGH,
    summary=_("XMail greets other servers with a name that they do not accept."),
    message=_(
        "HeloDomain is not set: XMail greets other servers with the name that the DNS has for its "
        "local address, else with the bare address"
    ),
    reads=(SERVER_FILE,),
    fix=Applicability.REVIEW,
    references=(xmail("server-tab"), rfc(5321, "4.1.4")),
)

_SETTING = "HeloDomain"
_EMPTY = _(
    "HeloDomain is empty: XMail greets other servers with the name that the DNS has for its local "
    "address, else with the bare address"
)
_FAULTS = {
    NameFault.STOCK: _("XMail greets other servers as {name}, the name that XMail comes with"),
    NameFault.ADDRESS: _(
        "XMail greets other servers with {name}, an address where they expect a name"
    ),
    NameFault.LITERAL: _(
        "XMail greets other servers with {name}, an address where they expect a name"
    ),
    NameFault.MALFORMED: _("XMail greets other servers with {name}, which is no host name"),
    NameFault.ONE_LABEL: _("XMail greets other servers as {name}, which is no full host name"),
    NameFault.PRIVATE: _(
        "XMail greets other servers as {name}, a name that no other network knows"
    ),
}
_NOT_HERE = _(
    "XMail greets other servers as {name}, to which the DNS gives none of this server's addresses"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    setting = root.setting(_SETTING)
    name = setting.text or ""
    fault = name_fault(name) if name else None
    if name and fault is None and not _is_elsewhere(name, given):
        return
    require_shown(root, _SETTING)
    if not any(leads_out(route, given) for route in routes(root)):
        return
    exchangers = any(route.way is Way.MAIL_EXCHANGER for route in routes(root))
    if not name:
        template = RULE.message if setting.row is None else _EMPTY
    else:
        template = _NOT_HERE if fault is None else _FAULTS[fault]
    yield RULE.finding(
        setting.place,
        # A host that takes all mail knows its client by a login or an address.
        severity=None if exchangers and fault is not NameFault.LITERAL else Severity.MEDIUM,
        message=template,
        key=(_SETTING,),
        fixes=[_fix(root)],
        name=name,
    )


def _is_elsewhere(name: str, given: Given) -> bool:
    known = given.world.forward.get(ascii_lower(name).rstrip("."))
    if not known or given.addresses is None:
        return False
    return not any(address in given.addresses for address in known)


def _fix(root: MailRoot) -> Fix:
    proposed = own_host_name(root)
    return name_setting(
        root,
        _SETTING,
        say(_("Set {name} to the full host name that the DNS has for this server"), name=_SETTING),
        say(_("Under which name does the DNS know this server, forwards and backwards?")),
        None if proposed == root.setting(_SETTING).text else proposed,
    )
