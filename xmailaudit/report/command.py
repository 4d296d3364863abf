"""The command that shows a witness again, as words and as a line to paste into a shell.

Names come from tables and file systems, so whatever is in them, pasting the line must do nothing
but run this command.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .escape import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xmailaudit.audit.report import Target
    from xmailaudit.policy.questions import Question
    from xmailaudit.rules.finding import Witness

__all__ = ["argument", "place_word", "question_command", "shell_line", "witness_command"]

#: Besides letters and digits: what means nothing to cmd.exe or PowerShell, quoted or not.
_PLAIN = frozenset("@._+-:/\\=,")
#: What one of the two reads even between double quotes.
_READ_IN_QUOTES = frozenset('"%!$`')


def witness_command(witness: Witness, target: Target) -> tuple[str, ...]:
    """The words of `xmailaudit ask …` that give a witness's decision again."""
    return question_command(witness.question, target)


def question_command(question: Question, target: Target) -> tuple[str, ...]:
    """The words of `xmailaudit ask …` that ask a question about a target.

    They are words as Python sees a command line: bytes that are no UTF-8 are surrogates.
    """
    location = place_word(target.path or target.location)
    told = target.command_line
    options = () if told is None else ("--command-line", argument(told))
    asked = map(argument, question.arguments())
    return ("xmailaudit", "ask", question.kind, location, *options, *asked)


def place_word(name: str) -> str:
    """The name of a file or folder as a word that is no option; `-` alone is standard input."""
    return f"./{name}" if name.startswith("-") and name != "-" else name


def argument(text: str) -> str:
    """Text out of a table (bytes as latin-1), as a word of the command line."""
    try:
        return text.encode("latin-1").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text


def shell_line(words: Iterable[str], *, windows: bool = os.name == "nt") -> str:
    """A line that runs exactly these words, in a POSIX shell or (`windows`) cmd and PowerShell.

    On Windows a character that cannot be quoted for both becomes `?`.
    """
    return " ".join(map(_windows_word if windows else _posix_word, words))


def _posix_word(word: str) -> str:
    from shlex import quote

    return quote(word) if escaped(word) == word else _with_escapes(word)


def _with_escapes(word: str) -> str:
    r"""As `$'…'`, with the bytes of every invisible character as `\xNN`."""
    pieces: list[str] = []
    for character in word:
        if character in "\\'":
            pieces.append(f"\\{character}")
        elif escaped(character) == character:
            pieces.append(character)
        else:
            raw = character.encode("utf-8", "surrogateescape")
            pieces += [f"\\x{byte:02x}" for byte in raw]
    return "$'" + "".join(pieces) + "'"


def _windows_word(word: str) -> str:
    if word and all(c in _PLAIN or (c.isascii() and c.isalnum()) for c in word):
        return word
    safe = "".join("?" if c in _READ_IN_QUOTES or escaped(c) != c else c for c in word)
    slashes = len(safe) - len(safe.rstrip("\\"))  # before the closing quote they count twice
    return f'"{safe}{slashes * chr(92)}"'
