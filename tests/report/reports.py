"""Made-up reports for the tests of every form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.roots import mail_root, row
from xmailaudit.audit.grade import summarise
from xmailaudit.audit.report import NotEvaluated, Report, Reported, Target
from xmailaudit.messages import _, say
from xmailaudit.policy.decision import Answer, Decision, Step
from xmailaudit.policy.exposure import Action, Exposure, Origin
from xmailaudit.policy.questions import Connect
from xmailaudit.report.language import Words, translator
from xmailaudit.rules.finding import Applicability, Confidence, Fix, Severity, Witness
from xmailaudit.rules.rule import Rule, cwe
from xmailaudit.tables.edit import SetField
from xmailaudit.tables.row import Place

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding

__all__ = ["AT", "EN", "FILE", "MAP", "NASTY", "RULE", "finding_on", "report_on", "whole_report"]

AT = 1795478400.0
EN = Words(translator("en"))
FILE = "ctrl.ipmap.tab"
MAP = "# the admin port\n" + row("203.0.113.24", "255.255.255.0", "ALLOW", "1")
#: Something for every form: none of it may be obeyed.
NASTY = (
    "\x1b[31m\u202e<script>alert(1)</script> | `x` **b** [a](http://example.test) @all #1 "
    '%0A::error::x, a="b"\\ $USER$ {0} =1+1'
)

RULE = Rule(
    "ACL901",
    "made-up",
    Severity.HIGH,
    summary=_("A rule of a test."),
    message=_("{service} lets in {strangers} strangers"),
    reads=("*.ipmap.tab",),
    fix=Applicability.SAFE,
    references=(cwe(1220),),
)


def report_on(
    *findings: Finding,
    gaps: tuple[NotEvaluated, ...] = (),
    unreadable: tuple[str, ...] = (),
    location: str = "MailRoot",
) -> Report:
    """A report with these findings."""
    reported = tuple(
        Reported(finding, finding.severity, f"{number:032x}")
        for number, finding in enumerate(findings)
    )
    return Report(
        target=Target("directory", location, "1.27"),
        evaluated_at=AT,
        profile="default",
        exposure=(
            Exposure(Action.ADMIN, Origin.INTERNET, Answer.ALLOW),
            Exposure(Action.RELAY, Origin.LAN, Answer.REFUSE),
        ),
        findings=reported,
        not_evaluated=gaps,
        unreadable=tuple((file, say(_("permission denied"))) for file in unreadable),
        summary=summarise(reported, gaps),
    )


def finding_on(root: MailRoot, service: str = "CTRL", **changes: object) -> Finding:
    """A finding about the mask of the map's row, with a proof and a fix."""
    place = Place(FILE, 2, 15, 30, MAP.splitlines()[1].encode())
    step = Step(place, say(_("allows {client}"), client="203.0.113.9"))
    witness = Witness(Connect("ctrl", "203.0.113.9"), Decision(Answer.ALLOW, (step,)))
    fix = Fix(
        "narrow",
        say(_("Let in {address} alone"), address="203.0.113.24"),
        Applicability.SAFE,
        edits=(SetField(FILE, 2, 1, "255.255.255.255"),),
    )
    assert root.exists(FILE)
    made = RULE.finding(place, witness=witness, fixes=[fix], service=service, strangers=1255)
    return made._replace(**changes)  # type: ignore[arg-type]  # names of fields


def whole_report() -> tuple[Report, MailRoot]:
    """One of everything, and the MailRoot it is about."""
    root = mail_root({FILE: MAP})
    absent = RULE.finding(Place("spammers.tab"), severity=Severity.LOW, service="SMTP", strangers=1)
    findings = (
        finding_on(root),
        finding_on(root, NASTY, severity=Severity.MEDIUM, confidence=Confidence.ASSUMED),
        absent,
    )
    gaps = (
        NotEvaluated(RULE, None, say(_("nobody said so"))),
        NotEvaluated(RULE, "server.tab", say(_("permission denied"))),
    )
    return report_on(*findings, gaps=gaps, unreadable=("server.tab",)), root
