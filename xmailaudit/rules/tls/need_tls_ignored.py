"""TLS010: NeedTLS is written where XMail does not read it.

Host lists of smtpfwd.tab and of `smtprelay` take no options behind a comma, the name is
case-sensitive, and SmtpGwConfig beats what stands in DefaultSMTPGateways (XMail facts: tls 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, plural, say
from xmailaudit.policy.outbound.ignored_needs import IgnoredNeed, Why, ignored_needs
from xmailaudit.policy.outbound.routes import (
    GATEWAY_OPTIONS,
    HOSTS,
    OPTIONS,
    HostList,
    Need,
    meant_need,
    with_need_tls,
    without_need_tls,
)
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS, Way
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import review, set_field
from xmailaudit.rules.map_rows import apart
from xmailaudit.rules.outbound_findings import fix_with_tls, raise_gap, require_tls, set_common
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, Template
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given
    from xmailaudit.tables.edit import Edit

RULE = Rule(
    "TLS010",
    "need-tls-ignored",
    Severity.HIGH,
    summary=_("NeedTLS is written where XMail does not read it, or where it is overridden."),
    message=plural(
        _("XMail reads no options here: mail to {host} is sent as with NeedTLS={need}"),
        _("XMail reads no options behind the hosts of {rows} rows, and they hold a NeedTLS"),
        by="rows",
    ),
    reads=(
        *("server.tab", "smtpfwd.tab", "custdomains/*"),
        *("cmdaliases/*", "domains/*"),
    ),
    fix=Applicability.REVIEW,
    references=(cwe(319), xmail("tls", 5), xmail("mailproc", 2)),
)

_MESSAGES: dict[Why, Template] = {
    Why.BEHIND_PORT: RULE.message,
    Why.IN_NAME: plural(
        _("XMail takes {host} for the name of a host, so mail never gets there"),
        _("In {rows} rows XMail takes host and NeedTLS for one name, so mail never gets there"),
        by="rows",
    ),
    Why.SPELLING: plural(
        _('XMail does not read "{written}": mail is sent as with NeedTLS={need}'),
        _("XMail does not read the NeedTLS of {rows} rows, as it is spelled there"),
        by="rows",
    ),
    Why.OVERRIDDEN: plural(
        _("SmtpGwConfig goes before {written}: mail to {host} is sent as with NeedTLS={need}"),
        _("SmtpGwConfig goes before the NeedTLS of {rows} rows"),
        by="rows",
    ),
}


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    found = list(ignored_needs(root))
    if found:
        require_shown(root, GATEWAY_OPTIONS)
    for kind in Why:
        for less in (True, False):
            of_kind = [one for one in found if one.why is kind and one.protects_less is less]
            for group in apart(of_kind):
                yield _finding(root, given, group)
    require_shown(root, GATEWAY_OPTIONS, DEFAULT_GATEWAYS)
    raise_gap(root)


def _finding(root: MailRoot, given: Given, group: tuple[IgnoredNeed, ...]) -> Finding:
    first = group[0]
    return RULE.finding(
        *(one.place for one in group[:MOST_PLACES]),
        total=len(group),
        severity=None if first.protects_less else Severity.MEDIUM,
        message=_MESSAGES[first.why],
        fixes=[_fix(root, given, group)],
        host=first.host,
        written=first.written,
        need=first.need.value,
        rows=len(group),
    )


def _fix(root: MailRoot, given: Given, group: tuple[IgnoredNeed, ...]) -> Fix:
    if group[0].why is Why.OVERRIDDEN and not group[0].protects_less:
        title = say(_("Take {written} out of the list of hosts"), written=group[0].written)
        return review("take-out", title, *(_without_options(one) for one in group))
    edits = [edit for one in group for edit in _edits(root, one)]
    return fix_with_tls(root, given, "write-where-read", _title(group[0]), *edits)


def _without_options(one: IgnoredNeed) -> Edit | None:
    """The setting without any NeedTLS behind its hosts."""
    if one.hosts is None:
        return None
    return set_field(one.hosts.row, HOSTS, ";".join(map(without_need_tls, one.hosts.items)))


def _title(one: IgnoredNeed) -> Message:
    need = _wanted(one).value
    if one.hosts is None or one.why is Why.OVERRIDDEN:
        return say(_("Write NeedTLS={need} into SmtpGwConfig"), need=need)
    if one.hosts.way is Way.DEFAULT:
        return say(_("Write NeedTLS={need} behind each host"), need=need)
    return say(_("Write NeedTLS={need} into the third field"), need=need)


def _wanted(one: IgnoredNeed) -> Need:
    """The strongest of what is meant anywhere in the row and what applies now."""
    words = one.hosts.items if one.hosts else ()
    meant = (meant_need(item.partition(",")[2]) for item in words)
    return max([one.meant, one.need, *(need for need in meant if need is not None)])


def _edits(root: MailRoot, one: IgnoredNeed) -> tuple[Edit | None, ...]:
    need, hosts = _wanted(one), one.hosts
    if hosts is None or one.why is Why.OVERRIDDEN:
        return (set_common(root, need),)
    if hosts.way is Way.DEFAULT:
        return (require_tls(root, hosts, need),)
    options = _edit_options(hosts, need)
    if one.why is Why.SPELLING:
        return (options,)
    return (_edit_hosts(hosts), options)


def _edit_hosts(hosts: HostList) -> Edit | None:
    """The hosts alone, in the same order."""
    field = hosts.row.fields[HOSTS]
    mark = "#" if field.startswith("#") else ""
    bare = ";".join(item.partition(",")[0] for item in hosts.items)
    return set_field(hosts.row, HOSTS, mark + bare)


def _edit_options(hosts: HostList, need: Need) -> Edit | None:
    """The third field, with whatever else stood behind the hosts."""
    others = dict.fromkeys(
        word
        for item in hosts.items
        for word in item.partition(",")[2].split(",")
        if word and meant_need(word) is None
    )
    joined = ",".join(filter(None, (hosts.options, *others)))
    return set_field(hosts.row, OPTIONS, with_need_tls(joined, need))
