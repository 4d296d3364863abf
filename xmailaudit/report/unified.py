r"""Changes of whole files as a unified diff: for people, so secrets are masked.

A file that is no table may be a key or an index: of such a one only that it changes is told.  The
end of a line is shown, as `\r`, where the changed lines of a file do not all end alike.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import _
from xmailaudit.tables.document import TabDocument, split_end
from xmailaudit.tables.files import table_of
from xmailaudit.tables.shown import shown_line

from .escape import escaped
from .text_style import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xmailaudit.mailroot.change import Change

    from .language import Words
    from .text_style import Style

__all__ = ["FileDiff", "Hunk", "HunkLine", "file_diffs", "unified_text"]

_CONTEXT = 3
#: In longer stretches lines that stand everywhere are no landmarks.
_LONG = 2000
_LOOKS = {"-": "removed", "+": "added"}


class HunkLine(NamedTuple):
    """A line that stays (` `), goes (`-`) or comes (`+`); the text is masked, but still foreign."""

    sign: str
    text: str
    ended: bool


class Hunk(NamedTuple):
    """Neighbouring changes: where they stand before and after, counted from 1, and the lines."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[HunkLine, ...]


class FileDiff(NamedTuple):
    """What becomes of one file.

    `existed` and `exists` tell whether it is there before and after.  `hidden` tells that its bytes
    change and are not shown.
    """

    path: str
    existed: bool
    exists: bool
    old_mode: int | None
    new_mode: int | None
    hidden: bool
    hunks: tuple[Hunk, ...]


def file_diffs(changes: Iterable[Change]) -> Iterator[FileDiff]:
    """The difference of each file, in the order given."""
    for change in changes:
        known = table_of(change.path) is not None
        folder = not change.changes_bytes and change.old is None
        yield FileDiff(
            path=change.path,
            existed=folder or change.old is not None,
            exists=folder or change.new is not None,
            old_mode=change.old_mode,
            new_mode=change.new_mode,
            hidden=change.changes_bytes and not known,
            hunks=tuple(_hunks(change)) if change.changes_bytes and known else (),
        )


def unified_text(changes: Iterable[Change], words: Words, style: Style = PLAIN) -> Iterator[str]:
    """The lines of the diff."""
    for diff in file_diffs(changes):
        path = words.show(diff.path) or "."
        yield style("bold", f"--- {f'a/{path}' if diff.existed else '/dev/null'}")
        yield style("bold", f"+++ {f'b/{path}' if diff.exists else '/dev/null'}")
        if diff.new_mode is not None:
            was = "?" if diff.old_mode is None else f"{diff.old_mode:04o}"
            yield words(_("rights {old}, then {new}"), old=was, new=f"{diff.new_mode:04o}")
        if diff.hidden:
            yield words(_("(what the file holds is not shown)"))
        for hunk in diff.hunks:
            yield from _hunk_text(hunk, style)


def _hunk_text(hunk: Hunk, style: Style) -> Iterator[str]:
    old = _extent(hunk.old_start, hunk.old_count)
    new = _extent(hunk.new_start, hunk.new_count)
    yield style("faint", f"@@ -{old} +{new} @@")
    for line in hunk.lines:
        # A TAB stays one: where it stands in the place of a blank is what many fixes are about.
        text = "\t".join(map(escaped, line.text.split("\t")))
        yield style(_LOOKS.get(line.sign, ""), f"{line.sign}{text}")
        if not line.ended:
            yield "\\ No newline at end of file"


def _extent(start: int, count: int) -> str:
    return str(start) if count == 1 else f"{start},{count}"


# ------------------------------------------------------------ hunks


def _hunks(change: Change) -> Iterator[Hunk]:
    old, new = (TabDocument.parse(data or b"").physical for data in (change.old, change.new))
    groups = list(_groups(old, new))
    changed = [line for group in groups for line in _changed(group, old, new)]
    ends = len({split_end(line)[1] for line in changed} - {b""}) > 1

    def shown(sign: str, line: bytes) -> HunkLine:
        _text, end = split_end(line)
        mark = "\r" if ends and end == b"\r\n" else ""
        return HunkLine(sign, shown_line(change.path, line) + mark, bool(end))

    for group in groups:
        lines: list[HunkLine] = []
        for tag, i, j, k, m in group:
            if tag == "equal":
                lines += (shown(" ", line) for line in old[i:j])
                continue
            lines += (shown("-", line) for line in old[i:j])
            lines += (shown("+", line) for line in new[k:m])
        first, last = group[0], group[-1]
        spans = (first[1], last[2]), (first[3], last[4])
        (i, j), (k, m) = spans
        yield Hunk(i + (j > i), j - i, k + (m > k), m - k, tuple(lines))


_Group = list[tuple[str, int, int, int, int]]


def _changed(group: _Group, old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[bytes]:
    for tag, i, j, k, m in group:
        if tag != "equal":
            yield from old[i:j]
            yield from new[k:m]


def _groups(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[_Group]:
    """The changes with a few lines around each; what both begin and end with is not searched."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    lead = max(start - _CONTEXT, 0)
    tail = max(end - _CONTEXT, 0)
    a, b = old[lead : len(old) - tail], new[lead : len(new) - tail]
    matcher = SequenceMatcher(None, a, b, autojunk=len(a) > _LONG)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        yield [(tag, i + lead, j + lead, k + lead, m + lead) for tag, i, j, k, m in group]


def _alike(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """How many lines two sequences begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
