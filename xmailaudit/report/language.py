"""The languages reports speak, and `Words`: a language together with a surface's escape.

Templates are English; Japanese comes from a gettext catalogue beside the package, and what it lacks
stays English.  The pseudo-language brackets every translated sentence: whatever stands outside
brackets in its output was not given to a translator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import English, Message, render, say

from .escape import for_terminal
from .text_layout import WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xmailaudit.messages import Template, Translator

__all__ = ["LANGUAGES", "PSEUDO", "Pseudo", "Words", "language_of", "translator"]

#: The languages one can ask for; the pseudo-language is for tests.
LANGUAGES = ("en", "ja")
PSEUDO = "x-pseudo"

_NO_LANGUAGE = ("", "C", "POSIX")


class Pseudo:
    """Shows what is translated: each sentence in brackets that no table holds."""

    language = PSEUDO
    opening = "⟦"
    closing = "⟧"

    def gettext(self, message: str, /) -> str:
        """The template, bracketed."""
        return f"{self.opening}{message}{self.closing}"

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """The fitting template, bracketed."""
        return self.gettext(one if n == 1 else many)


class Catalogue:
    """A language with a compiled gettext catalogue."""

    def __init__(self, language: str) -> None:
        # Only here: an English audit does without gettext.
        import gettext
        from pathlib import Path

        folder = Path(__file__).resolve().parents[1] / "locale"
        found = gettext.translation("xmailaudit", folder, [language], fallback=True)
        self.language = language
        self._gettext = found.gettext
        self._ngettext = found.ngettext

    def gettext(self, message: str, /) -> str:
        """The translation, else the English template."""
        return self._gettext(message)

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """The translation of the fitting form, else the English one."""
        return self._ngettext(one, many, n)


def translator(language: str) -> Translator:
    """The translator of `en`, `ja` or `x-pseudo`; any other language is English."""
    if language == PSEUDO:
        return Pseudo()
    if language in LANGUAGES and language != "en":
        return Catalogue(language)
    return English()


def language_of(environment: Mapping[str, str]) -> str:
    """The language an environment asks for, as gettext reads LANGUAGE, LC_ALL, LC_MESSAGES, LANG.

    LANGUAGE names several, first choice first, and counts only where a locale is set at all.
    """
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "")
    if locale.partition(".")[0] in _NO_LANGUAGE:
        return "en"
    wanted = [*environment.get("LANGUAGE", "").split(":"), locale]
    for name in wanted:
        language = name.partition(".")[0].partition("_")[0].lower()
        if language in LANGUAGES:
            return language
    return "en"


class Words:
    """Words a surface's sentences: calling it words a template, `message` a message.

    `show` makes one piece of foreign text harmless there; plain text is laid out in `width`
    columns.
    """

    __slots__ = ("_show", "translator", "width")

    def __init__(
        self,
        translator: Translator,
        show: Callable[[str, Translator], str] = for_terminal,
        *,
        width: int = WIDTH,
    ) -> None:
        self.translator = translator
        self.width = width
        self._show = show

    def wide(self, width: int) -> Words:
        """The same words for a surface of another width, in columns."""
        return Words(self.translator, self._show, width=width)

    def show(self, text: str) -> str:
        """One piece of foreign text, made harmless."""
        return self._show(text, self.translator)

    def __call__(self, template: Template, /, **parameters: object) -> str:
        """A template with its parameters, worded."""
        return render(say(template, **parameters), self.translator, show=self.show)

    def message(self, message: Message) -> str:
        """A message, worded."""
        return render(message, self.translator, show=self.show)
