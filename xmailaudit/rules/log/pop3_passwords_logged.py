"""LOG001: passwords of users stand in the POP3 log, or will.

Pop3LogPasswd 1 writes those of failed logins, 2 those of all, where -Pl writes a log at all (XMail
facts: spool-and-logs, section 6; server-tab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.settings import State
from xmailaudit.mailroot.source import TargetKind
from xmailaudit.mailroot.start_options import OriginKind
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.logs import logged_passwords
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Confidence, Severity
from xmailaudit.rules.fixes import safe, set_setting
from xmailaudit.rules.log_fixes import purge
from xmailaudit.rules.rule import MOST_PLACES, Rule, cwe, xmail
from xmailaudit.rules.shown import require_shown
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.policy.logs import LoggedPasswords
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

_SETTING = "Pop3LogPasswd"

RULE = Rule(
    "LOG001",
    "pop3-passwords-logged",
    Severity.CRITICAL,
    summary=_("Passwords of users stand in the POP3 log in clear, or will."),
    message=_("-Pl and {setting} {value} write the passwords of POP3 logins to the log in clear"),
    reads=("server.tab", "logs/pop3-*"),
    fix=Applicability.SAFE,
    references=(cwe(532), xmail("spool-and-logs", 6), xmail("server-tab")),
)

_STAND = plural(
    _("A line of {file} holds the password of a POP3 login in clear"),
    _("{lines} lines of the POP3 logs hold the password of a login in clear"),
    by="lines",
)
_SEEN = _("{setting} {value} writes the passwords of POP3 logins to the log in clear")
_MAYBE = _(
    "{setting} {value} writes the passwords of POP3 logins to the log in clear, if XMail is "
    "started with -Pl"
)
_WITH_POP3 = _(
    "{setting} {value} does nothing yet: passwords of POP3 logins are written as soon as POP3 "
    "listens again, for -Pl is given"
)
_LATER = _(
    "{setting} {value} does nothing yet: passwords of POP3 logins are written as soon as XMail is "
    "started with -Pl"
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    setting = root.setting(_SETTING)
    found = logged_passwords(root, "pop3")
    if setting.state is not State.UNKNOWN and setting.integer in (1, 2):
        message, severity, confidence = _judged(root, found)
        title = say(_("Set {setting} to 0"), setting=_SETTING)
        yield RULE.finding(
            setting.place,
            message=message,
            severity=severity,
            confidence=confidence,
            key=(_SETTING,),
            fixes=[safe("log-none", title, set_setting(root, _SETTING, "0"))],
            setting=_SETTING,
            value=setting.integer,
        )
    if found.files:
        yield RULE.finding(
            *(Place(one.file) for one in found.files[:MOST_PLACES]),
            total=len(found.files),
            message=_STAND,
            fixes=purge(found),
            lines=found.lines,
            file=found.files[0].file,
        )
    require_shown(root, _SETTING)
    if found.gap is not None and not _shows_no_logs(root):
        raise found.gap


def _judged(root: MailRoot, found: LoggedPasswords) -> tuple[Template, Severity, Confidence]:
    """Of the setting: whether XMail writes a log at all is told, or shown by what stands in it."""
    options = root.start_options
    if options.origin.kind in (OriginKind.GIVEN, OriginKind.FOUND):
        if not options.log("pop3"):
            return _LATER, Severity.LOW, Confidence.CERTAIN
        if not listening(root, "pop3"):
            return _WITH_POP3, Severity.LOW, Confidence.CERTAIN
        return RULE.message, Severity.CRITICAL, Confidence.CERTAIN
    if found.files:
        return _SEEN, Severity.CRITICAL, Confidence.CERTAIN
    return _MAYBE, Severity.HIGH, Confidence.ASSUMED


def _shows_no_logs(root: MailRoot) -> bool:
    """Whether the source never has logs: a pasted text, or what was gathered without them."""
    return root.source.kind is TargetKind.XMAILCFG or collected_of(root.source) is not None
