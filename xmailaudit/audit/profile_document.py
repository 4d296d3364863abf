"""One profile as a TOML document, and spots in it that can say what is wrong with them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xmailaudit.messages import _, say

from .errors import ProfileError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xmailaudit.messages import Template

    from .toml_lines import Path as KeyPath

__all__ = ["Document", "Spot", "document_of", "profile_bytes", "read_document"]


@lru_cache(maxsize=4)
def _key_lines(text: str) -> dict[KeyPath, int]:
    """The line of each key; a profile with many suppressions asks for every one of them."""
    from .toml_lines import key_lines

    return key_lines(text)


@lru_cache(maxsize=4)
def _rows(text: str) -> list[str]:
    return text.split("\n")


class Document(NamedTuple):
    """A profile's text, what tomli makes of it, and the file to name in errors."""

    file: str
    text: str
    values: dict[str, Any]

    @property
    def spot(self) -> Spot:
        """The top of the document."""
        return Spot(self, (), self.values)

    def line(self, path: KeyPath) -> int | None:
        """The line of a key, or of the next table around it."""
        lines = _key_lines(self.text)
        for length in range(len(path), 0, -1):
            if path[:length] in lines:
                return lines[path[:length]]
        return None

    def row(self, line: int) -> bytes:
        """A line of the text, without its end."""
        return _rows(self.text)[line - 1].rstrip("\r").encode()


class Spot(NamedTuple):
    """A value in a document and the way to it."""

    document: Document
    path: KeyPath
    value: Any

    @property
    def key(self) -> str:
        """The dotted key, without the numbers of array items."""
        return ".".join(part for part in self.path if isinstance(part, str))

    @property
    def line(self) -> int | None:
        """The line it stands on."""
        return self.document.line(self.path)

    def child(self, key: str | int) -> Spot:
        """A key of this table, or an item of this array."""
        return Spot(self.document, (*self.path, key), self.value[key])

    def children(self) -> Iterator[tuple[str, Spot]]:
        """The keys of what must be a table."""
        if not isinstance(self.value, dict):
            raise self.wrong(_("{key} must be a table"))
        for key in self.value:
            yield key, self.child(key)

    def items(self) -> Iterator[Spot]:
        """The items of what must be an array."""
        if not isinstance(self.value, list):
            raise self.wrong(_("{key} must be an array: […]"))
        for number in range(len(self.value)):
            yield self.child(number)

    def text(self) -> str:
        """What must be a string with something in it."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong(_("{key} must be a text that is not empty"))
        return self.value

    def one_of(self, words: Iterable[str]) -> str:
        """What must be one of some words."""
        known = tuple(words)
        if self.value not in known:
            raise self.wrong(
                _("{value} is no value of {key}; the nearest is {nearest}"),
                nearest=nearest(str(self.value), known),
            )
        return str(self.value)

    def unknown(self, known: Iterable[str]) -> ProfileError:
        """The error for a key nobody knows; `known` are the keys of its table."""
        table = self.key.rpartition(".")[0]
        close = nearest(str(self.path[-1]), known)
        return self.wrong(
            _("a profile has no key {key}; the nearest is {nearest}"),
            nearest=f"{table}.{close}" if table else close,
        )

    def wrong(self, template: Template, **parameters: object) -> ProfileError:
        """The error about this spot; the template may name {key} and {value}."""
        return ProfileError(
            say(template, key=self.key, value=str(self.value), **parameters),
            file=self.document.file,
            key=self.key or None,
            line=self.line,
        )


def read_document(path: Path) -> Document:
    """Read a file.  Raises ProfileError for what cannot be read or is no TOML."""
    return document_of(profile_bytes(path), str(path))


def document_of(data: bytes, file: str) -> Document:
    """The document in the bytes of a file, which is to be named in errors.  Raises ProfileError."""
    import tomli

    try:
        text = data.decode("utf-8-sig")
        return Document(file, text, tomli.loads(text))
    except UnicodeDecodeError:
        raise ProfileError(say(_("a profile must be UTF-8 text")), file=file) from None
    except tomli.TOMLDecodeError as error:
        raise _no_toml(error, file, text) from None
    except RecursionError:
        raise ProfileError(say(_("its values are nested too deep")), file=file) from None
    except ValueError:  # Python's own limit
        raise ProfileError(say(_("a number in it is too long")), file=file) from None


def profile_bytes(path: Path) -> bytes:
    """The bytes of a profile.  Raises ProfileError for what cannot be read."""
    file = str(path)
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        template = _("the profile cannot be read: {reason}")
        raise ProfileError(say(template, reason=reason), file=file) from None
    except ValueError:  # a name with a NUL in it
        raise ProfileError(say(_("this can be no file's name")), file=ascii(file)) from None


#: How the parser's complaints about a key begin that has a value, or a closed table, already.
_GIVEN_BEFORE = (
    "Cannot declare",
    "Cannot mutate",
    "Cannot overwrite",
    "Cannot redefine",
    "Duplicate inline table key",
)


def _no_toml(error: ValueError, file: str, text: str) -> ProfileError:
    """The parser's complaint; its words end with where it stands."""
    reason, _parenthesis, place = str(error).partition(" (at ")
    words = place.rstrip(")").replace(",", "").split()
    numbers = [int(word) for word in words if word.isdigit()]
    line, column = numbers if len(numbers) == 2 else (len(text.splitlines()), None)
    if reason.startswith(_GIVEN_BEFORE):
        return _given_before(file, _up_to(text, line, column))
    return ProfileError(
        say(_("this is no TOML: {reason}"), reason=reason), file=file, line=line, column=column
    )


def _up_to(text: str, line: int, column: int | None) -> str:
    """The text before a place, as the parser counts lines; all of it where no column is named."""
    if column is None:
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join([*lines[: line - 1], lines[line - 1][: column - 1]])


def _given_before(file: str, text: str) -> ProfileError:
    """The error about the last key of a text, which the parser does not name dotted."""
    from .toml_lines import last_key

    key, line = last_key(text)
    message = say(_("{key}: it, or the table it belongs to, was given before"), key=key)
    return ProfileError(message, file=file, key=key, line=line)
