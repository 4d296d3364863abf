"""The edits of a fix as people see them: which line goes, which comes, secrets masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import TargetKind
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.tables.document import TabDocument
from xmailaudit.tables.edit import TakeRights
from xmailaudit.tables.errors import EditError
from xmailaudit.tables.shown import affected_line, shown_lines

from .escape import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.rules.finding import Fix, OutsideStep
    from xmailaudit.tables.edit import Edit

__all__ = [
    "ShownEdit",
    "document_of",
    "edits_of",
    "fix_edits",
    "fix_steps",
    "is_pasted",
    "shown_edits",
]


class ShownEdit(NamedTuple):
    r"""One edit; still foreign text.

    `line` is None where a whole file comes or goes; `old` and `new` are None where there is none,
    and hold several lines joined by `\n` where there are several.
    """

    file: str
    line: int | None
    old: str | None
    new: str | None


def fix_edits(fix: Fix, root: MailRoot) -> Iterator[ShownEdit]:
    """The edits of a fix to the tables of `root`, for the default answer where one must choose."""
    yield from shown_edits(edits_of(fix), root)


def shown_edits(edits: Iterable[Edit], root: MailRoot) -> Iterator[ShownEdit]:
    """Some edits to the tables of `root`, each as people see it; rights that are taken are none.

    Of a text out of XMailCFG the lines are those of the text.
    """
    if root.copied is not None:
        from .copied_edits import copied_edits

        yield from copied_edits(edits, root)
        return
    for edit in edits:
        if isinstance(edit, TakeRights):
            continue
        document = document_of(root, edit.file)
        try:
            old, new = shown_lines(edit, document)
        except EditError:  # what cannot be written is no reason to lose the report
            old = new = None
        yield ShownEdit(decoded(edit.file), affected_line(edit, document), old, new)


def document_of(root: MailRoot, file: str) -> TabDocument | None:
    """A file's document, taken apart once for all fixes; None where there is no such file."""

    def parsed() -> TabDocument | None:
        content = root.content(file)
        return TabDocument.parse(content) if isinstance(content, bytes) else None

    return root.remember(("document", file), parsed)


def fix_steps(fix: Fix, root: MailRoot) -> tuple[OutsideStep, ...]:
    """What is to be done besides the edits, what comes before them first.

    On XMailCFG's screens that is all of it, the edits in their place among the steps.
    """
    steps, on_screens = _on_screens(fix, root) if is_pasted(root) else (fix.steps, ())
    before = [step for step in steps if step.before]
    behind = [step for step in steps if not step.before]
    return (*before, *on_screens, *behind)


def _on_screens(
    fix: Fix, root: MailRoot
) -> tuple[tuple[OutsideStep, ...], tuple[OutsideStep, ...]]:
    """The steps of a fix and its edits, both with XMailCFG's words."""
    from xmailaudit.rules.finding import OutsideStep

    from .xmailcfg_steps import screen_steps, start_option_step

    steps = tuple(
        step._replace(what=start_option_step(step.what)) if step.file == COMMAND_LINE else step
        for step in fix.steps
    )
    return steps, tuple(OutsideStep(what) for what in screen_steps(edits_of(fix), root))


def is_pasted(root: MailRoot) -> bool:
    """Whether the configuration is a text out of XMailCFG."""
    return root.source.kind is TargetKind.XMAILCFG


def edits_of(fix: Fix) -> tuple[Edit, ...]:
    """The edits of a fix, for the default answer where one must choose."""
    choice = fix.choice
    if fix.edits or choice is None or choice.default is None:
        return fix.edits
    return choice.edits(choice.default)
