"""The report as GitHub's workflow commands: each finding an annotation at its line.

    ::error file=MailRoot/smtprelay.tab,line=3,col=1,endColumn=22,title=REL001 open-relay::…

Forgejo and Gitea read them too.  Nothing but commands is printed, and whatever could end one or
begin another is encoded.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from xmailaudit.mailroot.source import TargetKind
from xmailaudit.messages import Listing, _, say
from xmailaudit.rules.finding import Severity

from .labels import APPLICABILITIES, DOUBTS, SEVERITIES
from .location import location
from .place import shown_place
from .summary import audited, counted, grade, number_open, open_checks, shortened, unreadable
from .text_decision import answered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.report import Report, Reported, Target
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Finding

    from .language import Words

__all__ = ["github_text"]

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}


def github_text(report: Report, _root: MailRoot, words: Words) -> str:
    """One command a line: the findings, what is open, and the grade."""
    return "".join(f"{line}\n" for line in _lines(report, words))


def _lines(report: Report, words: Words) -> Iterator[str]:
    for reported in report.counted:
        yield _annotation(reported, report.target, words)
    for file in unreadable(report):
        yield _command("error", words.message(file), title=words(_("Could not be read")))
    if report.not_evaluated:
        gaps = map(words.message, shortened(open_checks(report)))
        yield _command("notice", "\n".join(gaps), title=words.message(number_open(report)))
    told = (grade(report), counted(report), audited(report))
    yield _command("notice", "\n".join(map(words.message, told)), title="xmailaudit")


def _annotation(reported: Reported, target: Target, words: Words) -> str:
    finding = reported.finding
    severity: str = words(SEVERITIES[reported.severity])
    doubt = DOUBTS[finding.confidence]
    if doubt is not None:
        severity = words(doubt, severity=say(SEVERITIES[reported.severity]))
    title = f"{finding.rule.id} {finding.rule.name}: {severity}"
    return _command(
        _LEVELS[reported.severity],
        "\n".join(_told(finding, words)),
        **_place(finding, target, words),
        title=title,
    )


def _told(finding: Finding, words: Words) -> Iterator[str]:
    """What is wrong and where, why it matters, the proof, the ways out."""
    places = Listing(tuple(location(place, words) for place in finding.places))
    yield words(_("{finding} ({places})"), finding=finding.message, places=places)
    yield words(finding.rule.summary)
    if finding.witness is not None:
        yield words.message(answered(finding.witness.question, finding.witness.decision))
    for fix in finding.fixes:
        template = _("{title} ({applicability})")
        applicability = say(APPLICABILITIES[fix.applicability])
        yield words(template, title=fix.title, applicability=applicability)


def _place(finding: Finding, target: Target, words: Words) -> dict[str, str]:
    """Where the annotation stands; nowhere for what is no file of its own, as in an archive."""
    first = finding.places[0]
    shown = shown_place(first)
    elsewhere = shown.pasted or shown.path
    if elsewhere is not None:
        place = {"file": words.show(elsewhere)}
    elif target.kind == TargetKind.DIRECTORY.value and not first.file.startswith("("):
        place = {"file": words.show(PurePath(target.location, shown.file).as_posix())}
    else:
        return {}
    if shown.line is not None:
        place["line"] = str(shown.line)
    if shown.column is not None:
        place["col"] = str(shown.column)
    if shown.end_column is not None:
        place["endColumn"] = str(shown.end_column)
    return place


def _command(name: str, message: str, **properties: str) -> str:
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{_data(message)}"


def _data(text: str) -> str:
    return _encoded(text, (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")))


def _property(text: str) -> str:
    return _encoded(_data(text), ((":", "%3A"), (",", "%2C")))


def _encoded(text: str, codes: Iterable[tuple[str, str]]) -> str:
    for character, code in codes:
        text = text.replace(character, code)
    return text
