"""One finding as an article of the HTML report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .command import shell_line, witness_command
from .escape import escaped
from .html_elements import element, listed, sentence
from .labels import APPLICABILITIES, DOUBTS, MORE_EDITS, SEVERITIES
from .location import location
from .place import shown_place
from .shown_fix import changes, shown_fix
from .text_decision import answered
from .text_finding import also, no_row
from .text_layout import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.audit.report import Reported, Target
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.policy.decision import Step
    from xmailaudit.rules.finding import Finding, Fix, OutsideStep, Witness
    from xmailaudit.rules.rule import Rule

    from .html_elements import Child, Element
    from .language import Words
    from .shown_fix import Change, ShownFix

__all__ = ["article", "finding_id"]

#: A row wider than this is cut around what matters in it.
_ROOM = 160


def finding_id(reported: Reported) -> str:
    """The name of a finding within the page, the same in every report."""
    return f"{reported.finding.rule.id}-{reported.fingerprint[:12]}"


def article(
    reported: Reported, target: Target, root: MailRoot, words: Words, **attributes: str
) -> Element:
    """What, why, where, how it was proved, what to do."""
    finding = reported.finding
    return element(
        "article",
        _heading(reported, words),
        element("h3", *sentence(finding.message, words)),
        element("p", words(finding.rule.summary), class_="why"),
        *_where(finding, root, words),
        None if finding.witness is None else _proof(finding.witness, target, words),
        *(_way_out(fix, root, words, first=n == 0) for n, fix in enumerate(finding.fixes)),
        _references(finding.rule),
        id=finding_id(reported),
        **attributes,
    )


def _heading(reported: Reported, words: Words) -> Element:
    rule = reported.finding.rule
    doubt = DOUBTS[reported.finding.confidence]
    severity = words(SEVERITIES[reported.severity])
    if doubt is not None:
        severity = words(doubt, severity=say(SEVERITIES[reported.severity]))
    return element(
        "p",
        element("span", severity, class_=f"badge {reported.severity.value}"),
        " ",
        element("a", rule.id, class_="rule", href=f"#{finding_id(reported)}"),
        " ",
        element("span", rule.name, class_="name"),
        class_="heading",
    )


# ------------------------------------------------------------ where


def _where(finding: Finding, root: MailRoot, words: Words) -> Iterator[Element]:
    first = finding.places[0]
    if first.line is None:
        yield element("p", *sentence(no_row(first, root, words), words), class_="place")
    else:
        shown = shown_place(first)
        before, marked, after = parts(shown.row or "", shown.mark, _ROOM)
        row = element("code", before, element("mark", marked or " "), after)
        yield element(
            "figure",
            element("figcaption", location(first, words)),
            _scrolled(element("span", str(shown.line), class_="number"), row),
        )
    if len(finding.places) > 1:
        yield element("p", *sentence(also(finding, words), words), class_="also")


def _scrolled(*children: Child, class_: str | None = None) -> Element:
    """Lines that scroll by themselves, with the keyboard too."""
    return element("pre", *children, tabindex="0", class_=class_)


# ------------------------------------------------------------ proof


def _proof(witness: Witness, target: Target, words: Words) -> Element:
    proof = answered(witness.question, witness.decision)
    command = escaped(shell_line(witness_command(witness, target)))
    return element(
        "section",
        element("h4", words(_("Proof"))),
        element("p", *sentence(proof, words)),
        listed((_step(step, words) for step in witness.decision.trace), "ol", class_="trace"),
        element(
            "div",
            element("p", words(_("See for yourself:"))),
            _scrolled(element("code", command), class_="command"),
            class_="try",
        ),
        class_="proof",
    )


def _step(step: Step, words: Words) -> Iterator[Child]:
    if step.place is not None:
        yield element("span", location(step.place, words), class_="at")
        yield " "
    yield element("span", *sentence(step.reason, words))


# ------------------------------------------------------------ what to do


def _way_out(fix: Fix, root: MailRoot, words: Words, *, first: bool) -> Element:
    shown = shown_fix(fix, root)
    applicability = words(APPLICABILITIES[shown.applicability])
    return element(
        "section",
        element(
            "h4",
            words(_("What to do") if first else _("Or")),
            " ",
            element("span", applicability, class_=f"tag {shown.applicability.value}"),
        ),
        element("p", *sentence(shown.title, words)),
        None if shown.question is None else element("p", *_question(shown, words)),
        _steps(shown.before, words),
        _diff(shown, words),
        _steps(shown.after, words),
        class_="fix",
    )


def _question(shown: ShownFix, words: Words) -> Iterator[Child]:
    return sentence(say(_("To choose: {question}"), question=shown.question), words)


def _steps(steps: tuple[OutsideStep, ...], words: Words) -> Element | None:
    return listed((sentence(step.what, words) for step in steps), class_="steps")


def _diff(shown: ShownFix, words: Words) -> Element | None:
    """The lines that go and come; their signs are text, so that colour is not all."""
    if not shown.edits:
        return None
    made = _scrolled(class_="diff")
    file = None
    for change in changes(shown.edits):
        if change.file != file:
            file = change.file
            made.append(element("span", words.show(file), class_="file"))
        made.append(_changed(change, words))
    if shown.more:
        made.append(element("span", words(MORE_EDITS, more=shown.more), class_="note"))
    return made


def _changed(change: Change, words: Words) -> Element:
    if change.note is not None:
        return element("span", words(change.note), class_="note")
    before, marked, after = parts(change.text, change.mark, _ROOM)
    return element(
        {"-": "del", "+": "ins"}[change.sign],
        element("span", change.number, class_="number"),
        f"{change.sign} {before}{marked}{after}",
    )


def _references(rule: Rule) -> Element | None:
    """Where one can read on; nothing is loaded unless somebody follows a link."""
    links = [
        [element("a", one.id, href=one.url, rel="noopener noreferrer")]
        for one in rule.references
        if one.url is not None and one.url.startswith("https://")
    ]
    return listed(links, class_="references")
