"""AUT018: a wrong POP3 password costs no time.

XMail waits `-Pw` seconds after a failed login, twice as long after the next on the same connection;
with 0 it does not wait at all (XMail facts: command-line 5; access 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import _, say
from xmailaudit.policy.addresses import loopback
from xmailaudit.policy.reach import listening
from xmailaudit.rules.finding import Applicability, Severity
from xmailaudit.rules.fixes import manual, start_options_step
from xmailaudit.rules.rule import NotJudgedError, Rule, cwe, xmail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding
    from xmailaudit.rules.given import Given

RULE = Rule(
    "AUT018",
    "login-delay-off",
    Severity.LOW,
    summary=_("POP3 passwords may be guessed without a wait after each wrong one."),
    message=_(
        "-Pw is {value}: after a wrong POP3 password XMail does not wait, so guessing is fast"
    ),
    reads=(COMMAND_LINE,),
    fix=Applicability.MANUAL,
    references=(cwe(307), xmail("command-line", 5), xmail("access", 7)),
)

_DELAY = "-Pw"
_HANG_UP = "-Ph"
_SECONDS = 5


@RULE.check
def check(root: MailRoot, given: Given) -> Iterator[Finding]:
    options = root.start_options
    if not options.known:
        raise NotJudgedError(say(_("it is not known how XMail is started")))
    hangs_up = options.flag(_HANG_UP)
    switch = options.given(_DELAY)
    if switch is None or options.bad_login_delay > 0 or hangs_up:
        return
    if listening(root, "pop3") - loopback():
        title = say(_("Start XMail with -Pw {seconds}, or without -Pw"), seconds=_SECONDS)
        yield RULE.finding(
            options.place(switch),
            key=(_DELAY,),
            fixes=[manual("wait", title, start_options_step())],
            value=switch.value,
        )
