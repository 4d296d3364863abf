"""Edits of tables that were made of a pasted text, as they would change the lines of that text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.tables.edit import CreateFile, InsertRow, RemoveRow, SetField
from xmailaudit.tables.files import table_of
from xmailaudit.tables.secret import MASK, Secret
from xmailaudit.tables.shown import masked

from .edits import ShownEdit
from .escape import decoded
from .xmailcfg_steps import setting_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xmailaudit.mailroot.copied import CopiedLine
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.tables.edit import Edit, Value

__all__ = ["copied_edits"]


def copied_edits(edits: Iterable[Edit], root: MailRoot) -> Iterator[ShownEdit]:
    """Each edit with the line of the text it is about; a new row has none."""
    for edit in edits:
        match edit:
            case SetField():
                line = _line(root, edit.file, edit.line)
                new = None if line is None else _changed(line, edit, root)
                yield _shown(edit.file, line, new)
            case RemoveRow():
                yield _shown(edit.file, _line(root, edit.file, edit.line), None)
            case InsertRow():
                yield ShownEdit(edit.file, None, None, _written(edit.file, edit.fields))
            case CreateFile():
                rows = "\n".join(_written(edit.file, row) for row in edit.rows)
                yield ShownEdit(edit.file, None, None, rows)
            case _:
                yield ShownEdit(edit.file, None, None, None)


def _line(root: MailRoot, file: str, line: int) -> CopiedLine | None:
    return None if root.copied is None else root.copied.line(file, line)


def _shown(file: str, line: CopiedLine | None, new: str | None) -> ShownEdit:
    if line is None:
        return ShownEdit(file, None, None, new)
    return ShownEdit(file, line.line, masked(line.raw, line.hidden), new)


def _changed(line: CopiedLine, edit: SetField, root: MailRoot) -> str | None:
    """The line with the new value in the place of the old one."""
    if edit.file == SERVER_FILE:
        row = _setting_name(root, edit.line)
        return None if row is None else setting_in_words(row, _plain(edit.value))
    span = line.spans[edit.index] if edit.index < len(line.spans) else None
    if span is None:
        return None
    before, after = line.raw[: span[0]], line.raw[span[1] :]
    if line.hidden:  # a line with a password is not worth the risk
        return MASK
    return before.decode("utf-8") + _plain(edit.value) + after.decode("utf-8")


def _setting_name(root: MailRoot, line: int) -> str | None:
    """The setting that a line of server.tab sets."""
    table = table_of(SERVER_FILE)
    rows = () if table is None else root.rows(table, SERVER_FILE)
    return next((row.fields[0] for row in rows if row.line == line), None)


def _written(file: str, fields: Sequence[Value]) -> str:
    """A new row as it would be copied."""
    if file == SERVER_FILE and len(fields) == 2:
        return setting_in_words(_plain(fields[0]), _plain(fields[1]))
    table = table_of(file)
    secret = () if table is None else table.row.secret
    shown = [MASK if i in secret else _plain(value) for i, value in enumerate(fields)]
    return " ".join([word for word in shown if word])


def _plain(value: Value) -> str:
    return MASK if isinstance(value, Secret) else decoded(value)
