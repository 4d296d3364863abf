"""How rules word fixes: edits taken from rows, and fixes made of edits.

    review("remove-row", say(_("Remove the row")), remove_row(row))

An edit names a physical line, so a row that is only a piece of a line beyond XMail's limit has
none: `set_field` and `remove_row` then give None, and a fix with such a gap becomes a manual one
that says to break the line first.  Rules need not care.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.mailroot.start_options import COMMAND_LINE
from xmailaudit.messages import _, say
from xmailaudit.tables.edit import InsertRow, RemoveRow, SetField
from xmailaudit.tables.files import table_of
from xmailaudit.tables.server import SettingRow

from .finding import Applicability, Fix, OutsideStep, StepKind

if TYPE_CHECKING:
    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.messages import Message
    from xmailaudit.tables.edit import Edit, Value
    from xmailaudit.tables.row import Column, Row, SecretColumn

    from .finding import Choice

    AnyColumn = Column | SecretColumn | str | int

__all__ = [
    "insert_row",
    "install_step",
    "manual",
    "remove_row",
    "request_step",
    "review",
    "safe",
    "set_field",
    "set_setting",
]


# ------------------------------------------------------------ fixes


def safe(
    id: str,  # noqa: A002  # the field's name in Fix
    title: Message,
    *edits: Edit | None,
    choice: Choice | None = None,
) -> Fix:
    """A fix that keeps the promise of `Applicability.SAFE`."""
    return _fix(Fix(id, title, Applicability.SAFE, choice=choice), edits)


def review(
    id: str,  # noqa: A002
    title: Message,
    *edits: Edit | None,
    choice: Choice | None = None,
    steps: tuple[OutsideStep, ...] = (),
) -> Fix:
    """A fix that somebody must look at before it is applied."""
    return _fix(Fix(id, title, Applicability.REVIEW, steps=steps, choice=choice), edits)


def manual(
    id: str,  # noqa: A002
    title: Message,
    *steps: OutsideStep,
) -> Fix:
    """What only a person can do: the title says it, steps say how."""
    return Fix(id, title, Applicability.MANUAL, steps=steps)


def start_options_step() -> OutsideStep:
    """Where a fix is a start option that its title names: where to write it."""
    return OutsideStep(
        say(_("Write it among XMail's start options, then start XMail anew")),
        COMMAND_LINE,
        kind=StepKind.START_OPTION,
    )


def install_step() -> OutsideStep:
    """How a certificate and its key get into their place."""
    command = "xmailaudit cert install"
    return OutsideStep(
        say(_("{command} checks both files and puts them in place"), command=command),
        kind=StepKind.COMMAND,
    )


def request_step() -> OutsideStep:
    """How a request for a CA is made."""
    command = "xmailaudit cert csr"
    return OutsideStep(
        say(_("{command} makes a key and the request for a CA"), command=command),
        kind=StepKind.COMMAND,
    )


def _fix(fix: Fix, edits: tuple[Edit | None, ...]) -> Fix:
    whole = tuple(edit for edit in edits if edit is not None)
    if len(whole) == len(edits):
        return fix._replace(edits=whole)
    first = OutsideStep(say(_("Break the line that is longer than XMail reads at once")))
    return manual(fix.id, fix.title, first, *fix.steps)


# ------------------------------------------------------------ edits


def set_field(row: Row, column: AnyColumn, value: Value) -> Edit | None:
    """Give a field of a row another value."""
    if not _is_whole_line(row):
        return None
    return SetField(row.file, row.line, _index(row, column), value)


def _index(row: Row, column: AnyColumn) -> int:
    if isinstance(column, int):
        return column
    named: Column | SecretColumn = getattr(type(row), column) if isinstance(column, str) else column
    return named.index


def remove_row(row: Row) -> Edit | None:
    """Take a row out of its table."""
    return RemoveRow(row.file, row.line) if _is_whole_line(row) else None


def insert_row(file: str, *fields: str, after: int | None = None) -> Edit:
    """Add a row behind a physical line (0: at the top), or at the end of a table that exists."""
    return InsertRow(file, after, fields)


def set_setting(root: MailRoot, name: str, value: str) -> Edit | None:
    """Set a setting: in the row that counts, or in a new one."""
    row = root.setting(name).row
    if row is not None:
        return set_field(row, SettingRow.value, value)
    return insert_row(SERVER_FILE, name, value)


def _is_whole_line(row: Row) -> bool:
    """Whether XMail reads the row's physical line in one piece."""
    table = table_of(row.file)
    return row.start == 0 and (table is None or len(row.raw) + 1 <= table.limit)
