"""How a shell cuts a script into commands and words.

Quotes, continued lines, comments, redirections and `$NAME` are understood; what a reader cannot
know (`$1`, `$(…)`, backquotes, a variable nothing set) makes a word undetermined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Lexer", "Word"]

#: The most characters that all expansions of a text may put in together: a hostile script neither
#: grows by doubling nor takes for ever.
_BUDGET = 2**16
_ENDS = "\n;&|()"
_BLANKS = " \t"
_STOPS = _ENDS + _BLANKS + "<>"


class Word(NamedTuple):
    """A word after expansion: its fields, or None; `name` if it is an assignment to it."""

    fields: tuple[str, ...] | None
    name: str | None = None
    appends: bool = False

    @property
    def value(self) -> str | None:
        """The word as one text."""
        return None if self.fields is None else "".join(self.fields)


class Lexer:
    """Cuts a text into commands; variables are expanded as they are at that moment."""

    def __init__(self, text: str, variables: dict[str, str | None]) -> None:
        self._text = text
        self._at = 0
        self._variables = variables
        self._budget = _BUDGET

    def commands(self) -> Iterator[list[Word]]:
        """The words of each command, in order."""
        text = self._text
        words: list[Word] = []
        while self._at < len(text):
            character = text[self._at]
            if text.startswith("\\\n", self._at):
                self._at += 2
            elif character in _BLANKS:
                self._at += 1
            elif character == "#":
                self._at = self._find("\n", self._at)
            elif character in _ENDS:
                self._at += 1
                if words:
                    yield words
                    words = []
            elif character in "<>":
                self._redirection(words)
            else:
                words.append(self._word())
        if words:
            yield words

    def _redirection(self, words: list[Word]) -> None:
        """Pass over `2> file`, the number included."""
        if words and self._text[self._at - 1] in "0123456789" and (words[-1].value or "").isdigit():
            words.pop()
        while self._peek() in ("<", ">", "&", "|", "-"):
            self._at += 1
        while self._peek() in (" ", "\t"):
            self._at += 1
        if self._peek() and self._peek() not in _STOPS:
            self._word()

    def _word(self) -> Word:
        building = _Building()
        while self._at < len(self._text) and self._text[self._at] not in _STOPS:
            character = self._text[self._at]
            if character == "\\":
                escaped = self._text[self._at + 1 : self._at + 2]
                building.add("" if escaped == "\n" else escaped, quoted=escaped != "\n")
                self._at += 2
            elif character == "'":
                end = self._find("'", self._at + 1)
                building.add(self._text[self._at + 1 : end], quoted=True)
                self._at = end + 1
            elif character == '"':
                self._double_quoted(building)
            elif character in "$`":
                building.add_split(self._expansion())
            else:
                building.add_plain(character)
                self._at += 1
        return building.word()

    def _double_quoted(self, building: _Building) -> None:
        building.add("", quoted=True)
        self._at += 1
        while self._at < len(self._text) and self._text[self._at] != '"':
            character = self._text[self._at]
            if character in "$`":
                building.add(self._expansion(), quoted=True)
                continue
            self._at += 1
            if character == "\\" and self._peek() in ("\\", '"', "$", "`", "\n"):
                character = "" if self._peek() == "\n" else self._peek()
                self._at += 1
            building.add(character, quoted=True)
        self._at += 1

    def _expansion(self) -> str | None:
        """The value of the `$…` or backquotes that begin here; passes over them."""
        text, start = self._text, self._at
        if text[start] == "`":
            self._at = self._find("`", start + 1) + 1
            return None
        opening = text[start + 1 : start + 2]
        if opening == "(":
            self._at = self._closing(start + 1)
            return None
        if opening == "{":
            end = self._find("}", start)
            self._at = end + 1
            return self._parameter(text[start + 2 : end])
        end = start + 1
        while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] == "_"):
            end += 1
        name = text[start + 1 : end]
        if name.isidentifier():
            self._at = end
            return self._value(name)
        special = opening and (opening in "?$#@*!-" or opening.isdigit())
        self._at = start + (2 if special else 1)
        return None if special else "$"

    def _parameter(self, inside: str) -> str | None:
        """The value of `${…}`: a name, or a name with a default."""
        for sign in (":-", ":=", "-", "="):
            name, found, default = inside.partition(sign)
            if found and name.isidentifier():
                value = self._value(name)
                unset = value == "" if sign[0] == ":" else False
                if not unset and (value is not None or name in self._variables):
                    return value
                return None if set(default) & set("$`'\"\\") else default
        return self._value(inside) if inside.isidentifier() else None

    def _value(self, name: str) -> str | None:
        value = self._variables.get(name, "" if name == "MAIL_CMD_LINE" else None)
        self._budget -= len(value or "")
        return value if self._budget >= 0 else None

    def _closing(self, start: int) -> int:
        """Where the text goes on behind the bracket that closes the one at `start`."""
        depth = 0
        for place in range(start, len(self._text)):
            depth += {"(": 1, ")": -1}.get(self._text[place], 0)
            if depth == 0:
                return place + 1
        return len(self._text)

    def _find(self, what: str, start: int) -> int:
        place = self._text.find(what, start)
        return len(self._text) if place < 0 else place

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]


class _Building:
    """A word under construction."""

    def __init__(self) -> None:
        self._fields: list[str] = []
        self._pieces: list[str] = []
        self._started = False
        self._known = True
        self._plain = True
        self._name: str | None = None
        self._appends = False

    def add_plain(self, character: str) -> None:
        """An unquoted character; `=` behind a plain name makes the word an assignment."""
        if character == "=" and self._plain and self._name is None:
            name = "".join(self._pieces)
            bare = name.removesuffix("+")
            if bare.isidentifier() and bare.isascii():
                self._name, self._appends, self._pieces = bare, bare != name, []
                return
        self._pieces.append(character)
        self._started = True

    def add(self, text: str | None, *, quoted: bool) -> None:
        """A piece that stays together; None for one that is undetermined."""
        self._known = self._known and text is not None
        self._plain = self._plain and not quoted
        self._started = self._started or quoted
        self._pieces.append(text or "")

    def add_split(self, text: str | None) -> None:
        """An unquoted expansion: it falls apart at blanks, except in an assignment."""
        self._plain = False
        if text is None or self._name is not None:
            self.add(text, quoted=False)
            return
        for place, part in enumerate(text.replace("\t", " ").replace("\n", " ").split(" ")):
            if place:
                self._end_field()
            if part:
                self._pieces.append(part)
                self._started = True

    def word(self) -> Word:
        """The finished word."""
        self._end_field()
        return Word(tuple(self._fields) if self._known else None, self._name, self._appends)

    def _end_field(self) -> None:
        if self._started or self._name is not None:
            self._fields.append("".join(self._pieces))
        self._pieces = []
        self._started = False
