"""TLS014: other machines may use the admin port in clear.

Passwords of mailboxes are asked for and answered there; nothing makes a client say `#!TLS` first
(XMail facts: access 8; tls 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import (
    AddressSet,
    link_local,
    loopback,
    population,
    private_use,
    public,
)
from xmailaudit.policy.ctrl import CTRL_ACCOUNTS_FILE, rows_by_user
from xmailaudit.policy.openings import known_peers, public_peers
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Confidence, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, start_options_step
from xmailaudit.rules.map_rows import letting_in, places, written
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.witnesses import let_in, listener_confidence
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.access import AccessMap
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS014",
    "ctrl-in-clear",
    Severity.HIGH,
    summary=_("Other machines may use the admin port in clear."),
    message=plural(
        _(
            "{addresses} address of the internet may use the admin port in clear: whoever listens "
            "in between has its password"
        ),
        _(
            "{addresses} addresses of the internet may use the admin port in clear: whoever "
            "listens in between has its password"
        ),
        by="addresses",
    ),
    reads=("ctrl.ipmap.tab",),
    fix=Applicability.MANUAL,
    references=(cwe(319), xmail("access", 8), xmail("tls", 3)),
    absence=True,
)

_PRIVATE = plural(
    _(
        "{addresses} address of a private network may use the admin port in clear: whoever "
        "listens there has its password"
    ),
    _(
        "{addresses} addresses of private networks may use the admin port in clear: whoever "
        "listens there has its password"
    ),
    by="addresses",
)
_SINGLE = plural(
    _("{network} may use the admin port in clear, unless it is this server's own address"),
    _("{rows} single addresses may use the admin port in clear, unless they are this server's own"),
    by="rows",
)
_NOBODY_YET = plural(
    _("{addresses} other address may use the admin port in clear; as yet nobody has a login there"),
    _(
        "{addresses} other addresses may use the admin port in clear; as yet nobody has a login "
        "there"
    ),
    by="addresses",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    access = access_map(root, "ctrl")
    plain = listening(root, "ctrl", twin=False) & access.allowed_as_meant
    own = loopback() if given.addresses is None else loopback() | given.addresses
    peers = plain - own
    from_outside = peers & public_peers(root, "ctrl")
    single = from_outside & _single(access, given)
    inside = peers & (private_use() | link_local())
    if from_outside - single:
        yield _finding(root, given, access, from_outside - single, RULE.message, Severity.HIGH)
    elif inside:
        yield _finding(root, given, access, inside, _PRIVATE, Severity.MEDIUM)
    elif single:
        yield _finding(root, given, access, single, _SINGLE, Severity.MEDIUM)


def _single(access: AccessMap, given: Given) -> AddressSet:
    """Addresses with rows of their own: while nobody told the server's, they may well be those.

    What goes from the server to itself crosses no network.
    """
    if given.addresses is not None:
        return AddressSet.empty()
    return known_peers(access, AddressSet.empty(), single_rows_count=True) & public()


def _finding(
    root: MailRoot,
    given: Given,
    access: AccessMap,
    peers: AddressSet,
    message: Template,
    severity: Severity,
) -> Finding:
    rows = letting_in(access, peers)
    idle = _nobody_logs_in(root)
    return RULE.finding(
        *(places(rows, "address") or (Place(access.file),)),
        total=max(len(rows), 1),
        severity=Severity.LOW if idle else severity,
        confidence=Confidence.ASSUMED if message is _SINGLE else listener_confidence(root),
        message=_NOBODY_YET if idle else message,
        witness=let_in(root, given, "ctrl", peers),
        fixes=[_bind_to_loopback()],
        addresses=population(peers),
        rows=max(len(rows), 1),
        network=written(rows[0]) if rows else None,
    )


def _nobody_logs_in(root: MailRoot) -> bool:
    """Whether the table of accounts is there and empty; one left out of a copy may hold some."""
    try:
        return root.exists(CTRL_ACCOUNTS_FILE) and not rows_by_user(root)
    except UnseenFileError:
        return False


def _bind_to_loopback() -> Fix:
    return manual(
        "bind-to-loopback",
        say(_("Start XMail with -CI 127.0.0.1, which leaves the port to this machine")),
        start_options_step(),
        OutsideStep(
            say(
                _(
                    "From elsewhere administer through CTRLS, which needs a certificate that "
                    "works, or through an SSH tunnel to 127.0.0.1"
                )
            )
        ),
    )
