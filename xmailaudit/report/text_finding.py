"""One finding in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.outside import OutsideFile
from xmailaudit.mailroot.source import ABSENT, Metadata
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import Listing, _, plural, say

from .command import shell_line, witness_command
from .escape import escaped
from .labels import APPLICABILITIES, DOUBTS, MORE_EDITS, SEVERITY_WORDS
from .location import location
from .place import shown_place
from .shown_fix import changes, shown_fix
from .text_decision import answered, trace_lines
from .text_layout import apart, excerpt, width, wrap
from .text_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.report import Reported, Target
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Finding, Fix, OutsideStep, Witness
    from xmailaudit.tables.row import Place

    from .edits import ShownEdit
    from .language import Words
    from .text_style import Style

__all__ = [
    "also",
    "finding_lines",
    "fix_lines",
    "heading",
    "heading_lines",
    "no_row",
    "proof_lines",
    "row_lines",
    "what_lines",
    "why_lines",
]

_INDENT = 2
_MARGIN = " " * 4
_BAR = "  | "
_LOOKS = {"-": "removed", "+": "added"}
#: How a rule names the MailRoot as a place.
_MAIL_ROOT = "."


def finding_lines(
    reported: Reported, target: Target, root: MailRoot, words: Words, style: Style
) -> Iterator[str]:
    """The lines of a finding, part by part."""
    finding = reported.finding
    yield from heading_lines(reported, words, style)
    yield from apart(
        what_lines(finding, words),
        row_lines(finding, root, words, style),
        why_lines(finding, words),
        () if finding.witness is None else proof_lines(finding.witness, target, words),
        *(fix_lines(fix, root, words, other=n > 0) for n, fix in enumerate(finding.fixes)),
    )


# ------------------------------------------------------------ what and why


def heading(reported: Reported, words: Words) -> str:
    """How bad it is, how sure, and by which rule."""
    return " ".join(_heading(reported, words))


def heading_lines(reported: Reported, words: Words, style: Style = PLAIN) -> Iterator[str]:
    """The heading; where there is no room for it on a line, the rule has its own."""
    severity, rule = _heading(reported, words)
    look = reported.severity.value
    if width(f"{severity} {rule}") <= words.width:
        yield f"{style(look, severity)} {style('bold', rule)}"
        return
    yield style(look, severity)
    yield from (style("bold", line) for line in wrap(rule, words.width, first=" " * _INDENT))


def _heading(reported: Reported, words: Words) -> tuple[str, str]:
    severity = SEVERITY_WORDS[reported.severity]
    doubt = DOUBTS[reported.finding.confidence]
    how_bad = words(severity) if doubt is None else words(doubt, severity=say(severity))
    rule = reported.finding.rule
    return how_bad, f"{rule.id} {rule.name}"


def what_lines(finding: Finding, words: Words) -> Iterator[str]:
    """What is wrong."""
    yield from wrap(words.message(finding.message), words.width, first=" " * _INDENT)


def why_lines(finding: Finding, words: Words) -> Iterator[str]:
    """Why it matters."""
    yield from _labelled(words(_("Why:")), words(finding.rule.summary), words)


# ------------------------------------------------------------ where


def row_lines(
    finding: Finding, root: MailRoot, words: Words, style: Style = PLAIN
) -> Iterator[str]:
    """The primary row, underlined, and where else it is so."""
    first, *others = finding.places
    margin = " " * _INDENT
    if first.line is None:
        yield from wrap(words.message(no_row(first, root, words)), words.width, first=margin)
    else:
        yield from wrap(location(first, words), words.width, first=margin, whole=True)
        shown = shown_place(first)
        picture = excerpt(shown.row or "", shown.mark, words.width - len(_BAR))
        yield _BAR + picture.row
        yield _BAR + style("marks", picture.marks)
    if others:
        yield from wrap(words.message(also(finding, words)), words.width, first=margin)


def no_row(place: Place, root: MailRoot, words: Words) -> Message:
    """The place of a finding about no row: a file's absence, or all of it."""
    file = location(place, words)
    if place.file == COMMAND_LINE or isinstance(place.file, OutsideFile):
        return say(_("{file}"), file=file)
    if place.file == _MAIL_ROOT:
        return say(_("the MailRoot itself"))
    if root.content(place.file) is not ABSENT:
        return say(_("{file}: no single row"), file=file)
    is_folder = isinstance(root.source.metadata(place.file), Metadata)
    template = _("{file}: the folder") if is_folder else _("{file}: the file does not exist")
    return say(template, file=file)


def also(finding: Finding, words: Words) -> Message:
    """Where else it is so."""
    places = Listing(tuple(location(place, words) for place in finding.places[1:]))
    hidden = finding.total - len(finding.places)
    if hidden <= 0:
        return say(_("Also: {places}"), places=places)
    template = plural(
        _("Also: {places}, and {count} more"), _("Also: {places}, and {count} more"), by="count"
    )
    return say(template, places=places, count=hidden)


# ------------------------------------------------------------ proof


def proof_lines(witness: Witness, target: Target, words: Words) -> Iterator[str]:
    """What XMail says to whom, the rows that lead to it, and the command that shows it."""
    proof = answered(witness.question, witness.decision)
    yield from _labelled(words(_("Proof:")), words.message(proof), words)
    yield from trace_lines(witness.decision.trace, words, indent=_INDENT * 2)
    # On one line, however long: it is there to be copied.
    command = escaped(shell_line(witness_command(witness, target)))
    yield f"{' ' * _INDENT}{words(_('See for yourself:'))} {command}"


# ------------------------------------------------------------ what to do


def fix_lines(
    fix: Fix, root: MailRoot, words: Words, style: Style = PLAIN, *, other: bool = False
) -> Iterator[str]:
    """A fix: its title and how far it may be trusted, its edits as a diff, its steps.

    `other` is one that may be done in place of the first.
    """
    shown = shown_fix(fix, root)
    template = _("{title} ({applicability})")
    applicability = say(APPLICABILITIES[shown.applicability])
    title = words(template, title=shown.title, applicability=applicability)
    yield from _labelled(words(_("Or:") if other else _("What to do:")), title, words)
    if shown.question is not None:
        question = words.message(shown.question)
        yield from wrap(
            words(_("To choose: {question}"), question=question), words.width, first=_MARGIN
        )
    yield from _steps(shown.before, words)
    yield from _edit_lines(shown.edits, words, style)
    if shown.more:
        yield from wrap(words(MORE_EDITS, more=shown.more), words.width, first=_MARGIN)
    yield from _steps(shown.after, words)


def _steps(steps: Iterable[OutsideStep], words: Words) -> Iterator[str]:
    for step in steps:
        yield from wrap(words.message(step.what), words.width, first=f"{_MARGIN}- ")


def _edit_lines(edits: Iterable[ShownEdit], words: Words, style: Style) -> Iterator[str]:
    """The lines that go and come, file by file, each with its number and sign."""
    file = None
    for change in changes(edits):
        if change.file != file:
            file = change.file
            yield from wrap(words.show(file), words.width, first=_MARGIN, whole=True)
        if change.note is not None:
            yield from wrap(words(change.note), words.width, first=f"{_MARGIN}  ")
            continue
        lead = f"{_MARGIN}{change.number:>4} {change.sign} "
        text = excerpt(change.text, change.mark, words.width - len(lead)).row
        yield style(_LOOKS.get(change.sign, ""), (lead + text).rstrip())


def _labelled(label: str, text: str, words: Words) -> Iterator[str]:
    """A sentence behind a label that stands out by its place."""
    yield from wrap(text, words.width, first=f"{' ' * _INDENT}{label} ", rest=" " * _INDENT * 2)
