"""LOG005: XMail writes no log of what would tell who abused it.

Every log is off unless its switch is given (XMail facts: command-line, section 5).  The one of SMTP
is worth most: without it nobody can say who sent a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.start_options import COMMAND_LINE, LOGS
from xmailaudit.messages import Listing, _, plural, say
from xmailaudit.policy.logs import is_logged
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual, start_options_step
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, xmail
from xmailaudit.rules.witnesses import listener_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "LOG005",
    "no-logs",
    Severity.MEDIUM,
    summary=_("XMail writes no log of who sends, who logs in, or where mail goes."),
    message=plural(
        _("XMail is started without {switches}: {untold} leaves no trace"),
        _("XMail is started without {switches}: {untold} leave no trace"),
        by="logs",
    ),
    reads=(COMMAND_LINE,),
    fix=Applicability.MANUAL,
    references=(cwe(778), xmail("command-line", 5), xmail("spool-and-logs", 5)),
)

_UNTOLD = {
    "smtp": _("who sends through the server"),
    "smail": _("where its mail is delivered"),
    "pop3": _("who logs in to mailboxes"),
}


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    options = root.start_options
    if not options.known:
        raise NotJudgedError(say(_("it is not known how XMail is started")))
    served = [name for name in _UNTOLD if name == "smail" or listening(root, name)]
    told = {name: is_logged(root, name, given.now) for name in served}
    missing = [name for name, known in told.items() if known is False]
    if missing:
        switches = Listing(tuple(LOGS[name] for name in missing))
        title = say(_("Start XMail with {switches} as well"), switches=switches)
        yield RULE.finding(
            options.place(),
            severity=None if "smtp" in missing else Severity.LOW,
            confidence=listener_confidence(root),
            key=("logs",),
            fixes=[manual("log", title, start_options_step())],
            switches=switches,
            untold=Listing(tuple(say(_UNTOLD[name]) for name in missing)),
            logs=len(missing),
        )
    if None in told.values():
        raise NotJudgedError(say(_("whether there are logs cannot be seen")))
