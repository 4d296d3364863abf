"""ACL001: strangers may reach the admin port.

Whoever logs in there reads every mailbox's password and writes any file of the MailRoot; one map
guards CTRL and CTRLS alike (XMail facts: access 2 and 8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.access import access_map
from xmailaudit.policy.addresses import (
    AddressSet,
    is_world,
    matched_peers,
    population,
)
from xmailaudit.policy.openings import known_peers, opening, public_peers
from xmailaudit.policy.reach import TWINS, heard, listening
from xmailaudit.rules.finding import Applicability, Choice, Severity
from xmailaudit.rules.fixes import review
from xmailaudit.rules.map_fixes import in_words, read_narrow, replace_row, restricting
from xmailaudit.rules.map_rows import apart, letting_in, places, written
from xmailaudit.rules.rule import Rule, cwe, xmail
from xmailaudit.rules.witnesses import let_in, listener_confidence
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.access import AccessMap, MapRow
    from xmailaudit.policy.openings import Opening
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "ACL001",
    "ctrl-open",
    Severity.CRITICAL,
    summary=_("Strangers may reach the admin port, whose accounts have every right."),
    message=_("{addresses} addresses of the internet may reach the admin port ({services})"),
    reads=("ctrl.ipmap.tab",),
    fix=Applicability.REVIEW,
    references=(cwe(284), xmail("access", 2), xmail("access", 8)),
    absence=True,
)

_NO_MAP = _("Everybody may reach the admin port ({services}): {file} does not exist")
_UNDENIED = _(
    "{addresses} addresses of the internet may reach the admin port ({services}): "
    "no row of {file} denies them"
)
_WIDE_ROW = plural(
    _("{network} lets {addresses} undeclared addresses of the internet reach the admin port"),
    _("{rows} rows let {addresses} undeclared addresses of the internet reach the admin port"),
    by="rows",
)
_ONE_DAY = plural(
    _(
        "{addresses} address of the internet may reach the admin port ({services}) as soon as TLS "
        "works there"
    ),
    _(
        "{addresses} addresses of the internet may reach the admin port ({services}) as soon as "
        "TLS works there"
    ),
    by="addresses",
)
_UNDECLARED_HOST = _("{network} may reach the admin port and is no declared admin")


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    access = access_map(root, "ctrl")
    everyone = public_peers(root, "ctrl") & access.allowed
    if _waits_for_tls(root, given, everyone):
        yield from _open_one_day(root, given, access, everyone)
        return
    if is_world(everyone):
        yield _open_to_the_world(root, given, access, everyone)
        return
    found = _opening(root, given)
    for rows in apart(found.rows):
        yield _wide_rows(root, given, rows, found.strangers)
    if found.unnamed:
        yield _open_without_a_row(root, given, access, found.unnamed)


def _opening(root: MailRoot, given: Given) -> Opening:
    return opening(root, "ctrl", _declared(given), single_rows_count=given.admins is None)


def _declared(given: Given) -> AddressSet:
    networks = given.admins if given.admins is not None else given.trusted
    return AddressSet.empty() if networks is None else networks


def _undeclared(given: Given, access: AccessMap, peers: AddressSet) -> AddressSet:
    """Those of the peers who are strangers: no declared admin, and no row names them alone."""
    rows_count = given.admins is None
    return peers - known_peers(access, _declared(given), single_rows_count=rows_count)


def _waits_for_tls(root: MailRoot, given: Given, peers: AddressSet) -> bool:
    """Whether these peers arrive at CTRLS alone, where no handshake succeeds as things are."""
    try:
        return bool(peers) and not peers & heard(root, "ctrl", given.world)
    except UnseenFileError:
        return False


def _open_one_day(
    root: MailRoot, given: Given, access: AccessMap, everyone: AddressSet
) -> Iterator[Finding]:
    """Strangers who get in with the next certificate that works."""
    strangers = everyone
    if not is_world(everyone):
        found = _opening(root, given)
        let_in_by_rows = matched_peers(row.filter for row in found.rows if row.filter)
        strangers = found.strangers & let_in_by_rows | found.unnamed
    if strangers:
        rows = letting_in(access, strangers)
        yield RULE.finding(
            *(places(rows, "address") or (Place(access.file),)),
            total=max(len(rows), 1),
            severity=Severity.MEDIUM,
            confidence=listener_confidence(root),
            message=_ONE_DAY,
            fixes=[restricting(root, given, access, _undeclared(given, access, strangers))],
            services=_services(root, strangers),
            addresses=population(strangers),
        )


def _open_to_the_world(
    root: MailRoot, given: Given, access: AccessMap, everyone: AddressSet
) -> Finding:
    if is_world(everyone - access.named(allows=True)):
        return _open_without_a_row(root, given, access, everyone, Severity.CRITICAL)
    strangers = _undeclared(given, access, everyone)
    rows = letting_in(access, strangers)
    return RULE.finding(
        *places(rows, "address"),
        total=len(rows),
        confidence=listener_confidence(root),
        witness=let_in(root, given, "ctrl", everyone),
        fixes=[restricting(root, given, access, strangers)],
        services=_services(root, everyone),
        addresses=population(everyone),
    )


def _open_without_a_row(
    root: MailRoot,
    given: Given,
    access: AccessMap,
    strangers: AddressSet,
    severity: Severity = Severity.HIGH,
) -> Finding:
    return RULE.finding(
        Place(access.file),
        severity=severity,
        confidence=listener_confidence(root),
        message=_UNDENIED if access.exists else _NO_MAP,
        witness=let_in(root, given, "ctrl", strangers),
        fixes=[restricting(root, given, access, _undeclared(given, access, strangers))],
        services=_services(root, strangers),
        addresses=population(strangers),
        file=access.file,
    )


def _wide_rows(
    root: MailRoot, given: Given, rows: tuple[MapRow, ...], strangers: AddressSet
) -> Finding:
    theirs = strangers & matched_peers(row.filter for row in rows if row.filter)
    alone = len(rows) == 1
    fix = (
        _narrow(given, rows[0])
        if alone
        else restricting(root, given, access_map(root, "ctrl"), theirs)
    )
    return RULE.finding(
        *places(rows, "address"),
        total=len(rows),
        severity=Severity.HIGH,
        confidence=listener_confidence(root),
        message=_UNDECLARED_HOST if alone and rows[0].names_one_host else _WIDE_ROW,
        witness=let_in(root, given, "ctrl", theirs),
        fixes=[fix],
        network=written(rows[0]),
        rows=len(rows),
        addresses=population(theirs),
    )


def _services(root: MailRoot, peers: AddressSet) -> Listing:
    reached = (name for name in TWINS["ctrl"] if peers & listening(root, name, twin=False))
    return Listing(tuple(name.upper() for name in reached))


def _narrow(given: Given, row: MapRow) -> Fix:
    declared = in_words(row.matched.addresses & _declared(given))
    title = _("Let in what is declared of {network} only")
    return review(
        "narrow",
        say(title if declared else _("Remove the row of {network}"), network=written(row)),
        choice=Choice(
            "networks",
            say(_("Which part of {network} may administer?"), network=written(row)),
            declared,
            lambda answer: replace_row(row, read_narrow(answer)),
        ),
    )
