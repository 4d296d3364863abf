"""LOG002: -Cl writes the password of each login at the admin port to a log, in clear.

Nothing but leaving the switch out stops it (XMail facts: spool-and-logs, section 6; command-line,
section 5).  Logs that hold such passwords tell of the switch where nothing else does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.gathered import collected_of
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import _, plural, say
from xmailaudit.policy.logs import logged_passwords
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity, StepKind
from xmailaudit.rules.fixes import manual
from xmailaudit.rules.log_fixes import purge
from xmailaudit.rules.rule import MOST_PLACES, NotJudgedError, Rule, cwe, xmail
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "LOG002",
    "ctrl-passwords-logged",
    Severity.HIGH,
    summary=_("Passwords of administrators are written to the log of the admin port in clear."),
    message=_("{switch} writes the password of every login at the admin port to the log in clear"),
    reads=(COMMAND_LINE, "logs/ctrl-*"),
    fix=Applicability.MANUAL,
    references=(cwe(532), xmail("spool-and-logs", 6), xmail("command-line", 5)),
)

_SWITCH = "-Cl"
_LEFT = plural(
    _("A line of {file} holds an administrator's password in clear"),
    _("{lines} lines of the logs of the admin port hold an administrator's password in clear"),
    by="lines",
)


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    options = root.start_options
    if not options.known:
        raise NotJudgedError(say(_("it is not known how XMail is started")))
    switch = options.given(_SWITCH) if listening(root, "ctrl") else None
    found = logged_passwords(root, "ctrl")
    if switch is not None or found.files:
        own = () if switch is None else (options.place(switch),)
        out = OutsideStep(
            say(
                _("Take {switch} out of XMail's start options, then start XMail anew"),
                switch=_SWITCH,
            ),
            COMMAND_LINE,
            kind=StepKind.START_OPTION,
        )
        stop = manual("stop-log", say(_("Do not log the admin port")), out)
        yield RULE.finding(
            *own,
            *(Place(one.file) for one in found.files[:MOST_PLACES]),
            total=len(own) + len(found.files),
            message=None if switch else _LEFT,
            key=(_SWITCH,),
            fixes=[stop, *purge(found)],
            switch=_SWITCH,
            lines=found.lines,
            file=found.files[0].file if found.files else None,
        )
    if found.gap is not None and collected_of(root.source) is None:
        raise found.gap
