"""Edits of tables as what a person does on XMailCFG's screens: screen, label and value.

Whoever pasted a text out of XMailCFG changes his server there and never sees a table.  The words of
the screens stand as they are, in any language of the report; where no screen is known for an edit,
the step says so and names the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.mailroot.xmailcfg.labels import GATEWAY, GATEWAY_PARTS, screens
from xmailaudit.mailroot.xmailcfg.values import caption_of
from xmailaudit.messages import Listing, _, say
from xmailaudit.tables.ctext import option_list
from xmailaudit.tables.edit import CreateFile, InsertRow, RemoveRow, SetField
from xmailaudit.tables.files import table_of
from xmailaudit.tables.secret import MASK, Secret

from .escape import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xmailaudit.mailroot.root import MailRoot
    from xmailaudit.mailroot.xmailcfg.labels import Label
    from xmailaudit.messages import Message
    from xmailaudit.tables.edit import Edit, Value
    from xmailaudit.tables.row import Row

__all__ = ["screen_steps", "setting_in_words", "start_option_step"]

_NOT_SET = "未設定"
_PRECEDENCE = "優先順位"
_START_SCREEN = "レジストリの登録"
_START_LABEL = "登録1 XMail 起動時オプション"

_SET = _("On the screen 「{screen}」 set 「{label}」 to 「{value}」")
_EMPTY = _(
    "On the screen 「{screen}」 make 「{label}」 empty; if it shows 「未設定」 then, which is not "
    "the same, write {row} into {file} yourself, with a TAB between"
)
_TICK = _("On the screen 「{screen}」, under 「{label}」, tick {letters} and nothing else")
_UNTICK = _("On the screen 「{screen}」, under 「{label}」, tick nothing")
_NO_SCREEN = _("No screen of XMailCFG is known for {name}: give it the value {value} in {file}")
_NO_ROW = _("No screen of XMailCFG is known for {name}: take its row out of {file}")
_NO_SCREEN_OF = _("No screen of XMailCFG is known for {file}; there: {change}")
_ON_SCREEN = _("On the screen 「{screen}」: {change}")
_CHANGE = _("change the row {row} to {cells}")
_ADD = _("add a row with {cells}")
_REMOVE = _("remove the row {row}")
_OTHER = _("change the file {file} itself, for which XMailCFG has no screen")
_START_OPTION = _("{step} (on the screen 「{screen}」, 「{label}」)")
_COUNTED = _("{step} ({column} is not shown: it is counted in the order of the list)")


def screen_steps(edits: Iterable[Edit], root: MailRoot) -> Iterator[Message]:
    """The steps on the screens that come to the same as some edits, in their order."""
    cells: dict[tuple[str, int], list[SetField]] = {}
    listed = list(edits)
    for edit in listed:
        if isinstance(edit, SetField):
            cells.setdefault((edit.file, edit.line), []).append(edit)
    for edit in listed:
        if not isinstance(edit, SetField):
            yield from _step(edit, root)
        elif edit is cells[edit.file, edit.line][0]:
            yield from _changed(cells[edit.file, edit.line], root)


def start_option_step(step: Message) -> Message:
    """A step about XMail's start options, with the place where XMailCFG keeps them."""
    return say(_START_OPTION, step=step, screen=_START_SCREEN, label=_START_LABEL)


def _step(edit: Edit, root: MailRoot) -> Iterator[Message]:
    match edit:
        case InsertRow() if edit.file == SERVER_FILE and len(edit.fields) == 2:
            yield from _setting(_plain(edit.fields[0]), _plain(edit.fields[1]))
        case InsertRow():
            yield _added(root, edit.file, edit.fields)
        case CreateFile():
            for fields in edit.rows:
                yield _added(root, edit.file, fields)
        case RemoveRow():
            row = _row(root, edit.file, edit.line)
            if row is None:
                yield say(_OTHER, file=edit.file)
            elif edit.file == SERVER_FILE:
                yield from _setting(row.fields[0], None)
            else:
                yield _on_screen(edit.file, say(_REMOVE, row=_shown(root, row)))
        case _:
            yield say(_OTHER, file=edit.file)


def _changed(edits: Sequence[SetField], root: MailRoot) -> Iterator[Message]:
    """One row, of which some fields change."""
    file = edits[0].file
    row = _row(root, file, edits[0].line)
    if row is None:
        yield say(_OTHER, file=file)
    elif file == SERVER_FILE:
        yield from _setting(row.fields[0], _plain(edits[-1].value))
    else:
        cells = [(edit.index, edit.value) for edit in edits]
        change = say(_CHANGE, row=_shown(root, row), cells=_cells(file, cells))
        yield _counted(root, file, _on_screen(file, change), cells)


def _added(root: MailRoot, file: str, fields: Sequence[Value]) -> Message:
    cells = [(index, value) for index, value in enumerate(fields) if value]
    return _counted(root, file, _on_screen(file, say(_ADD, cells=_cells(file, cells))), cells)


# ------------------------------------------------------------ tables


def _on_screen(file: str, change: Message) -> Message:
    heading = screens().tables.get(file)
    if heading is None or heading.guess:
        return say(_NO_SCREEN_OF, file=file, change=change)
    return say(_ON_SCREEN, screen=heading.label, change=change)


def _cells(file: str, cells: Sequence[tuple[int, Value]]) -> Listing:
    """Columns with their values, as the screen names them."""
    heading = screens().tables.get(file)
    names = () if heading is None else heading.columns
    table = table_of(file)
    secret = () if table is None else table.row.secret
    shown: list[Message] = []
    for index, value in cells:
        name = names[index] if index < len(names) else str(index + 1)
        text = MASK if index in secret or isinstance(value, Secret) else value
        shown.append(say(_("{column} {value}"), column=name, value=text))
    return Listing(tuple(shown))


def _counted(
    root: MailRoot, file: str, step: Message, cells: Sequence[tuple[int, Value]]
) -> Message:
    """The step; where the text shows no precedences, with a word about the one in it."""
    heading = screens().tables.get(file)
    names = () if heading is None else heading.columns
    assumed = root.copied is not None and file in root.copied.assumed
    if not assumed or _PRECEDENCE not in [names[i] for i, _value in cells if i < len(names)]:
        return step
    return say(_COUNTED, step=step, column=_PRECEDENCE)


def _row(root: MailRoot, file: str, line: int) -> Row | None:
    table = table_of(file)
    if table is None:
        return None
    return next((row for row in root.rows(table, file) if row.line == line), None)


def _shown(root: MailRoot, row: Row) -> str:
    """A row as the screen shows it: the fields that the text shows, passwords masked."""
    copied = None if root.copied is None else root.copied.line(row.file, row.line)
    fields: list[str] = []
    for index, field in enumerate(row.fields):
        seen = copied is None or index >= len(copied.spans) or copied.spans[index] is not None
        if seen and field:
            fields.append(MASK if index in row.secret else decoded(field))
    return " ".join(fields)


# ------------------------------------------------------------ settings


def _setting(name: str, value: str | None) -> Iterator[Message]:
    """The steps that give a setting a value, or none."""
    if name != GATEWAY:
        yield _one_setting(name, value)
        return
    parts = dict(option_list(value or ""))
    for shown, part in GATEWAY_PARTS.items():
        if value is None or part in parts:
            yield _one_setting(shown, parts.get(part))


def _one_setting(name: str, value: str | None) -> Message:
    label = _label(name)
    if label is None:
        missing = _NO_ROW if value is None else _NO_SCREEN
        return say(missing, name=name, value=value, file=SERVER_FILE)
    where = {"screen": label.screen, "label": f"{label.label} ({label.name})"}
    if value is None:
        return say(_SET, **where, value=_NOT_SET)
    if label.kind == "letters":
        letters = tuple(f"{letter} ({label.letters.get(letter, '?')})" for letter in value)
        return say(_TICK, **where, letters=Listing(letters)) if value else say(_UNTICK, **where)
    caption = caption_of(label, value)
    if caption is None:
        return say(_NO_SCREEN, name=name, value=value, file=SERVER_FILE)
    if caption:
        return say(_SET, **where, value=caption)
    return say(_EMPTY, **where, row=f'"{name}" ""', file=SERVER_FILE)


def _label(name: str) -> Label | None:
    """The label of a setting that somebody has seen."""
    label = screens().settings.get(name)
    return None if label is None or label.guess else label


def setting_in_words(name: str, value: str) -> str:
    """A setting in one line as it would be copied: label, name and value."""
    label = _label(name)
    if label is None:
        return f"({name}) {value}"
    return f"{label.label} ({name}) {caption_of(label, value) or value}"


def _plain(value: Value) -> str:
    return MASK if isinstance(value, Secret) else value
