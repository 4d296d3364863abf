"""Exit statuses: the whole table, and what leads to which.

0    done; no finding at or above the threshold
1    findings at or above it; what was asked about is refused
2    the command line or a profile is wrong, or the target cannot take this command
3    the target cannot be read as an XMail configuration at all
4    incomplete, and no finding reached the threshold; cannot tell
5    refused, nothing written
70   a defect in xmailaudit itself
130  interrupted

A monitoring plugin has codes of its own (`report.nagios`); whatever goes wrong is UNKNOWN there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from xmailaudit.audit.threshold import counting
from xmailaudit.policy.decision import Answer

if TYPE_CHECKING:
    from xmailaudit.audit.diff import Difference
    from xmailaudit.audit.report import Report
    from xmailaudit.messages import XMailAuditError
    from xmailaudit.policy.tls.inspection import Inspection

__all__ = [
    "CANNOT_TELL",
    "DEFECT",
    "DONE",
    "FINDINGS",
    "INCOMPLETE",
    "INTERRUPTED",
    "NO_TARGET",
    "REFUSED",
    "SHUT_OUT",
    "UNKNOWN",
    "WRONG_USE",
    "of_answer",
    "of_certificate",
    "of_difference",
    "of_error",
    "of_report",
]

DONE: Final = 0
FINDINGS: Final = 1
WRONG_USE: Final = 2
NO_TARGET: Final = 3
INCOMPLETE: Final = 4
REFUSED: Final = 5
DEFECT: Final = 70
INTERRUPTED: Final = 130

#: A plugin that could not find out.
UNKNOWN: Final = 3

#: What `ask` ends with besides DONE.
SHUT_OUT: Final = FINDINGS
CANNOT_TELL: Final = INCOMPLETE


def of_report(report: Report, fail_on: str, *, strict: bool) -> int:
    """The status of an audit; suppressed and baselined findings do not count."""
    counted = counting(fail_on)
    if any(getattr(report.summary, severity) for severity in counted):
        return FINDINGS
    if report.unreadable or (strict and report.not_evaluated):
        return INCOMPLETE
    return DONE


def of_difference(found: Difference, fail_on: str) -> int:
    """The status of a comparison: what is new counts, if nobody accepts it."""
    counted = counting(fail_on)
    if any(one.counts and one.severity.value in counted for one in found.new):
        return FINDINGS
    return INCOMPLETE if found.before.unreadable or found.after.unreadable else DONE


def of_answer(answer: Answer) -> int:
    """The status of `ask`."""
    match answer:
        case Answer.ALLOW:
            return DONE
        case Answer.REFUSE:
            return SHUT_OUT
        case Answer.UNDETERMINED:
            return CANNOT_TELL
    assert_never(answer)


def of_certificate(found: Inspection) -> int:
    """The status of `cert`: whether certificate and key are of use."""
    usable = found.usable
    if usable is None:
        return CANNOT_TELL
    return DONE if usable else FINDINGS


def of_error(error: XMailAuditError) -> int:
    """The status of an error: which family it belongs to."""
    from xmailaudit.fix.errors import FixError
    from xmailaudit.mailroot.errors import TargetError, UnseenFileError

    match error:
        case FixError():
            return REFUSED
        case TargetError():
            return NO_TARGET
        case UnseenFileError():
            return INCOMPLETE
        case _:
            return WRONG_USE
