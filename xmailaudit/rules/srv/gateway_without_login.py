"""SRV008: mail goes to a provider that asks for a login, and XMail has none for it.

The login is looked for in a file of the host's name, then of each parent domain (XMail facts: tls
5); without one XMail just sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say
from xmailaudit.policy.outbound.logins import login_file, login_for
from xmailaudit.policy.outbound.providers import provider_of
from xmailaudit.policy.outbound.routes import routes
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.outbound_findings import raise_gap
from xmailaudit.rules.rule import Reference, Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.outbound.providers import Provider
    from xmailaudit.policy.outbound.routes import Route
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV008",
    "gateway-without-login",
    Severity.MEDIUM,
    summary=_("Mail goes to a provider that asks for a login, and XMail has none for it."),
    message=_("{host} takes mail from customers who log in, and XMail has no login for it"),
    reads=("server.tab", "smtpfwd.tab", "smtpgw.tab"),
    fix=Applicability.MANUAL,
    references=(
        xmail("tls", 5),
        xmail("passwords", 2),
        rfc(6409, "4.3"),
        Reference(
            "url",
            "well-known mail services",
            "https://github.com/nodemailer/nodemailer/blob/master/lib/well-known/services.json",
        ),
    ),
)

_BROKEN = _(
    "{host} takes mail from customers who log in, and {file} holds no login that XMail understands"
)


@RULE.check
def check(root: MailRoot, _given: Given) -> Iterator[Finding]:
    hosts: dict[str, list[Route]] = {}
    for route in routes(root):
        if route.host is not None:
            hosts.setdefault(ascii_lower(route.host), []).append(route)
    for ways in hosts.values():
        host = ways[0].host or ""
        provider = provider_of(host)
        if provider is not None and login_for(root, host) is None:
            yield _found(root, host, ways, provider)
    require_shown(root, DEFAULT_GATEWAYS)
    raise_gap(root)


def _found(root: MailRoot, host: str, ways: list[Route], provider: Provider) -> Finding:
    file = login_file(root, host)
    return RULE.finding(
        *dict.fromkeys(route.place for route in ways),
        message=None if file is None else _BROKEN,
        key=(ascii_lower(host),),
        fixes=[_fix(host, file, provider)],
        host=host,
        file=file,
    )


def _fix(host: str, file: str | None, provider: Provider) -> Fix:
    name = file or f"userauth/smtp/{ascii_lower(host)}.tab"
    return manual(
        "give-login",
        say(_("Give XMail the login that {host} knows you by"), host=host),
        OutsideStep(
            say(
                _('Write one row: "plain" TAB the user TAB the password, readable by XMail alone'),
            ),
            name,
        ),
        OutsideStep(
            say(_("Require TLS on this way (NeedTLS=2), for XMail logs in on a clear link too"))
        ),
        OutsideStep(say(_("What the provider asks for: {source}"), source=provider.source)),
    )
