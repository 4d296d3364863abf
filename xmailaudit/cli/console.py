"""`Console`: what a command has to speak with: a language, standard output, standard error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from xmailaudit.messages import say
from xmailaudit.report.language import Words, language_of, translator

from .output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xmailaudit.messages import Message, Template, XMailAuditError
    from xmailaudit.report.text_style import Style

__all__ = ["Console", "wish"]


class Console:
    """The language and the two streams; `debug` is whether a defect shows its traceback.

    As a `plugin` it tells a monitoring server on standard output, too, that something went wrong.
    """

    def __init__(
        self, words: Words, out: Output, err: Output, *, debug: bool = False, plugin: bool = False
    ) -> None:
        self.words = words
        self.out = out
        self.err = err
        self.debug = debug
        self.plugin = plugin
        self._told = ""
        self._notices: list[Message] = []

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Console:
        """The console a command line asks for, before it is parsed: errors have a language too."""
        language = wish(arguments, "--lang") or language_of(os.environ)
        words = Words(translator(language))
        debug = "--debug" in arguments
        plugin = wish(arguments, "--format") == "nagios" and "audit" in arguments
        return cls(words, Output(sys.stdout), Output(sys.stderr), debug=debug, plugin=plugin)

    def style(self) -> Style:
        """The look of what goes to standard output."""
        from xmailaudit.report.text_style import Style, wants_colour

        return Style(colour=wants_colour(os.environ, terminal=self.out.terminal))

    def tell(self, template: Template, /, **parameters: object) -> None:
        """Say something on standard error."""
        self._tell(say(template, **parameters))

    def notice(self, message: Message) -> None:
        """Keep what a person should know until the work is done; an error is to stand alone."""
        self._notices.append(message)

    def tell_notices(self) -> None:
        """Say on standard error what was kept."""
        for message in self._notices:
            self._tell(message)

    def _tell(self, message: Message) -> None:
        self._say(self.words.message(message))

    def complain(self, error: XMailAuditError) -> None:
        """Say what is wrong in one line, with the place as compilers give it."""
        place = "".join(f"{part}:" for part in _place(error, self.words))
        where = f"{place} " if place else ""
        self._say(where + self.words.message(error.message))

    def _say(self, text: str) -> None:
        self._told = text
        self.err.line(f"xmailaudit: {text}")

    def give_up(self) -> None:
        """Say as a plugin what was said last."""
        from xmailaudit.report.nagios import PluginState, plugin_line

        self.out.line(plugin_line(PluginState.UNKNOWN, self._told))


def _place(error: XMailAuditError, words: Words) -> list[str]:
    """FILE, FILE:LINE or FILE:LINE:COLUMN, as far as the error knows and does not say itself."""
    known: list[str] = []
    if error.file is not None and error.message.parameters.get("file") != error.file:
        known.append(words.show(error.file))
        for number in (error.line, error.column):
            if number is None:
                break
            known.append(str(number))
    return known


def wish(arguments: Sequence[str], option: str) -> str | None:
    """The value of an option as it stands on the command line, be the rest right or wrong."""
    for place, word in enumerate(arguments):
        if word == "--":
            break
        if word == option:
            return arguments[place + 1] if place + 1 < len(arguments) else None
        if word.startswith(option + "="):
            return word[len(option) + 1 :]
    return None
