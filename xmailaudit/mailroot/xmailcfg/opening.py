"""From the bytes of a pasted text to a MailRoot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.mailroot.copied import Copied, CopiedFile, CopiedLine, Remark
from xmailaudit.mailroot.errors import TargetError
from xmailaudit.mailroot.origin import Origin
from xmailaudit.mailroot.root import MailRoot
from xmailaudit.mailroot.settings import SERVER_FILE
from xmailaudit.mailroot.start_options import StartOptions
from xmailaudit.messages import _, say
from xmailaudit.tables.quoting import fault
from xmailaudit.tables.row import Place
from xmailaudit.tables.server import SERVER

from .decoding import decode
from .labels import GATEWAY, GATEWAY_PARTS
from .reading import PastedSetting, read_text
from .source import XMailCfgSource
from .tables import PastedRow, assemble, row_bytes
from .values import NOT_SET, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.messages import Message

    from .reading import Reading
    from .tables import PastedTable

__all__ = ["LARGEST_TEXT", "looks_like_page", "open_text"]

#: A text with more bytes than this was not copied by hand.
LARGEST_TEXT = 2**20

_PAGE_STARTS = (b"<!doctype html", b"<html", b"<?xml", b"mime-version:", b"from: <saved by")


def looks_like_page(data: bytes) -> bool:
    """Whether the bytes are a saved page rather than text copied out of one."""
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith(_PAGE_STARTS) or b"<html" in start


def open_text(
    data: bytes, location: str, *, start_options: StartOptions | None = None
) -> MailRoot | None:
    """The configuration a text shows; None where no line of it is XMailCFG's.

    The start options given beat the ports the text shows.  Raises TargetError for what is text
    out of XMailCFG and cannot be read in this version.
    """
    if len(data) > LARGEST_TEXT:
        return None
    if looks_like_page(data):
        template = _(
            "this version cannot read a saved page ({path}); "
            "copy the text out of it and save that as a file"
        )
        raise TargetError(say(template, path=location))
    decoded = None if b"\0" in data and data[:2] not in _WIDE else decode(data)
    reading = None if decoded is None else read_text(decoded.text)
    if decoded is None or reading is None or not reading.recognised:
        return None
    made = _Making(reading, location)
    made.remark(None, say(_("the text was read as {encoding}"), encoding=decoded.encoding))
    made.tables()
    made.settings()
    return made.root(start_options)


_WIDE = (b"\xff\xfe", b"\xfe\xff")


class _Making:
    """The parts of a MailRoot on the way out of what was read."""

    def __init__(self, reading: Reading, location: str) -> None:
        self._reading = reading
        self._location = location
        self._files: dict[str, bytes] = {}
        self._named: list[CopiedFile] = []
        self._odd: dict[str, Message] = {}
        self._assumed: dict[str, Message] = {}
        self._absent: dict[str, Place] = {}
        self._remarks = list(reading.remarks)

    def remark(self, line: int | None, message: Message) -> None:
        """Note something about the text."""
        self._remarks.append(Remark(line, message))

    # ------------------------------------------------------------ tables

    def tables(self) -> None:
        """All tables; where one is there twice, the first counts."""
        shown = sorted((*self._reading.tables, *self._reading.emptied), key=_number)
        for table in shown:
            if table.file in self._files or table.file in self._odd:
                template = _("{section} is there again; the first one is judged")
                self.remark(table.number, say(template, section=table.name))
            else:
                self._table(table)

    def _table(self, table: PastedTable) -> None:
        made = assemble(table)
        if made.odd is not None:
            template = _("line {line} of the text, which shows it, is not understood")
            self._odd[table.file] = say(template, line=str(made.odd))
            template = _("this line is not understood, so {section} is not judged")
            self.remark(made.odd, say(template, section=table.name))
            return
        self._write(table.file, made.rows)
        if made.assumed is not None:
            self._assumed[table.file] = made.assumed
            template = _("{section}: {assumption}")
            message = say(template, section=table.name, assumption=made.assumed)
            self.remark(table.number, message)
        if made.paired:
            template = _("{section}: addresses stand above masks; they are paired in their order")
            self.remark(table.number, say(template, section=table.name))
        for row in made.rows:
            if row.masked:
                template = _("part of the row is made unreadable; nothing is judged by it")
                self.remark(row.line.number, say(template))

    def _write(self, file: str, rows: Iterable[PastedRow]) -> None:
        """A table's bytes, and the text's lines behind them."""
        made = tuple(rows)
        self._files[file] = b"".join(row_bytes(row) + b"\n" for row in made)
        self._named.append(CopiedFile.of(file, self._location, [_copied(row) for row in made]))

    # ------------------------------------------------------------ settings

    def settings(self) -> None:
        """server.tab, as far as the text shows it."""
        if not self._reading.settings:
            return
        first: dict[str, PastedSetting] = {}
        for one in self._reading.settings:
            known = first.setdefault(one.name, one)
            if known is not one and known.value != one.value:
                template = _("{name} is there again with another value; the first one is judged")
                self.remark(one.line.number, say(template, name=one.name))
        parts = [first.pop(name) for name in GATEWAY_PARTS if name in first]
        if parts:
            first.setdefault(GATEWAY, _gateway(parts))
        rows = [row for one in first.values() for row in self._setting(one)]
        self._write(SERVER_FILE, sorted(rows, key=lambda row: row.line.number))

    def _setting(self, one: PastedSetting) -> Iterable[PastedRow]:
        if one.value is NOT_SET:
            self._absent[one.name] = self._absence(one)
        if isinstance(one.value, str):
            row = _setting_row(one, one.value)
            fits = len(row_bytes(row)) <= SERVER.safe_limit
            if fits and not any(fault(field, quotes=True) for field in row.fields):
                return (row,)
            template = _("no table can hold this value of {name}")
            self.remark(one.line.number, say(template, name=one.name))
        return ()

    def _absence(self, one: PastedSetting) -> Place:
        """The line that says a setting is not set; no line of the table is behind it."""
        raw = one.line.original.encode(errors="replace")
        file = CopiedFile.of(SERVER_FILE, self._location, ())
        return Place(file, one.line.number, 0, len(raw), raw)

    # ------------------------------------------------------------ the whole

    def root(self, start_options: StartOptions | None) -> MailRoot:
        """The MailRoot, once tables and settings are made."""
        words = [word for port in self._reading.ports for word in port]
        options = start_options or StartOptions(words, 0, Origin.unknown())
        copied = Copied(
            self._location,
            self._named,
            absent=self._absent,
            assumed=self._assumed,
            remarks=sorted(self._remarks, key=lambda remark: remark.line or 0),
            version=self._reading.version,
        )
        return MailRoot(XMailCfgSource(self._location, self._files, self._odd), options, copied)


def _number(table: PastedTable) -> int:
    return table.number


def _gateway(parts: list[PastedSetting]) -> PastedSetting:
    """The one setting that two lines of the screen make; unknown where the first part is."""
    first = parts[0]
    texts = [
        f"{GATEWAY_PARTS[one.name]}={one.value}" for one in parts if isinstance(one.value, str)
    ]
    if first.name != next(iter(GATEWAY_PARTS)) or first.value is UNKNOWN:
        return first._replace(name=GATEWAY, value=UNKNOWN)
    return first._replace(name=GATEWAY, value=",".join(texts) if texts else NOT_SET)


def _setting_row(one: PastedSetting, value: str) -> PastedRow:
    fields = (one.name, value.encode(errors="replace").decode("latin-1"))
    at = one.line.original.rfind(value)
    span = (at, at + len(value)) if value and at >= 0 else None
    return PastedRow(one.line, fields, (None, span))


def _copied(row: PastedRow) -> CopiedLine:
    """The line behind a row, with its spans in bytes."""
    original = row.line.original

    def in_bytes(span: tuple[int, int] | None) -> tuple[int, int] | None:
        if span is None:
            return None
        start = len(original[: span[0]].encode(errors="replace"))
        return start, start + len(original[span[0] : span[1]].encode(errors="replace"))

    secret = in_bytes(row.secret)
    return CopiedLine(
        row.line.number,
        original.encode(errors="replace"),
        tuple(map(in_bytes, row.spans)),
        () if secret is None else (secret,),
        row.masked,
    )
