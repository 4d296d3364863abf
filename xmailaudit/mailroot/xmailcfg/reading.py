"""The walk over a pasted text: what it shows of tables, settings and ports, and what stays open.

Nothing is made up on the way.  Whatever is ambiguous becomes a remark with its line, and what the
text does not show stays unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.copied import Remark
from xmailaudit.messages import Template, _, say
from xmailaudit.tables.server import VARIABLES

from . import lines as classes
from .cells import access_line, login_line, pair_line
from .labels import GATEWAY_PARTS, screens
from .marks import Item, checked_letters, legend_marks, permission_item
from .normal import Line, split_lines
from .tables import PastedTable
from .values import UNKNOWN, Value, is_value, value_of

if TYPE_CHECKING:
    from .cells import TableLine
    from .labels import Heading

__all__ = ["PastedSetting", "Reading", "read_text"]

_ACCESS = frozenset(("IPアドレス", "ネットマスク", "許可属性"))


class PastedSetting(NamedTuple):
    """A setting as the text shows it; `value` is NOT_SET or UNKNOWN where it is no text."""

    name: str
    value: Value
    line: Line


class Reading(NamedTuple):
    """All a text shows.  `recognised` counts the lines that are XMailCFG's."""

    tables: tuple[PastedTable, ...]
    emptied: tuple[PastedTable, ...]
    settings: tuple[PastedSetting, ...]
    ports: tuple[tuple[str, str], ...]
    version: str | None
    remarks: tuple[Remark, ...]
    recognised: int


def read_text(text: str) -> Reading:
    """Read a pasted text, in one pass over its lines after one for legends."""
    reader = _Reader(legend_marks(split_lines(text)))
    for line in split_lines(text):
        reader.take(line)
    return reader.result()


class _Reader:
    """The state of the walk: the open section with its columns and lines, the open setting."""

    def __init__(self, legend: frozenset[str]) -> None:
        self._legend = legend
        self._tables: list[PastedTable] = []
        self._emptied: list[PastedTable] = []
        self._settings: list[PastedSetting] = []
        self._ports: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self._remarks: list[Remark] = []
        self._recognised = 0
        self._heading: Heading | None = None
        self._name = ""
        self._number = 0
        self._columns: tuple[str, ...] = ()
        self._lines: list[TableLine] = []
        self._waiting: tuple[classes.SettingLine, Line] | None = None
        self._items: list[Item] = []

    def result(self) -> Reading:
        """What was read, once all lines are taken."""
        self._close_setting()
        self._close_table()
        return Reading(
            tuple(self._tables),
            tuple(self._emptied),
            tuple(self._settings),
            tuple(self._ports.items()),
            next(iter(self._versions), None),
            tuple(self._remarks),
            self._recognised,
        )

    def take(self, line: Line) -> None:
        """Take the next line."""
        if self._continues_setting(line):
            return
        self._close_setting()
        steps = (self._row, self._header, self._section, self._port, self._setting, self._empty)
        if any(step(line) for step in steps):
            self._recognised += 1
        else:
            self._prose(line)

    def _remark(self, line: Line | int, template: Template, **parameters: object) -> None:
        number = line if isinstance(line, int) else line.number
        self._remarks.append(Remark(number, say(template, **parameters)))

    # ------------------------------------------------------------ a setting over several lines

    def _continues_setting(self, line: Line) -> bool:
        """Permissions one a line, or the value of a line that was wrapped."""
        if self._waiting is None:
            return False
        shown, _line = self._waiting
        if shown.label is not None and shown.label.kind == "letters":
            item = permission_item(line)
            if item is not None:
                self._items.append(item)
                self._recognised += 1
                return True
        if self._items or not is_value(shown.label, line.text):
            return False
        self._waiting = (shown._replace(value=line.text), line)
        self._close_setting()
        return True

    def _close_setting(self) -> None:
        if self._waiting is None:
            return
        shown, line = self._waiting
        value = value_of(shown.label, shown.value)
        if self._items:
            letters = checked_letters(self._items, self._legend)
            value = UNKNOWN if letters is None else letters
        if value is UNKNOWN:
            self._remark(line, _("the text does not tell the value of {name}"), name=shown.name)
        self._settings.append(PastedSetting(shown.name, value, line))
        self._waiting, self._items = None, []

    # ------------------------------------------------------------ the classes of lines

    def _header(self, line: Line) -> bool:
        """Columns, also one a line: those follow each other."""
        broken = bool(self._name) and not self._lines
        names = classes.column_names(line, alone=broken)
        if not names:
            return False
        self._columns = (*self._columns, *names) if broken and len(names) == 1 else names
        return True

    def _section(self, line: Line) -> bool:
        found = classes.section(line)
        if found is None:
            return False
        self._close_table()
        self._heading, self._name, self._number = found.heading, found.name, line.number
        return found.heading is not None

    def _port(self, line: Line) -> bool:
        found = classes.port(line)
        if found is None:
            return False
        self._close_table()
        number = found.value.partition(";")[0]
        if number.isascii() and number.isdecimal() and 0 < int(number[:9]) < 65536:
            self._ports.setdefault(found.switch, number)
        else:
            self._remark(line, _("this port is not understood"))
        return True

    def _setting(self, line: Line) -> bool:
        found = classes.setting(line)
        if found is None:
            return False
        if not _is_known(found):
            if self._heading is None or self._heading.file is not None:
                return False
            template = _("{name} is no setting of XMail 1.27; nothing is judged by it")
            self._remark(line, template, name=found.name)
            return True
        if self._heading is not None and self._heading.file is not None:
            self._close_table()
        if found.shown != found.name:
            template = _("XMailCFG writes {shown}; the setting XMail reads is {name}")
            self._remark(line, template, shown=found.shown, name=found.name)
        self._waiting = (found, line)
        if found.value:
            self._close_setting()
        return True

    def _empty(self, line: Line) -> bool:
        what = classes.emptied(line)
        if what is None:
            return False
        heading = self._heading if self._heading and self._heading.file else None
        heading = heading or screens().heading(what)
        if heading is not None and heading.file is not None:
            table = PastedTable(heading.file, heading.label, line.number, (), ())
            self._emptied.append(table)
        return heading is not None

    def _row(self, line: Line) -> bool:
        """A line of the table that is open; under a heading nobody knows, it is only noted."""
        file = self._heading.file if self._heading else None
        found = None
        if file == "smtpauth.tab":
            others = (self._header, self._section, self._port, self._setting, self._empty)
            if any(step(line) for step in others):
                return True
            found = login_line(line) if self._columns else None
        elif file == "smtpfwd.tab":
            found = pair_line(line) if self._columns else None
        elif self._name:
            found = access_line(line)
        if found is not None:
            self._lines.append(found)
        return found is not None

    def _prose(self, line: Line) -> None:
        if classes.is_guest(line):
            self._remark(line, _("a guest of XMailCFG sees no data here"))
        version = classes.mail_version(line)
        if version is not None and version not in self._versions:
            self._versions[version] = line.number
            self._remark(line, _("the server is XMail {version}"), version=version)
        tool = classes.tool_version(line)
        if tool is not None:
            self._remark(line, _("copied out of XMailCFG {version}"), version=tool)

    # ------------------------------------------------------------ the end of a section

    def _close_table(self) -> None:
        heading, lines = self._heading, tuple(self._lines)
        if lines and heading is not None and heading.file is not None and heading.columns:
            self._tables.append(
                PastedTable(heading.file, self._name, self._number, self._columns, lines)
            )
        elif lines:
            self._not_read(heading)
        self._heading, self._name, self._columns, self._lines = None, "", (), []

    def _not_read(self, heading: Heading | None) -> None:
        if heading is not None:
            template = _("this version does not judge the rows of {section}")
            self._remark(self._number, template, section=self._name)
        elif _ACCESS.issubset(self._columns):
            template = _("{section} is no known screen of XMailCFG; nothing in it is judged")
            self._remark(self._number, template, section=self._name)


def _is_known(found: classes.SettingLine) -> bool:
    """Whether XMail 1.27 reads a setting, or XMailCFG shows it as a part of one."""
    name = found.name
    return name in VARIABLES or name in GATEWAY_PARTS or name.startswith("SmtpConfig-")
