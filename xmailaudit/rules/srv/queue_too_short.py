"""SRV013: XMail gives up on a server that does not answer sooner than mail servers should.

RFC 5321, 4.5.4.1 asks for four or five days (XMail facts: spool-and-logs 1; command-line 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import _, say
from xmailaudit.policy.outbound.retries import retries, tries_for
from xmailaudit.rules.finding import Applicability, OutsideStep, Severity
from xmailaudit.rules.fixes import manual, start_options_step
from xmailaudit.rules.rule import NotJudgedError, Rule, rfc, xmail
from xmailaudit.rules.witnesses import listener_confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding, Fix
    from xmailaudit.rules.given import Given

RULE = Rule(
    "SRV013",
    "queue-too-short",
    Severity.MEDIUM,
    summary=_("XMail gives up on a server that does not answer within less than four days."),
    message=_(
        "XMail gives a message up after {tries} tries in {hours} hours; RFC 5321 asks for at least "
        "four days"
    ),
    reads=(COMMAND_LINE,),
    fix=Applicability.MANUAL,
    references=(rfc(5321, "4.5.4.1"), xmail("spool-and-logs", 1), xmail("command-line", 5)),
)

_ONCE = _(
    "XMail tries a message once: whatever server is busy, restarting or greylisting gets none"
)
_SWITCHES = ("-Qr", "-Qt", "-Qi")
_HOUR = 3600
_DAY = 24 * _HOUR
_LEAST = 4 * _DAY
_GOOD = 5 * _DAY - 2 * _HOUR
#: More would be a knock every few minutes, for days.
_MOST_TRIES = 1000
#: What greylisting and a restart take.
_HARDLY_ANY = _HOUR


@RULE.check
def check(root: MailRoot, _given: Given) -> Iterator[Finding]:
    options = root.start_options
    if not options.known:
        raise NotJudgedError(say(_("it is not known how XMail is started")))
    kept = retries(options)
    if kept.seconds >= _LEAST:
        return
    switches = [switch for switch in map(options.given, _SWITCHES) if switch is not None]
    yield RULE.finding(
        *([options.place(switch) for switch in switches] or [options.place()]),
        severity=Severity.HIGH if kept.seconds < _HARDLY_ANY else None,
        confidence=listener_confidence(root),
        message=_message(kept.tries),
        key=("queue",),
        fixes=[_fix(root)],
        tries=kept.tries,
        hours=f"{kept.seconds / _HOUR:.1f}",
    )


def _message(tries: int) -> Template | None:
    return _ONCE if tries == 1 else None


def _fix(root: MailRoot) -> Fix:
    needed = tries_for(root.start_options, _GOOD)
    start = start_options_step()
    if needed is None or needed > _MOST_TRIES:
        title = say(_("Start XMail with -Qt 480 -Qi 16 -Qr 68, which is about five days"))
        return manual("keep-longer", title, start)
    warn = OutsideStep(
        say(
            _(
                "The waits grow with each try; to tell senders early that their mail is late, set "
                "NotifyTryPattern"
            )
        )
    )
    title = say(_("Start XMail with -Qr {number}, which is about five days"), number=str(needed))
    return manual("keep-longer", title, start, warn)
