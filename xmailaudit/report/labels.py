"""The words that every form of a report has for severities, answers, origins and the like."""

from __future__ import annotations

from xmailaudit.messages import _, plural
from xmailaudit.policy.decision import Answer
from xmailaudit.policy.exposure import Action, Origin
from xmailaudit.rules.finding import Applicability, Confidence, Severity

__all__ = [
    "ACTIONS",
    "ANSWERS",
    "APPLICABILITIES",
    "COUNTS",
    "DOUBTS",
    "FIX_PROMISE",
    "LEFT_OUT",
    "MORE_EDITS",
    "ORIGINS",
    "SEVERITIES",
    "SEVERITY_WORDS",
    "UNKNOWN",
]

SEVERITIES = {
    Severity.CRITICAL: _("critical"),
    Severity.HIGH: _("high"),
    Severity.MEDIUM: _("medium"),
    Severity.LOW: _("low"),
    Severity.INFO: _("info"),
}
#: A severity as a heading begins with it.
SEVERITY_WORDS = {
    Severity.CRITICAL: _("CRITICAL"),
    Severity.HIGH: _("HIGH"),
    Severity.MEDIUM: _("MEDIUM"),
    Severity.LOW: _("LOW"),
    Severity.INFO: _("INFO"),
}
#: What is proved needs no word.
DOUBTS = {
    Confidence.CERTAIN: None,
    Confidence.LIKELY: _("{severity} (likely)"),
    Confidence.ASSUMED: _("{severity} (assumed)"),
}
APPLICABILITIES = {
    Applicability.SAFE: _("safe"),
    Applicability.REVIEW: _("review"),
    Applicability.MANUAL: _("by hand"),
}
FIX_PROMISE = _(
    "safe: nobody gains access and mail goes where it went; review: look at it before; "
    "by hand: only you can do it."
)
MORE_EDITS = plural(
    _("… and {more} more change; --format json has them all"),
    _("… and {more} more changes; --format json has them all"),
    by="more",
)

ACTIONS = {
    Action.SEND_TO_US: _("send mail to us"),
    Action.RELAY: _("relay through us"),
    Action.LOGIN_WITHOUT_TLS: _("log in without TLS"),
    Action.ADMIN: _("use the admin port"),
    Action.FINGER: _("ask finger"),
}
ORIGINS = {
    Origin.INTERNET: _("the internet"),
    Origin.NEIGHBOURS: _("neighbours in your /24"),
    Origin.LAN: _("your LAN"),
    Origin.THIS_MACHINE: _("this machine"),
}
#: What an answer is called in data, and the word for it.
ANSWERS = {
    Answer.ALLOW: ("yes", _("yes")),
    Answer.REFUSE: ("no", _("no")),
    Answer.UNDETERMINED: ("unknown", _("?")),
}
UNKNOWN = _("?: the files alone do not tell")

COUNTS = {
    "critical": _("{count} critical"),
    "high": _("{count} high"),
    "medium": _("{count} medium"),
    "low": _("{count} low"),
    "info": _("{count} info"),
    "suppressed": _("{count} suppressed"),
    "baselined": _("{count} in the baseline"),
}
LEFT_OUT = plural(
    _("{count} rule was left out, so what it looks for is not graded."),
    _("{count} rules were left out, so what they look for is not graded."),
    by="count",
)
