"""TLS001: TLS is offered, and no handshake can succeed.

XMail looks at certificate and key at the handshake, when it has already said yes; as a client it
needs both as well (XMail facts: tls 3 and 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.mailroot.settings import State
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.outbound.routes import GATEWAY_OPTIONS
from xmailaudit.policy.outbound.way import DEFAULT_GATEWAYS
from xmailaudit.policy.outbound.ways import ways_out
from xmailaudit.policy.tls.doors import doors, is_heard_elsewhere
from xmailaudit.policy.tls.material import CERTIFICATE_FILE, KEY_FILE
from xmailaudit.policy.tls.verdict import serving
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import install_step, manual, request_step, review, set_setting
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, rfc, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.smtp_users import steps_to_tls
from xmailaudit.rules.tls_witnesses import tls_refused
from xmailaudit.rules.witnesses import listener_confidence
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.decision import Decision
    from xmailaudit.policy.tls.doors import Door
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "TLS001",
    "tls-without-certificate",
    Severity.CRITICAL,
    summary=_("TLS is offered, and no handshake can succeed."),
    message=plural(
        _("{ways} is offered without {files}: every client that tries it loses the connection"),
        _("{ways} are offered without {files}: every client that tries them loses the connection"),
        by="offers",
    ),
    reads=("server.tab",),
    fix=Applicability.REVIEW,
    references=(rfc(3207, "4"), xmail("tls", 1), xmail("tls", 3), xmail("tls", 5)),
    absence=True,
)

_UNUSABLE = plural(
    _(
        "{ways} is offered, but XMail cannot work with {files}: every client that tries it loses "
        "the connection"
    ),
    _(
        "{ways} are offered, but XMail cannot work with {files}: every client that tries them "
        "loses the connection"
    ),
    by="offers",
)
_OUTBOUND = _(
    "XMail starts TLS on the way out without {files}, so mail to servers that offer TLS is stuck"
)
_OUTBOUND_UNUSABLE = _(
    "XMail starts TLS on the way out and cannot work with {files}, so mail to servers that offer "
    "TLS is stuck"
)
_FETCHED = _("XMail fetches mailboxes over TLS and cannot start it, so no mail of theirs arrives")
_PAIR = (CERTIFICATE_FILE, KEY_FILE)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    offered = doors(root)
    outward = ways_out(root)
    unknown = (*offered.hidden, *_hidden_ways_out(root))
    if not (offered.open or outward.sending or outward.fetching or outward.gap or unknown):
        return
    verdict = serving(root, given.world)
    if verdict.answer is Answer.UNDETERMINED:
        raise NotJudgedError.lacking(verdict.missing)
    if verdict.allowed:
        return
    if offered.open:
        yield _listeners(root, given, verdict, offered.open)
    for message, places in ((None, outward.sending), (_FETCHED, outward.fetching)):
        if places:
            yield _way_out(root, verdict, message, places)
    require_shown(root, *unknown)
    if outward.gap is not None:
        raise outward.gap


# ------------------------------------------------------------ where XMail starts TLS itself


def _hidden_ways_out(root: MailRoot) -> tuple[str, ...]:
    names = (GATEWAY_OPTIONS, DEFAULT_GATEWAYS)
    return tuple(name for name in names if root.setting(name).state is State.UNKNOWN)


# ------------------------------------------------------------ findings


def _listeners(
    root: MailRoot, given: Given, verdict: Decision, offered: tuple[Door, ...]
) -> Finding:
    missing = _missing(root)
    rows = (root.setting(door.setting).row for door in offered if door.setting)
    return RULE.finding(
        _trouble(verdict, missing),
        *(row.at() for row in rows if row is not None),
        severity=_severity(root, offered),
        confidence=listener_confidence(root),
        message=None if missing else _UNUSABLE,
        witness=tls_refused(root, given, offered),
        fixes=[_install(verdict, missing), *_switch_off(root, offered)],
        ways=Listing(tuple(door.name for door in offered)),
        files=_named(verdict, missing),
        offers=len(offered),
    )


def _way_out(
    root: MailRoot, verdict: Decision, message: Template | None, places: tuple[Place, ...]
) -> Finding:
    missing = _missing(root)
    return RULE.finding(
        *places[:MOST_PLACES],
        total=len(places),
        message=message or (_OUTBOUND if missing else _OUTBOUND_UNUSABLE),
        key=("outbound",),
        fixes=[_install(verdict, missing)],
        files=_named(verdict, missing),
    )


def _missing(root: MailRoot) -> tuple[str, ...]:
    """Those of the two files that are not there."""
    return tuple(file for file in _PAIR if not _may_exist(root, file))


def _may_exist(root: MailRoot, file: str) -> bool:
    """Of a key that stayed on its machine nothing is shown but that it is there."""
    try:
        return root.exists(file)
    except UnseenFileError:
        return True


def _trouble(verdict: Decision, missing: tuple[str, ...]) -> Place:
    """Where it stands why no handshake succeeds."""
    if missing:
        return Place(missing[0])
    places = [place for place, _reason in verdict.trace if place is not None]
    return places[-1] if places else Place(CERTIFICATE_FILE)


def _named(verdict: Decision, missing: tuple[str, ...]) -> Listing:
    return Listing(missing or (_trouble(verdict, missing).file,))


def _severity(root: MailRoot, offered: tuple[Door, ...]) -> Severity | None:
    """Senders that see STARTTLS try it; a port that never answers is met by those who ask for it.

    A mail server that fails there does not come back in clear.
    """
    lost = any(door.name == "STARTTLS" and is_heard_elsewhere(root, door) for door in offered)
    return None if lost else Severity.HIGH


# ------------------------------------------------------------ fixes


def _install(verdict: Decision, missing: tuple[str, ...]) -> Fix:
    if not missing:
        return manual("make-tls-work", say(_("Make TLS work")), *steps_to_tls(verdict))
    chain = _("Put the certificate, and behind it the intermediate ones, into server.cert, as PEM")
    key = _("Put its key, not encrypted, into server.key, and let nobody but XMail read it")
    return manual(
        "install",
        say(_("Install a certificate and its key; the next handshake uses them")),
        OutsideStep(say(chain), CERTIFICATE_FILE),
        OutsideStep(say(key), KEY_FILE),
        request_step(),
        install_step(),
    )


def _switch_off(root: MailRoot, offered: tuple[Door, ...]) -> Iterator[Fix]:
    """No longer to offer it: mail then comes in clear, but it comes."""
    names = [door.setting for door in offered if door.setting is not None]
    ports = [door.name for door in offered if door.setting is None]
    close = OutsideStep(
        say(
            _("Start XMail with -X-, -B- and -W-, which close {ports}"),
            ports=Listing(("SMTPS", "POP3S", "CTRLS")),
        ),
        COMMAND_LINE,
        kind=StepKind.START_OPTION,
    )
    steps = (close,) if ports else ()
    title = say(_("Until a certificate works, offer no TLS"))
    if names:
        edits = (set_setting(root, name, "0") for name in names)
        yield review("offer-no-tls", title, *edits, steps=steps)
    elif steps:
        yield manual("offer-no-tls", title, *steps)
