"""xmailaudit: what would this XMail 1.27 server do, and who could abuse it?

    import xmailaudit

    root = xmailaudit.load("MailRoot")
    report = xmailaudit.audit(root, profile="strict")
    xmailaudit.ask(root, xmailaudit.Relay(client="203.0.113.9", recipient="someone@example.net"))

Importing this loads nothing else; a name is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xmailaudit.audit.errors import (
        AuditError,
        BaselineError,
        OwnRuleError,
        ProfileError,
        SelectionError,
    )
    from xmailaudit.audit.report import NotEvaluated, Report, Reported, Summary, Target
    from xmailaudit.mailroot.errors import TargetError, UnseenFileError
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message, XMailAuditError
    from xmailaudit.policy.decision import Answer, Decision, Reply, Step
    from xmailaudit.policy.errors import QuestionError
    from xmailaudit.policy.exposure import Exposure
    from xmailaudit.policy.questions import Auth, Connect, List, Relay, Route
    from xmailaudit.policy.routing.node import Event, Node, Poster, Posting
    from xmailaudit.rules.finding import Applicability, Confidence, Finding, Fix, Severity, Witness
    from xmailaudit.session import ask, audit, load
    from xmailaudit.tables.row import Place

__all__ = [
    "Answer",
    "Applicability",
    "AuditError",
    "Auth",
    "BaselineError",
    "Confidence",
    "Connect",
    "Decision",
    "Event",
    "Exposure",
    "Finding",
    "Fix",
    "List",
    "MailRoot",
    "Message",
    "Node",
    "NotEvaluated",
    "OwnRuleError",
    "Place",
    "Poster",
    "Posting",
    "ProfileError",
    "QuestionError",
    "Relay",
    "Reply",
    "Report",
    "Reported",
    "Route",
    "SelectionError",
    "Severity",
    "Step",
    "Summary",
    "Target",
    "TargetError",
    "UnseenFileError",
    "Witness",
    "XMailAuditError",
    "__version__",
    "ask",
    "audit",
    "load",
]

__version__ = "0.1.0"

_MODULES = {
    "audit.errors": (
        "AuditError",
        "BaselineError",
        "OwnRuleError",
        "ProfileError",
        "SelectionError",
    ),
    "audit.report": ("NotEvaluated", "Report", "Reported", "Summary", "Target"),
    "mailroot.errors": ("TargetError", "UnseenFileError"),
    "mailroot.root": ("MailRoot",),
    "messages": ("Message", "XMailAuditError"),
    "policy.decision": ("Answer", "Decision", "Reply", "Step"),
    "policy.errors": ("QuestionError",),
    "policy.exposure": ("Exposure",),
    "policy.questions": ("Auth", "Connect", "List", "Relay", "Route"),
    "policy.routing.node": ("Event", "Node"),
    "policy.routing.posting": ("Poster", "Posting"),
    "rules.finding": ("Applicability", "Confidence", "Finding", "Fix", "Severity", "Witness"),
    "session": ("ask", "audit", "load"),
    "tables.row": ("Place",),
}


# The function `audit` shares its name with the package it stands for.  A package binds its name in
# here when it is first imported, and only then; with that done now, the function keeps the name.
__import__(f"{__name__}.audit")
del globals()["audit"]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    for module, names in _MODULES.items():
        if name in names:
            from importlib import import_module

            value: object = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
