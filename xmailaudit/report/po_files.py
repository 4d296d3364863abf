"""gettext's files: PO and POT as text, MO as bytes; as little of them as the translations use.

An entry's key is its English template, or both of a plural's.  Reading takes what `write_po` wrote
and what translators' editors make of it.
"""

from __future__ import annotations

import ast
from struct import pack
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Entry", "Key", "compile_mo", "read_po", "write_po"]


class Key(NamedTuple):
    """A template; `many` is the other one of a plural, empty for a plain one."""

    one: str
    many: str = ""


class Entry(NamedTuple):
    """A key, the files it stands in, and its translation, empty where there is none."""

    key: Key
    files: tuple[str, ...] = ()
    text: str = ""


def write_po(entries: Iterable[Entry], header: str) -> str:
    """The entries as a PO file; `header` is its first, unnamed translation."""
    blocks = [f'msgid ""\nmsgstr ""\n{_lines(header)}']
    for entry in entries:
        comment = "".join(f"#: {file}\n" for file in entry.files)
        blocks.append(comment + _entry(entry))
    return "\n\n".join(blocks) + "\n"


def _entry(entry: Entry) -> str:
    one, many = entry.key
    if not many:
        return f"msgid {_quoted(one)}\nmsgstr {_quoted(entry.text)}"
    return f"msgid {_quoted(one)}\nmsgid_plural {_quoted(many)}\nmsgstr[0] {_quoted(entry.text)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'"{escaped}"'


def _lines(text: str) -> str:
    return "\n".join(map(_quoted, text.splitlines(keepends=True)))


def read_po(text: str) -> dict[Key, str]:
    """The translations of a PO file by key, the header left out."""
    found: dict[Key, str] = {}
    parts: dict[str, str] = {}
    current = ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("#"):
            continue
        if line.startswith('"'):
            parts[current] += ast.literal_eval(line)
        elif line:
            current, _space, quoted = line.partition(" ")
            parts[current] = ast.literal_eval(quoted)
        elif parts:
            key = Key(parts["msgid"], parts.get("msgid_plural", ""))
            found[key] = parts.get("msgstr", parts.get("msgstr[0]", ""))
            parts = {}
    found.pop(Key(""), None)
    return found


def compile_mo(translations: Mapping[Key, str], header: str) -> bytes:
    """The translations as an MO file, those without text left out."""
    texts = {"\0".join(filter(None, key)): text for key, text in translations.items() if text}
    pairs = sorted((key.encode(), text.encode()) for key, text in {"": header, **texts}.items())
    count = len(pairs)
    offset = 28 + 16 * count
    tables: list[bytes] = []
    data = b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(pack("<2I", len(pair[column]), offset + len(data)))
            data += pair[column] + b"\0"
    head = pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return head + b"".join(tables) + data
