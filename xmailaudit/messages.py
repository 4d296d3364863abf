"""Sentences as values, worded late.

Below the surfaces nobody builds a sentence.  A finding, an error or a trace step carries a
`Message`: an English template, which is also the translation key, and its parameters.  A surface
renders it with an explicit `Translator` and its own way of making hostile text harmless.

    _("{service} lets in {strangers} strangers")      marks a template for translation
    say(_("line {line} has no fields"), line=3)       makes a Message
    render(message, translator, show=escape)          words it

Templates use `{name}` only.  A `Plural` chooses between two templates by one parameter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "English",
    "Listing",
    "Message",
    "Plural",
    "Template",
    "Translator",
    "XMailAuditError",
    "_",
    "plural",
    "render",
    "say",
]


class Plural(NamedTuple):
    """Two templates of one sentence; the integer parameter `by` chooses."""

    one: str
    many: str
    by: str


Template = str | Plural


class Message(NamedTuple):
    """A sentence not yet worded: its template and its parameters."""

    template: Template
    parameters: Mapping[str, object]


class Listing(NamedTuple):
    """Several things named in one sentence; the surface joins them."""

    items: tuple[object, ...]


class Translator(Protocol):
    """What a language offers: the two look-ups of gettext."""

    language: str

    def gettext(self, message: str, /) -> str:
        """The translation of a template, or the template itself."""

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """The translation of the form that fits `n`."""


class English:
    """The language the templates are written in."""

    language = "en"

    def gettext(self, message: str, /) -> str:
        """The template itself."""
        return message

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """`one` for exactly one, else `many`."""
        return one if n == 1 else many


class XMailAuditError(Exception):
    """The root of every error this package raises on purpose.

    `message` says what is wrong and what to do; `file`, `line` and `column` (1-based) say where, as
    far as that is known.  Each floor derives its own family from it.
    """

    def __init__(
        self,
        message: Message,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return render(self.message, English(), show=ascii_safe)


def _(template: str) -> str:
    """Mark a template for translation."""
    return template


def plural(one: str, many: str, *, by: str) -> Plural:
    """Mark a template with a plural form, chosen by the integer parameter `by`."""
    return Plural(one, many, by)


def say(template: Template, /, **parameters: object) -> Message:
    """Make a message of a marked template and its parameters."""
    return Message(template, parameters)


def ascii_safe(text: str) -> str:
    """Show control and other unprintable characters as escapes: the fallback of `str(error)`."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def render(message: Message, translator: Translator, *, show: Callable[[str], str]) -> str:
    """Word a message.

    `show` makes one piece of foreign text harmless on the surface at hand; it is given every string
    parameter, never the template.  Integers get thousands separators, nested messages are worded in
    the same language.
    """
    template, parameters = message
    if isinstance(template, Plural):
        count = parameters[template.by]
        number = count if isinstance(count, int) else 2
        text = translator.ngettext(template.one, template.many, number)
        source = English().ngettext(template.one, template.many, number)
    else:
        text = translator.gettext(template)
        source = template
    worded = {k: _word(value, translator, show) for k, value in parameters.items()}
    try:
        return text.format_map(worded)
    except KeyError:
        # One form of a language may name what this case has not: better English than nothing.
        return source.format_map(worded)


def _word(value: object, translator: Translator, show: Callable[[str], str]) -> str:
    if isinstance(value, Message):
        return render(value, translator, show=show)
    if isinstance(value, Listing):
        return _join((_word(item, translator, show) for item in value.items), translator)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return show(str(value))


def _join(items: Iterable[str], translator: Translator) -> str:
    return translator.gettext(_(", ")).join(items)
