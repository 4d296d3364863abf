"""Edits of tables as values, and what becomes of the bytes.

An edit names a file and says what to do with it; fixes, plans and previews carry edits around.
`apply` carries those of one file out on its document, `apply_all` those of many files.  All line
numbers mean the document given, so the edits of one step do not push each other about.  Only the
bytes an edit is about change: quoting, TABs, line ends, comments and odd bytes stay.  Every edit of
lines comes down to `Splice`s of whole lines, and so does its `inverse`.

Rights of files are no bytes: `TakeRights` is for whoever knows modes (`mailroot.overlay`).

After an edit, reading gives exactly the value.  What a TAB table cannot carry is refused with an
EditError; so is an edit of a line that XMail would not read in one piece.

An audit makes many edits and carries none out: `draft` and `document` are loaded by who does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, assert_never

from xmailaudit.messages import Template, _, say

from .errors import EditError
from .secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .document import TabDocument
    from .draft import Draft

__all__ = [
    "CreateFile",
    "DeleteFile",
    "DropByteOrderMark",
    "Edit",
    "EndWithNewline",
    "InsertRow",
    "LineEdit",
    "RemoveRow",
    "SetField",
    "Splice",
    "TakeRights",
    "Value",
    "apply",
    "apply_all",
    "inverse",
    "splice_of",
    "splices",
]

#: A field's value: bytes as latin-1.
Value = str | Secret


class SetField(NamedTuple):
    """Give field `index` (from 0) of a row another value.

    A quoted field stays quoted, one without quotes stays so while its value can be written so.
    An `index` one beyond the last field appends a field.
    """

    file: str
    line: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody calls on an edit
    value: Value


class InsertRow(NamedTuple):
    """Put a new row behind line `after` (0: on top, None: at the end)."""

    file: str
    after: int | None
    fields: tuple[Value, ...]


class RemoveRow(NamedTuple):
    """Take a whole physical line away, be it a row, a comment or blank."""

    file: str
    line: int


class EndWithNewline(NamedTuple):
    """End the last line, so that what XMail appends stands on a line of its own."""

    file: str
    kind: Literal["end-with-newline"] = "end-with-newline"  # else equal to DeleteFile


class DropByteOrderMark(NamedTuple):
    """Take the UTF-8 byte-order mark off the first line."""

    file: str
    kind: Literal["drop-byte-order-mark"] = "drop-byte-order-mark"  # else equal to DeleteFile


class Splice(NamedTuple):
    """Put the whole physical lines `new` in the place of `old`, which begin at line `at`.

    Lines have their ends.  `old` must be what the document holds there; where it is empty, `new`
    is put before line `at`.
    """

    file: str
    at: int
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]

    def __repr__(self) -> str:  # without its bytes: passwords may be among them
        sizes = f"{len(self.old)} lines to {len(self.new)}"
        return f"Splice({self.file!r}, at {self.at}, {sizes})"


class CreateFile(NamedTuple):
    """Make a file that is not there, of these rows (none: an empty file)."""

    file: str
    rows: tuple[tuple[Value, ...], ...]


class DeleteFile(NamedTuple):
    """Make sure a file is not there."""

    file: str
    kind: Literal["delete-file"] = "delete-file"  # else equal to EndWithNewline


class TakeRights(NamedTuple):
    """Take the permission `bits` (as of POSIX) from a file or folder; "" is the MailRoot.

    With `below` from everything beneath the folder as well, where links are never followed.
    """

    file: str
    bits: int
    below: bool = False


LineEdit = SetField | InsertRow | RemoveRow | EndWithNewline | DropByteOrderMark | Splice
Edit = LineEdit | CreateFile | DeleteFile | TakeRights


def apply(document: TabDocument, edits: Iterable[LineEdit]) -> TabDocument:
    """The document with the edits, which must all be of one file.

    Raises:
        EditError: an edit does not fit the document or another edit, or its value cannot be
            written.
    """
    return _spliced(document, splices(document, edits))


def inverse(document: TabDocument, edits: Iterable[LineEdit]) -> tuple[Splice, ...]:
    """What takes the edits back.

    `apply(apply(document, edits), inverse(document, edits))` is the document, byte for byte.

    Raises:
        EditError: as `apply`.
    """
    backwards: list[Splice] = []
    shift = 0
    for splice in splices(document, edits):
        backwards.append(Splice(splice.file, splice.at + shift, splice.new, splice.old))
        shift += len(splice.new) - len(splice.old)
    return tuple(backwards)


def splice_of(document: TabDocument, edit: LineEdit) -> Splice:
    """The splice that a single edit is; an empty one behind the end where it changes nothing."""
    for splice in splices(document, [edit]):
        return splice
    return Splice(edit.file, len(document.physical) + 1, (), ())


def apply_all(
    read: Callable[[str], bytes | None], edits: Iterable[Edit]
) -> dict[str, bytes | None]:
    """The files that the edits name, as they are afterwards; None is a file that is not there.

    `read` gives a file's bytes, or None where there is no such file.  Rights that are taken are no
    bytes, and passed over.

    Raises:
        EditError: as `apply`, or the file of a line edit is missing, or the one to create is there.
    """
    by_file: dict[str, list[LineEdit | CreateFile | DeleteFile]] = {}
    for edit in edits:
        if not isinstance(edit, TakeRights):
            by_file.setdefault(edit.file, []).append(edit)
    return {file: _edited(file, read(file), wishes) for file, wishes in by_file.items()}


def _edited(
    file: str, data: bytes | None, edits: Sequence[LineEdit | CreateFile | DeleteFile]
) -> bytes | None:
    first = edits[0]
    if isinstance(first, (CreateFile, DeleteFile)):
        if any(edit != first for edit in edits):
            raise _error(file, _("two edits want different things of this file; apply one alone"))
        return None if isinstance(first, DeleteFile) else _created(first, data)
    if data is None:
        raise _error(file, _("there is no such file to edit; create it"))
    of_lines: list[LineEdit] = []
    for edit in edits:
        if isinstance(edit, (CreateFile, DeleteFile)):
            raise _error(file, _("two edits want different things of this file; apply one alone"))
        of_lines.append(edit)
    return _applied(data, of_lines)


def _created(edit: CreateFile, data: bytes | None) -> bytes:
    if data is not None:
        raise _error(edit.file, _("the file to create is there already; edit it"))
    return _applied(b"", [InsertRow(edit.file, None, row) for row in edit.rows])


def _applied(data: bytes, edits: Sequence[LineEdit]) -> bytes:
    from .document import TabDocument

    return apply(TabDocument.parse(data), edits).to_bytes()


def splices(document: TabDocument, edits: Iterable[LineEdit]) -> list[Splice]:
    """The edits of one file as splices: sorted, apart from each other, each changing something.

    Raises:
        EditError: as `apply`.
    """
    from .draft import Draft

    draft: Draft | None = None
    file = ""
    for edit in edits:
        if draft is None:
            file = edit.file
            draft = Draft(file, document)
        if edit.file != file:
            raise _error(edit.file, _("the edits of one document must all be of one file"))
        _enter(draft, edit)
    return [Splice(file, *change) for change in draft.changes()] if draft else []


def _enter(draft: Draft, edit: LineEdit) -> None:
    match edit:
        case SetField():
            draft.set_field(edit.line, edit.index, _text(edit.value))
        case InsertRow():
            draft.insert_row(edit.after, [_text(value) for value in edit.fields])
        case RemoveRow():
            draft.remove_row(edit.line)
        case EndWithNewline():
            draft.end_with_newline()
        case DropByteOrderMark():
            draft.drop_mark()
        case Splice():
            draft.splice(edit.at, edit.old, edit.new)
        case _:
            assert_never(edit)


def _text(value: Value) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _spliced(document: TabDocument, changes: list[Splice]) -> TabDocument:
    lines: list[bytes] = []
    done = 0
    for splice in changes:
        lines += document.physical[done : splice.at - 1]
        lines += splice.new
        done = splice.at - 1 + len(splice.old)
    lines += document.physical[done:]
    return type(document)(tuple(lines))


def _error(file: str, template: Template) -> EditError:
    return EditError(say(template), file=file)
