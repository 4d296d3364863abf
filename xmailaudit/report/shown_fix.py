"""A fix as every form of a report shows it: its title, what comes before, its changes in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _

from .edits import edits_of, fix_steps, is_pasted, shown_edits
from .shown_rights import is_of_bytes, rights_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.rules.finding import Applicability, Fix, OutsideStep

    from .edits import ShownEdit

__all__ = ["Change", "ShownFix", "changes", "shown_fix"]

#: A long table may need thousands; the JSON report has them all.
_MOST_EDITS = 20


class ShownFix(NamedTuple):
    """A fix; the texts of its edits are still foreign.

    `before` is to be done before the edits, `after` behind them; `more` edits are not shown.
    Rights that are taken stand among the steps, as commands.
    """

    title: Message
    applicability: Applicability
    question: Message | None
    before: tuple[OutsideStep, ...]
    edits: tuple[ShownEdit, ...]
    more: int
    after: tuple[OutsideStep, ...]


def shown_fix(fix: Fix, root: MailRoot) -> ShownFix:
    """A fix of a finding about `root`."""
    steps = fix_steps(fix, root)
    wanted = () if is_pasted(root) else edits_of(fix)
    edits = [edit for edit in wanted if is_of_bytes(edit)]
    behind = [step for step in steps if not step.before]
    return ShownFix(
        title=fix.title,
        applicability=fix.applicability,
        question=None if fix.choice is None else fix.choice.question,
        before=tuple(step for step in steps if step.before),
        edits=_in_order(shown_edits(edits[:_MOST_EDITS], root)),
        more=max(len(edits) - _MOST_EDITS, 0),
        after=(*rights_steps(wanted, _MOST_EDITS), *behind),
    )


def _in_order(edits: Iterable[ShownEdit]) -> tuple[ShownEdit, ...]:
    """File by file, and line by line; what goes stands before what comes."""
    listed = list(edits)
    files = list(dict.fromkeys(edit.file for edit in listed))
    listed.sort(key=lambda e: (files.index(e.file), e.line or 0, e.old is None))
    return tuple(listed)


class Change(NamedTuple):
    """A line that goes (`-`) or comes (`+`); the text is still foreign.

    `mark` (from 0) is where it begins to differ from its counterpart.  What cannot be shown as a
    line has a `note` instead.
    """

    file: str
    number: str
    sign: str
    text: str
    mark: tuple[int, int]
    note: str | None = None


def changes(edits: Iterable[ShownEdit]) -> Iterator[Change]:
    """The lines that edits take away and bring, in their order."""
    for edit in edits:
        if edit.old is None and edit.new is None:
            gone = edit.line is None
            note = _("(the file goes)") if gone else _("(a change that cannot be shown)")
            yield Change(edit.file, "", "", "", (0, 0), note)
        number = "" if edit.line is None else str(edit.line)
        mark = _difference(edit.old or "", edit.new or "")
        for sign, text in (("-", edit.old), ("+", edit.new)):
            for line in [] if text is None else text.split("\n"):
                yield Change(edit.file, number, sign, line, mark)


def _difference(old: str, new: str) -> tuple[int, int]:
    """Where two lines begin to differ, so that a cut leaves that in sight."""
    pairs = enumerate(zip(old, new, strict=False))
    first = next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))
    return first, first + 1
