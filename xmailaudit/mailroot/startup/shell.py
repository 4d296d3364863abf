"""The little of the shell's language that init scripts set MAIL_CMD_LINE with.

A script is read from top to bottom as if every command ran once: variables are followed, quotes,
continued lines and `. FILE` are understood.  What depends on more (`$1`, `$(…)`, a variable that
nothing sets) is *undetermined* (None), and so is everything built on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .launch import Launch, is_xmail
from .shell_words import Lexer, Word

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["launch_of_script"]

_OPENERS = frozenset(("then", "do", "else", "if", "elif", "while", "until", "!", "{", "}"))
_DECLARERS = frozenset(("export", "readonly", "declare", "typeset", "local", "env"))
_LAUNCHERS = frozenset(
    (
        "exec",
        "nohup",
        "daemon",
        "daemonize",
        "start-stop-daemon",
        "startproc",
        "loadproc",
        "setsid",
        "nice",
    )
)
_STOPPING = frozenset(("--stop", "-K", "--status", "-T"))
#: At most so many sourced files, so that a script that sources itself ends.
_FILES = 8
#: A longer value is of no use to XMail.
_LONGEST = 4096


def launch_of_script(text: str, fetch: Callable[[str], str | None]) -> Launch | None:
    """How a shell script starts XMail; None where it does not tell for sure."""
    script = _Script(fetch)
    script.run(text)
    variables, arguments = script.variables, script.arguments
    cmd_line = variables.get("MAIL_CMD_LINE", "")
    if cmd_line is None or arguments is _UNSURE:
        return None
    found = Launch(
        arguments,
        cmd_line if "MAIL_CMD_LINE" in variables else None,
        variables.get("MAIL_ROOT"),
        temp=variables.get("XMAIL_TEMP"),
    )
    return found if found.tells_options else None


#: Stands for arguments that nothing in the script determines.
_UNSURE: tuple[str, ...] = ("",)


class _Script:
    """The state of a script that is being read."""

    def __init__(self, fetch: Callable[[str], str | None]) -> None:
        self.variables: dict[str, str | None] = {}
        self.arguments: tuple[str, ...] | None = None
        self._fetch = fetch
        self._files = 0

    def run(self, text: str) -> None:
        for words in Lexer(text.replace("\r\n", "\n"), self.variables).commands():
            self._command(words)

    def _command(self, words: list[Word]) -> None:
        while words and words[0].value in _OPENERS:
            words = words[1:]
        declares = bool(words) and words[0].value in _DECLARERS
        rest = words[1:] if declares else words
        while rest and (rest[0].name or (declares and (rest[0].value or "").startswith("-"))):
            self._assign(rest[0])
            rest = rest[1:]
        if len(rest) > 1 and rest[0].value in (".", "source"):
            self._source(rest[1].value)
        elif rest:
            self._launch(rest)

    def _assign(self, word: Word) -> None:
        if word.name is None:
            return
        value = word.value
        if word.appends and value is not None:
            before = self.variables.get(word.name, "")
            value = None if before is None else before + value
        self.variables[word.name] = value if len(value or "") <= _LONGEST else None

    def _source(self, file: str | None) -> None:
        text = self._fetch(file) if file and self._files < _FILES else None
        if text is not None:
            self._files += 1
            self.run(text)

    def _launch(self, words: list[Word]) -> None:
        """Take the arguments of a command that starts the server."""
        fields: list[str | None] = []
        for word in words:
            fields.extend((None,) if word.fields is None else word.fields)
        if not fields or _STOPPING.intersection(fields):
            return
        if fields[0] not in _LAUNCHERS and not is_xmail(fields[0] or ""):
            return
        for place, field in enumerate(fields):
            if field is not None and is_xmail(field):
                behind = fields[place + 1 :]
                if fields[0] == "start-stop-daemon":
                    behind = behind[behind.index("--") + 1 :] if "--" in behind else []
                known = tuple(field for field in behind if field is not None)
                self.arguments = known if len(known) == len(behind) else _UNSURE
                return
