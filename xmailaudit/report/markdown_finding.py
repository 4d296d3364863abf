"""One finding in Markdown, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .command import shell_line, witness_command
from .escape import escaped
from .labels import APPLICABILITIES, MORE_EDITS
from .location import location
from .markdown_text import code, escaped_words, fence, sentence
from .place import shown_place
from .shown_fix import changes, shown_fix
from .text_decision import answered
from .text_finding import also, heading, no_row
from .text_layout import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.audit.report import Reported, Target
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Template
    from xmailaudit.rules.finding import Finding, Fix, OutsideStep, Witness

    from .language import Words
    from .place import ShownPlace
    from .shown_fix import Change

__all__ = ["finding_blocks", "items"]

#: A row wider than this is cut around what matters in it.
_ROOM = 120


def finding_blocks(
    reported: Reported, target: Target, root: MailRoot, words: Words
) -> Iterator[str]:
    """The paragraphs, lists and fences of a finding."""
    finding = reported.finding
    yield f"## {escaped_words(heading(reported, words))}"
    yield sentence(finding.message, words)
    yield from _where(finding, root, words)
    yield _labelled(_("Why:"), words, escaped_words(words(finding.rule.summary)))
    if finding.witness is not None:
        yield from _proof(finding.witness, target, words)
    for number, fix in enumerate(finding.fixes):
        yield from _way_out(fix, root, words, first=number == 0)


def items(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines)


def _labelled(label: Template, words: Words, text: str) -> str:
    return f"**{escaped_words(words(label))}** {text}"


def _where(finding: Finding, root: MailRoot, words: Words) -> Iterator[str]:
    first = finding.places[0]
    if first.line is None:
        yield sentence(no_row(first, root, words), words)
    else:
        yield code(location(first, words))
        yield fence(_row(shown_place(first)))
    if len(finding.places) > 1:
        yield sentence(also(finding, words), words)


def _row(shown: ShownPlace) -> tuple[str, str]:
    """The row behind its number: whatever it begins with, no line does."""
    number = f"{shown.line} | "
    picture = excerpt(shown.row or "", shown.mark, _ROOM)
    return number + picture.row, " " * (len(number) - 2) + "| " + picture.marks


def _proof(witness: Witness, target: Target, words: Words) -> Iterator[str]:
    proof = answered(witness.question, witness.decision)
    yield _labelled(_("Proof:"), words, sentence(proof, words))
    steps = [
        sentence(step.reason, words)
        if step.place is None
        else f"{code(location(step.place, words))}: {sentence(step.reason, words)}"
        for step in witness.decision.trace
    ]
    if steps:
        yield items(steps)
    yield _labelled(_("See for yourself:"), words, "")[:-1]
    yield fence([escaped(shell_line(witness_command(witness, target)))], "sh")


def _way_out(fix: Fix, root: MailRoot, words: Words, *, first: bool) -> Iterator[str]:
    shown = shown_fix(fix, root)
    applicability = say(APPLICABILITIES[shown.applicability])
    title = say(_("{title} ({applicability})"), title=shown.title, applicability=applicability)
    label = _("What to do:") if first else _("Or:")
    yield _labelled(label, words, sentence(title, words))
    if shown.question is not None:
        yield sentence(say(_("To choose: {question}"), question=shown.question), words)
    yield from _steps(shown.before, words)
    lines = list(_diff(changes(shown.edits), words))
    if lines:
        yield fence(lines, "diff")
    if shown.more:
        yield escaped_words(words(MORE_EDITS, more=shown.more))
    yield from _steps(shown.after, words)


def _steps(steps: tuple[OutsideStep, ...], words: Words) -> Iterator[str]:
    if steps:
        yield items(sentence(step.what, words) for step in steps)


def _diff(changed: Iterable[Change], words: Words) -> Iterator[str]:
    """The lines that go and come below their file and number, as `diff` marks them."""
    place = None
    for change in changed:
        if (change.file, change.number) != place:
            place = change.file, change.number
            where = words.show(change.file) + (f":{change.number}" if change.number else "")
            yield f"@@ {where} @@"
        if change.note is not None:
            yield f"  {words(change.note)}"
        else:
            yield (change.sign + excerpt(change.text, change.mark, _ROOM).row).rstrip()
