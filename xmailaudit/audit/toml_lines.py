"""On which line of a TOML text a key stands.

tomli gives values without places, and errors should name a line.  This scanner walks over a text
that tomli has accepted, or over what stands before its complaint (so it need not find faults), and
notes the line of every key: of tables, arrays of tables, dotted keys, inline tables and the items
of arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Path", "key_lines", "last_key"]

#: The way to a value: keys, and the 0-based number of an item in an array.
Path = tuple[str | int, ...]

_BLANK = " \t\r\n"
_QUOTES = "\"'"
_ENDS_KEY = " \t\n.=]"
_ENDS_SCALAR = ",]}#\r\n"
_ENDS_ARRAY = ("]", "")  # or the text
_ENDS_TABLE = ("}", "")


def key_lines(text: str) -> dict[Path, int]:
    """The 1-based line of each key (where it is first named) and array item of a valid text."""
    return _Scanner(text).scan()


def last_key(text: str) -> tuple[str, int]:
    """The key that stands last in the beginning of a valid text, dotted, and its line."""
    scanner = _Scanner(text)
    scanner.scan()
    path, line = scanner.latest
    return ".".join(part for part in path if isinstance(part, str)), line


class _Scanner:
    """One walk over a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0  # newlines up to here are in _line
        self._lines: dict[Path, int] = {}
        self._items: dict[Path, int] = {}  # arrays of tables, with how many there are so far
        self.latest: tuple[Path, int] = ((), 1)

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip():
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    # ------------------------------------------------------------ what stands in a text

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`; gives the path of the table that begins."""
        array = self._text.startswith("[[", self._at)
        self._at += 1 + array
        keys = self._dotted()
        path = self._resolve(keys)
        if array:
            # Resolving an array of tables leads into its last item; this one is new.
            base = path[:-1] if path in self._lines and isinstance(path[-1], int) else path
            number = self._items.get(base, 0)
            self._items[base] = number + 1
            self._note(base)
            path = (*base, number)
        self._note(path)
        self.latest = path, self._line
        self._skip()
        self._at += 1 + array
        return path

    def _resolve(self, keys: Sequence[str]) -> Path:
        """A header's path; an array of tables on the way means its last item."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            self._note(path)
            if path in self._items:
                path = (*path, self._items[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        """`key = value`, the key dotted or not."""
        path = table
        for key in self._dotted():
            path = (*path, key)
            self._note(path)
        self.latest = path, self._line
        self._skip()
        self._at += 1
        self._value(path)

    def _dotted(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip()
            keys.append(self._key())
            self._skip()
            if self._peek() != ".":
                return keys
            self._at += 1

    def _key(self) -> str:
        start = self._at
        if self._peek() in _QUOTES:
            self._string()
            return _unquoted(self._text[start : self._at])
        while self._peek() not in _ENDS_KEY:
            self._at += 1
        return self._text[start : self._at]

    def _value(self, path: Path) -> None:
        self._skip()
        match self._peek():
            case "[":
                self._array(path)
            case "{":
                self._inline_table(path)
            case '"' | "'":
                self._string()
            case _:
                while self._peek() not in _ENDS_SCALAR:
                    self._at += 1

    def _array(self, path: Path) -> None:
        self._at += 1
        number = 0
        while self._skip() not in _ENDS_ARRAY:
            self._note((*path, number))
            self._value((*path, number))
            number += 1
            if self._skip() == ",":
                self._at += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while self._skip() not in _ENDS_TABLE:
            self._pair(path)
            if self._skip() == ",":
                self._at += 1
        self._at += 1

    def _string(self) -> None:
        """Any of the four kinds; a quote that ends a long string may have more before it."""
        quote = self._peek()
        long = self._text.startswith(quote * 3, self._at)
        end = quote * 3 if long else quote
        self._at += len(end)
        while self._at < len(self._text) and not self._text.startswith(end, self._at):
            escaped = quote == '"' and self._peek() == "\\"
            self._at += 1 + escaped
        self._at += len(end)
        while long and self._peek() == quote:
            self._at += 1

    # ------------------------------------------------------------ moving on

    def _peek(self) -> str:
        """The next character; at the end a newline, which ends whatever was open."""
        return self._text[self._at : self._at + 1] or "\n"

    def _skip(self) -> str:
        """Go over blanks, line ends and comments; gives the next character, empty at the end."""
        text, size = self._text, len(self._text)
        while self._at < size and text[self._at] in _BLANK + "#":
            if text[self._at] == "#":
                newline = text.find("\n", self._at)
                self._at = size if newline < 0 else newline
            else:
                self._at += 1
        return text[self._at : self._at + 1]

    def _note(self, path: Path) -> None:
        """Remember where a path is first named."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        self._lines.setdefault(path, self._line)


def _unquoted(token: str) -> str:
    import tomli

    return next(iter(tomli.loads(f"{token} = 0")))
