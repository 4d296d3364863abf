"""TLS011: a login for another server goes out on a link that need not be encrypted.

XMail logs in whether or not TLS was started, and looks for a file of the host's name, then of each
parent domain (XMail facts: tls 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.outbound.logins import is_public_host, is_shared_suffix, login_for, logins
from xmailaudit.policy.outbound.routes import GATEWAY_OPTIONS, Need, routes
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS, Way
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.outbound_findings import fix_with_tls, leads_out, raise_gap, require_tls
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.outbound.logins import Login
    from xmailaudit.policy.outbound.routes import Route
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS011",
    "gateway-password-in-clear",
    Severity.CRITICAL,
    summary=_("A login for another server is sent without TLS being required, or to strangers."),
    message=_("XMail sends the login in {file} to {hosts} in clear"),
    reads=("userauth/smtp/*",),
    fix=Applicability.REVIEW,
    references=(cwe(319), cwe(523), xmail("tls", 5), xmail("passwords", 2)),
)

_IF_NOT_OFFERED = _("XMail sends the login in {file} to {hosts} in clear where TLS is not offered")
_EXCHANGERS = _(
    "XMail sends the login in {file} to {name} and to every mail server below it, and does not "
    "require TLS there"
)
_STRANGERS = _(
    "XMail sends the login in {file} to every mail server below {name}, where strangers have theirs"
)
_CHALLENGE = _(
    "XMail logs in to {hosts} without requiring TLS: CRAM-MD5 hides the password in {file}, and "
    "whoever listens can try words until one fits"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    found = logins(root)
    if found:
        require_shown(root, GATEWAY_OPTIONS, DEFAULT_GATEWAYS)
    public = [route for route in routes(root) if leads_out(route, given)]
    exchangers = next((one for one in public if one.way is Way.MAIL_EXCHANGER), None)
    carried = _carried(root, public)
    for login in found:
        yield from _judge(root, given, login, carried.get(login.file, []), exchangers)
    if found:
        raise_gap(root)


def _carried(root: MailRoot, public: list[Route]) -> dict[str, list[Route]]:
    """The routes to named hosts that carry the login of each file."""
    carried: dict[str, list[Route]] = {}
    for route in public:
        login = login_for(root, route.host) if route.host is not None else None
        if login is not None:
            carried.setdefault(login.file, []).append(route)
    return carried


def _judge(
    root: MailRoot, given: Given, login: Login, carried: list[Route], exchangers: Route | None
) -> Iterator[Finding]:
    """One finding for a file: the worst that is true of it."""
    weak = [route for route in carried if route.need is not Need.REQUIRED]
    if exchangers is not None and is_shared_suffix(login.name):
        yield _to_exchangers(login, exchangers, _STRANGERS)
    elif weak:
        yield _to_named(root, given, login, weak, exchangers)
    elif (
        exchangers is not None
        and exchangers.need is not Need.REQUIRED
        and is_public_host(login.name, given.world)
        and ascii_lower(login.name) not in {ascii_lower(one.host or "") for one in carried}
    ):
        yield _to_exchangers(login, exchangers, _EXCHANGERS)


def _to_named(
    root: MailRoot, given: Given, login: Login, weak: list[Route], exchangers: Route | None
) -> Finding:
    in_clear = any(route.need is Need.CLEAR for route in weak)
    template = RULE.message if in_clear else _IF_NOT_OFFERED
    hosts = tuple(dict.fromkeys(route.host for route in weak))
    places = dict.fromkeys(route.place for route in weak)
    return RULE.finding(
        login.row,
        *places,
        severity=None if login.shows_password else Severity.HIGH,
        message=template if login.shows_password else _CHALLENGE,
        fixes=[_require(root, given, weak, exchangers)],
        file=login.file,
        hosts=Listing(hosts[:MOST_PLACES]),
    )


def _require(root: MailRoot, given: Given, weak: list[Route], exchangers: Route | None) -> Fix:
    """NeedTLS=2 for the rows; not in SmtpGwConfig while mail goes to all the world by it."""
    if exchangers is not None and any(route.way is Way.GATEWAY for route in weak):
        return _own_row()
    rows = dict.fromkeys(route.hosts for route in weak if route.hosts is not None)
    edits = dict.fromkeys(require_tls(root, hosts, Need.REQUIRED) for hosts in rows)
    title = say(_("Require TLS on this way: NeedTLS=2"))
    return fix_with_tls(root, given, "require-tls", title, *edits)


def _to_exchangers(login: Login, exchangers: Route, template: Template) -> Finding:
    to_strangers = template is _STRANGERS
    is_guess = not login.shows_password and not to_strangers
    return RULE.finding(
        login.row,
        exchangers.place,
        severity=Severity.HIGH if is_guess else None,
        confidence=Confidence.CERTAIN if to_strangers else Confidence.LIKELY,
        message=_CHALLENGE if is_guess else template,
        fixes=[_own_row()],
        file=login.file,
        name=login.name,
        hosts=login.name,
    )


def _own_row() -> Fix:
    return manual(
        "own-row",
        say(_("Give the server that the login is for a row of its own")),
        OutsideStep(
            say(
                _(
                    "Name the server in smtpfwd.tab, for the domains whose mail goes through it, "
                    "with NeedTLS=2 in the third field"
                )
            ),
            "smtpfwd.tab",
        ),
        OutsideStep(
            say(_("Name the file of the login after the server's full host name, not a domain")),
            "userauth/smtp",
        ),
        OutsideStep(say(_("Change the password at the provider: it may have been read already"))),
    )
