"""USR025: a list of hosts with no host in it, so that mail is taken for delivered and dropped.

XMail tries the hosts one by one, and where there is none, none has failed (XMail facts:
address-resolution 8; mailproc 2).  DefaultSMTPGateways is no exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.outbound.routes import outbound
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS, Way
from xmailaudit.policy.resolution import is_wild
from xmailaudit.policy.routing.command_files import (
    command_file,
    commands_of,
    domain_processing,
    is_of_domain,
)
from xmailaudit.policy.routing.commands import Fate, fate
from xmailaudit.policy.routing.idle_files import certainly_handled
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.outbound_findings import raise_gap
from xmailaudit.rules.rule import MOST_PLACES, Rule, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.outbound.routes import HostList
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "USR025",
    "empty-forward-list",
    Severity.CRITICAL,
    summary=_("A list of hosts for mail is empty, and XMail takes that for delivered."),
    message=plural(
        _("No host stands behind {domains}: XMail calls its mail delivered and drops it"),
        _("No host stands behind {domains} and others: XMail drops the mail of {count} rows"),
        by="count",
    ),
    reads=("server.tab", "smtpfwd.tab", "custdomains/*", "cmdaliases/*", "domains/*"),
    fix=Applicability.MANUAL,
    references=(xmail("address-resolution", 8), xmail("mailproc", 2)),
)

_ALL_MAIL = _(
    "{setting} is there and names no host: XMail calls all mail to other servers delivered and "
    "drops it"
)
_COMMAND = plural(
    _("smtprelay names no host: XMail takes it for done, and nothing else delivers the mail"),
    _("{count} lines smtprelay name no host: XMail takes them for done, and drops the mail"),
    by="count",
)
_NO_COPY = plural(
    _("smtprelay names no host: XMail takes it for done, and sends nothing"),
    _("{count} lines smtprelay name no host: XMail takes them for done, and sends nothing"),
    by="count",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:  # one signature for all
    known = outbound(root)
    empty = [hosts for hosts in known.lists if not hosts.items]
    if not known.takes_all:
        yield from (_setting(hosts) for hosts in empty if hosts.way is Way.DEFAULT)
    forwards = (hosts for hosts in empty if hosts.way is Way.FORWARD)
    yield from _rows([hosts for hosts in forwards if _leaves(root, hosts)], RULE.message)
    commands = [hosts for hosts in empty if hosts.way is Way.COMMAND]
    lost = [hosts for hosts in commands if _is_all(root, hosts)]
    yield from _rows(lost, _COMMAND)
    rest = [hosts for hosts in commands if hosts not in lost]
    yield from _rows(rest, _NO_COPY, Severity.HIGH)
    raise_gap(root)
    if not known.takes_all:
        require_shown(root, DEFAULT_GATEWAYS)


def _leaves(root: MailRoot, hosts: HostList) -> bool:
    """Whether mail comes to a row of smtpfwd.tab: what is handled here is delivered before."""
    domain = hosts.row.fields[0]
    return is_wild(domain) or not certainly_handled(root, domain)


def _is_all(root: MailRoot, hosts: HostList) -> bool:
    """Whether no other line takes the mail anywhere: a user's run follows that of the domain."""
    file = hosts.row.file
    files = [file]
    if file.startswith("domains/") and not is_of_domain(file):
        above = domain_processing(file.split("/")[1])
        files = [above, file] if root.exists(above) else files
    lines = [line for one in files for line in commands_of(root, command_file(one))]
    return fate(lines) is not Fate.KEPT


def _setting(hosts: HostList) -> Finding:
    title = say(_("Name the gateway, or remove the row so that the DNS says where mail goes"))
    return RULE.finding(
        hosts.place,
        message=_ALL_MAIL,
        key=(DEFAULT_GATEWAYS,),
        fixes=[manual("name-gateway", title, _send_again())],
        setting=DEFAULT_GATEWAYS,
    )


def _rows(
    lists: list[HostList], message: Template, severity: Severity | None = None
) -> Iterator[Finding]:
    for group in apart(lists):
        yield RULE.finding(
            *(hosts.place for hosts in group[:MOST_PLACES]),
            total=len(group),
            severity=severity,
            message=message,
            fixes=[_name_hosts()],
            domains=group[0].row.fields[0],
            count=len(group),
        )


def _name_hosts() -> Fix:
    title = say(_("Name the hosts, or take the row away"))
    return manual("name-hosts", title, _send_again())


def _send_again() -> OutsideStep:
    return OutsideStep(
        say(_("Tell the senders: what was dropped left neither a bounce nor a line in the log"))
    )
