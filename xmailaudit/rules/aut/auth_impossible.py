"""AUT003: nobody can log in to SMTP, neither without TLS nor inside it.

Without TLS `SmtpNoTLSAuths` leaves no mechanism of those that are offered, and TLS cannot begin
(XMail facts: server-tab; access 6; tls 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import Listing, _, say
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.smtp.greeting import EXTERNAL_AUTH_FILE
from xmailaudit.policy.smtp.mechanisms import begins_tls, obeyed_in_clear, offered
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, review, set_setting
from xmailaudit.rules.rule import NotJudgedError, Rule, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.rules.smtp_users import (
    clients,
    login_witness,
    nobody_has_a_login,
    steps_to_tls,
)
from xmailaudit.tables.row import Place
from xmailaudit.tables.smtpextauth import EXTERNAL_AUTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.decision import Decision
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT003",
    "auth-impossible",
    Severity.HIGH,
    summary=_("No user can log in to SMTP."),
    message=_(
        "Nobody can log in to SMTP: no mechanism is offered without TLS, and no TLS session can "
        "begin"
    ),
    reads=("server.tab", EXTERNAL_AUTH_FILE),
    fix=Applicability.REVIEW,
    references=(xmail("server-tab"), xmail("access", 6), xmail("tls", 3)),
)

_TLS_PORT_ALONE = _(
    "Nobody can log in to SMTP: only the TLS port is open, and no TLS session can begin"
)
_NONE_KNOWN = _(
    "Mail programs find no way to log in to SMTP: by {file} XMail offers {mechanisms} alone, and "
    "does not know it"
)

_SETTING = "SmtpNoTLSAuths"
#: Settings that may be in the way, with the value that clears it.
_CHANGES = (
    ("switch-starttls-on", "EnableSMTP-TLS", "1", _("Switch STARTTLS on")),
    ("no-client-certificate", "SSLWantCert", "0", _("Ask mail programs for no certificate")),
)
_DIGEST = (
    "digest-meanwhile",
    _SETTING,
    "CRAM-MD5",
    _("Until TLS works, allow CRAM-MD5, which does not send the password"),
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    peers, confidence = clients(root, twin=True)
    if not peers or nobody_has_a_login(root):
        return
    names = offered(root)
    if not names:
        yield _nothing_known(root)
        return
    in_clear = _hears_in_clear(root)
    if in_clear:
        require_shown(root, _SETTING)
    if in_clear and _left_in_clear(root):
        return
    inside = begins_tls(root, given.world, peers)
    if inside.answer is Answer.UNDETERMINED:
        template = _("it depends on what is not known: {missing}")
        raise NotJudgedError(say(template, missing=Listing(inside.missing)))
    if inside.answer is Answer.REFUSE:
        yield RULE.finding(
            *_places(root, inside, in_clear=in_clear),
            confidence=confidence,
            message=RULE.message if in_clear else _TLS_PORT_ALONE,
            key=(_SETTING,),
            witness=login_witness(root, given, peers, names[0], tls=True, expected=Answer.REFUSE),
            fixes=list(_ways_out(root, given, inside)),
        )


def _hears_in_clear(root: MailRoot) -> bool:
    return bool(clients(root, twin=False).peers)


def _left_in_clear(root: MailRoot) -> bool:
    """Whether one of the mechanisms that are offered is obeyed without TLS."""
    obeyed = obeyed_in_clear(root.setting(_SETTING).text)
    return any(name in obeyed for name in offered(root))


def _nothing_known(root: MailRoot) -> Finding:
    rows = root.rows(EXTERNAL_AUTH, EXTERNAL_AUTH_FILE)
    named = dict.fromkeys(row.mechanism for row in rows)
    steps = (OutsideStep(say(_("Or delete the file, so that XMail checks passwords by itself"))),)
    return RULE.finding(
        *(row.at("mechanism") for row in rows),
        message=_NONE_KNOWN,
        fixes=[
            manual("name-a-mechanism", say(_("Name PLAIN, LOGIN or CRAM-MD5 in its rows")), *steps)
        ],
        file=EXTERNAL_AUTH_FILE,
        mechanisms=Listing(tuple(named)),
    )


def _places(root: MailRoot, inside: Decision, *, in_clear: bool) -> list[Place]:
    """The setting, then what keeps TLS from working."""
    found = [root.setting(_SETTING).place] if in_clear else []
    found += [place for place, _reason in inside.trace if place is not None]
    return found or [Place(COMMAND_LINE)]


def _ways_out(root: MailRoot, given: Given, inside: Decision) -> Iterator[Fix]:
    """Changes after which somebody can log in; where no setting is all that hinders TLS, a step."""
    mended = [change for change in _CHANGES if _helps(root, given, *change[1:3])]
    for change in (*mended, _DIGEST):
        id_, name, value, title = change
        if change in mended or _helps(root, given, name, value):
            yield review(id_, say(title), set_setting(root, name, value))
    if not mended:
        yield manual("make-tls-work", say(_("Make TLS work")), *steps_to_tls(inside))


def _helps(root: MailRoot, given: Given, name: str, value: str) -> bool:
    edit = set_setting(root, name, value)
    if edit is None:
        return False
    changed = root.with_edits([edit])
    if _hears_in_clear(changed) and _left_in_clear(changed):
        return True
    peers = clients(changed, twin=True).peers
    return begins_tls(changed, given.world, peers).allowed
