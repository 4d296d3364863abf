"""What is known of a text that a configuration was copied into: where its tables' lines stand.

A source made of such a text shows tables as XMail would write them.  `Copied` tells what those
tables cannot: the line of the text behind each of theirs, the settings the text shows as not set,
and what in them rests on an assumption.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.tables.reading import split_spans
from xmailaudit.tables.row import Place

from .settings import SERVER_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xmailaudit.messages import Message

__all__ = ["Copied", "CopiedFile", "CopiedLine", "Remark", "copied_place"]


class Remark(NamedTuple):
    """Something about the text a person should know, with its line if it is about one."""

    line: int | None
    message: Message


class CopiedLine(NamedTuple):
    """The line of the text that a line of a table was made of.

    `raw` is that line in UTF-8, `spans` where each field stands in it (None: nowhere), `hidden`
    what of it must be masked.  `masked` tells that its writer made an address unreadable.
    """

    line: int
    raw: bytes
    spans: tuple[tuple[int, int] | None, ...]
    hidden: tuple[tuple[int, int], ...] = ()
    masked: bool = False


class CopiedFile(str):
    """The name of a table that knows the text behind its lines, the first line's first.

    Rows and places carry the name of their file, and so this too.
    """

    __slots__ = ("lines", "text")

    lines: tuple[CopiedLine, ...]
    text: str

    @classmethod
    def of(cls, file: str, text: str, lines: Sequence[CopiedLine]) -> CopiedFile:
        """The table `file`, whose lines come out of the text called `text`."""
        made = cls(file)
        made.text = text
        made.lines = tuple(lines)
        return made


def copied_place(place: Place) -> Place | None:
    """The place in the text behind a place of a table; None where there is none.

    Its `file` is still the table's.
    """
    file = place.file
    if not isinstance(file, CopiedFile) or place.line is None or place.line > len(file.lines):
        return None
    line = file.lines[place.line - 1]
    number = _field(place)
    span = line.spans[number] if number is not None and number < len(line.spans) else None
    start, end = span or _extent(line)
    return Place(file, line.line, start, end, line.raw, hidden=line.hidden)


def _extent(line: CopiedLine) -> tuple[int, int]:
    """All of the line but the blanks around it."""
    text = line.raw.strip()
    start = line.raw.find(text)
    return start, start + len(text)


def _field(place: Place) -> int | None:
    """The number of the field the place points at; None for all of the row."""
    spans = enumerate(split_spans(place.raw))
    where = (place.start, place.end)
    return next((i for i, span in spans if (span.start, span.end) == where), None)


class Copied:
    """A text that holds what people saw of a configuration.

    `absent` are the settings it shows as not set, each with where it says so.  `assumed` says of a
    table what in it is only
    assumed.  `version` is the server's, where the text names it.
    """

    __slots__ = ("_files", "absent", "assumed", "remarks", "text", "version")

    def __init__(  # what a text tells, each by its name
        self,
        text: str,
        files: Iterable[CopiedFile],
        *,
        absent: Mapping[str, Place] | None = None,
        assumed: Mapping[str, Message] | None = None,
        remarks: Iterable[Remark] = (),
        version: str | None = None,
    ) -> None:
        self.text = text
        self._files = {str(file): file for file in files}
        self.absent = dict(absent or {})
        self.assumed = dict(assumed or {})
        self.remarks = tuple(remarks)
        self.version = version

    def named(self, file: str) -> str:
        """The name of a table, with the text behind its lines if there is one."""
        return self._files.get(file, file)

    def line(self, file: str, line: int) -> CopiedLine | None:
        """The line of the text behind a line of a table."""
        lines = self._files[file].lines if file in self._files else ()
        return lines[line - 1] if 0 < line <= len(lines) else None

    def is_masked(self, place: Place) -> bool:
        """Whether the place is in a row whose address the text's writer made unreadable."""
        lines = place.file.lines if isinstance(place.file, CopiedFile) else ()
        return place.line is not None and place.line <= len(lines) and lines[place.line - 1].masked

    def edited(self, files: Iterable[str], settings: Iterable[str]) -> Copied:
        """The same once these tables are no longer as the text shows them.

        Of the `settings` that were shown it stays known whether they have a row.
        """
        changed = set(files)
        kept = [file for name, file in self._files.items() if name not in changed]
        shown = {name: Place(SERVER_FILE) for name in settings}
        return Copied(
            self.text,
            kept,
            absent={**shown, **self.absent},
            assumed=self.assumed,
            remarks=self.remarks,
            version=self.version,
        )
