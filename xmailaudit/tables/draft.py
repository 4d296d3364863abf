"""What several edits together make of one document.

A draft notes, for the lines of the document as they are numbered now, which get other fields, which
are replaced or removed, and what is put behind which.  `changes` then gives the outcome as runs of
whole lines: sorted, apart from each other, and only where something differs.  Two wishes for one
line that do not agree are an error; nothing depends on the order of the edits, but that of the rows
put behind the same line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.messages import Message, Template, _, plural, say

from .document import BYTE_ORDER_MARK
from .errors import EditError
from .files import table_of
from .quoting import bare, fault, is_quoted, quoted
from .reading import Span, quoted_part, read_chunks, split_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .document import TabDocument

__all__ = ["Change", "Draft"]

_COMMENT = 0x23


class Change(NamedTuple):
    """The whole lines `old`, from line `at` on, become `new`; `old` may be empty: before `at`."""

    at: int
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]


class Draft:
    """The edits of one document, gathered one by one.  Every method may raise EditError."""

    def __init__(self, file: str, document: TabDocument) -> None:
        self._file = file
        self._table = table_of(file)
        self._document = document
        self._lines = document.physical
        self._line_end = document.line_end
        self._fields: dict[int, dict[int, str]] = {}
        self._replaced: dict[int, tuple[bytes, ...]] = {}
        self._behind: dict[int, list[bytes]] = {}
        self._row_on_top = self._ending = self._dropping_mark = False

    # ------------------------------------------------------------ wishes

    def set_field(self, line: int, index: int, value: str) -> None:
        """Give a field another value, or append one where the row has `index` fields."""
        self._check(line)
        fields = self._fields.setdefault(line, {})
        if line in self._replaced or fields.get(index, value) != value:
            raise self._conflict(line)
        fields[index] = value

    def insert_row(self, after: int | None, values: Sequence[str]) -> None:
        """Put a row behind a line (0: on top, None: at the end)."""
        number = len(self._lines) if after is None else after
        if number:
            self._check(number)
        self._behind.setdefault(number, []).append(self._row(number + 1, values))
        self._row_on_top |= number == 0

    def remove_row(self, line: int) -> None:
        """Take a line away."""
        self._check(line)
        if line in self._fields or self._replaced.get(line):
            raise self._conflict(line)
        self._replaced[line] = ()

    def splice(self, at: int, old: tuple[bytes, ...], new: tuple[bytes, ...]) -> None:
        """Put whole lines in the place of others, or before line `at`."""
        if at < 1 or self._lines[at - 1 : at - 1 + len(old)] != old or at > len(self._lines) + 1:
            raise self._error(at, _("the lines to change are no longer what they were; read again"))
        if any(line.find(b"\n") not in (-1, len(line) - 1) for line in new) or b"" in new:
            raise self._error(at, _("what is put in must be whole lines, one by one"))
        if not old:
            self._behind.setdefault(at - 1, []).extend(new)
            return
        for line in range(at, at + len(old)):
            wanted = new if line == at else ()
            if line in self._fields or self._replaced.get(line, wanted) != wanted:
                raise self._conflict(line)
            self._replaced[line] = wanted

    def end_with_newline(self) -> None:
        """End the last line, if it is not."""
        self._ending = True

    def drop_mark(self) -> None:
        """Take away the byte-order mark, if there is one."""
        self._dropping_mark = True

    # ------------------------------------------------------------ the outcome

    def changes(self) -> tuple[Change, ...]:
        """What differs, in the order of the lines."""
        replaced = self._replaced_lines()
        runs: list[tuple[int, list[bytes], list[bytes]]] = []
        end = 0  # where the last run stops: the next line, if it is touched too, belongs to it
        for line in sorted(replaced.keys() | self._behind.keys()):
            is_replaced = line in replaced
            at = line if is_replaced else line + 1
            if at != end:
                runs.append((at, [], []))
            _at, old, new = runs[-1]
            if is_replaced:
                old.append(self._lines[line - 1])
                new += replaced[line]
            new += self._behind.get(line, ())
            end = line + 1
        ended = [Change(at, tuple(old), self._ended(at, old, new)) for at, old, new in runs]
        return tuple([change for change in ended if change.old != change.new])

    def _replaced_lines(self) -> dict[int, tuple[bytes, ...]]:
        """What takes the place of each line that does not stay."""
        replaced = dict(self._replaced)
        for line, fields in self._fields.items():
            replaced[line] = (self._with_fields(line, fields),)
        if self._document.has_bom:
            self._keep_mark_first(replaced)
        last = len(self._lines)
        if (self._ending or self._behind.get(last)) and not self._document.ends_with_newline:
            replaced.setdefault(last, self._lines[-1:])
        return replaced

    def _keep_mark_first(self, replaced: dict[int, tuple[bytes, ...]]) -> None:
        """Drop the byte-order mark if that is wished for; else nothing may come before it."""
        first = replaced.get(1, self._lines[:1])
        if not first or not first[0].startswith(BYTE_ORDER_MARK):
            return
        if self._dropping_mark:
            rest = first[0].removeprefix(BYTE_ORDER_MARK)
            replaced[1] = (rest, *first[1:]) if rest else first[1:]
        elif self._row_on_top:
            template = _("the file begins with a byte-order mark; drop it in the same step")
            raise self._error(1, template)

    def _ended(self, at: int, old: list[bytes], new: list[bytes]) -> tuple[bytes, ...]:
        """The new lines, each with an end; the document's last one keeps what it has."""
        if new and at - 1 + len(old) == len(self._lines) and not self._ending:
            return (*map(self._with_end, new[:-1]), new[-1])
        return tuple(map(self._with_end, new))

    def _with_end(self, line: bytes) -> bytes:
        return line if line.endswith(b"\n") else line + self._line_end

    # ------------------------------------------------------------ one line

    def _with_fields(self, line: int, fields: dict[int, str]) -> bytes:
        """The line with other fields; every byte beside them stays."""
        physical = self._lines[line - 1]
        raw, spans = self._taken_apart(line, physical)
        pieces: list[bytes] = []
        done, count = 0, len(spans)
        for index, value in sorted(fields.items()):
            if 0 <= index < len(spans):
                start = spans[index].start
                token = raw[start : spans[index].end]
                written = self._field(line, value, quotes=is_quoted(token), first=start == 0)
                pieces += raw[done:start], written
                done = start + quoted_part(token)
            elif index == count:
                tail = raw[done:]
                tab = b"" if tail.endswith(b"\t") else b"\t"
                pieces += tail, tab, self._field(line, value, quotes=True)
                done = len(raw)
                count += 1
            else:
                template = _("the row has no field {field}; only the next one can be added")
                raise self._error(line, template, field=index + 1)
        self._check_count(line, count)
        return self._short_enough(line, b"".join(pieces) + raw[done:] + physical[len(raw) :])

    def _taken_apart(self, line: int, physical: bytes) -> tuple[bytes, tuple[Span, ...]]:
        """The bytes of a row that XMail looks at, and its fields in them."""
        if self._table is not None and not self._table.row.tabbed:
            raise self._error(line, _("this file has no fields; only whole lines can be changed"))
        self._short_enough(line, physical)
        raw = next(read_chunks(physical, len(physical))).raw
        if not raw or (self._has_comments and raw[0] == _COMMENT):
            raise self._error(line, _("the line is blank or a comment; insert a row instead"))
        return raw, split_spans(raw)

    def _row(self, line: int, values: Sequence[str]) -> bytes:
        """A new row, written as XMail writes; numbers as this document writes them."""
        if self._table is not None and not self._table.row.tabbed:
            raise self._error(line, _("this file has no fields; only whole lines can be changed"))
        self._check_count(line, len(values))
        tokens = [
            self._field(line, value, quotes=not self._is_bare_number(index, value))
            for index, value in enumerate(values)
        ]
        return self._short_enough(line, b"\t".join(tokens) + self._line_end)

    def _field(self, line: int, value: str, *, quotes: bool, first: bool = False) -> bytes:
        """A value as a field: with quotes where they are wanted or needed."""
        self._refuse(line, fault(value, quotes=False))
        written = None if quotes else bare(value, comment=first and self._has_comments)
        if written is not None:
            return written
        self._refuse(line, fault(value, quotes=True))
        return quoted(value)

    def _is_bare_number(self, index: int, value: str) -> bool:
        if not (value.isascii() and value.isdigit()):
            return False
        return index in self._document.bare_number_columns

    # ------------------------------------------------------------ refusals

    @property
    def _has_comments(self) -> bool:
        return self._table is None or self._table.comments

    def _check(self, line: int) -> None:
        if not 1 <= line <= len(self._lines):
            raise self._error(line, _("there is no such line; read the file again"))

    def _check_count(self, line: int, count: int) -> None:
        table = self._table
        least = 1 if table is None else table.minimum
        if count < least:
            template = plural(
                "XMail would ignore the row: it needs at least {least} field",
                "XMail would ignore the row: it needs at least {least} fields",
                by="least",
            )
            raise self._error(line, template, least=least)
        if table is not None and table.maximum is not None and count > table.maximum:
            raise self._error(
                line,
                _("XMail would ignore the row: it may have no more than {most} fields"),
                most=table.maximum,
            )

    def _short_enough(self, line: int, physical: bytes) -> bytes:
        if self._table is not None and len(physical) > self._table.safe_limit:
            raise self._error(
                line,
                _(
                    "the line has {size} bytes with its end, but XMail reads only {limit} of this"
                    " file at once and takes the rest as another row; shorten it"
                ),
                size=len(physical),
                limit=self._table.safe_limit,
            )
        return physical

    def _refuse(self, line: int, reason: Message | None) -> None:
        if reason is not None:
            raise EditError(reason, file=self._file, line=line)

    def _conflict(self, line: int) -> EditError:
        return self._error(line, _("two edits want different things of this line; apply one alone"))

    def _error(self, line: int, template: Template, **parameters: object) -> EditError:
        return EditError(say(template, **parameters), file=self._file, line=line)
