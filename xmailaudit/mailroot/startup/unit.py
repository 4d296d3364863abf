r"""How a systemd unit starts XMail: Environment=, EnvironmentFile= and ExecStart= of [Service].

Words may be quoted with `"` or `'` and hold the escapes of C; `$NAME` alone falls apart at blanks,
`${NAME}` does not; a line ends with `\` where it goes on.  Variables of an EnvironmentFile come
after, and so win over, those of Environment=.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .launch import Launch, is_xmail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["launch_of_unit"]

_BLANKS = " \t\n\r"
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " "}
_SHELLS = ("sh", "bash", "dash")
_TRUE = ("1", "yes", "true", "on")
#: Stands for a user that systemd makes up.
_MADE_UP = "(dynamic)"
#: Longer values than XMail could use are cut off, and a command with more variables than anybody
#: writes is not followed: a hostile unit does not grow.
_LONGEST = 4096
_VARIABLES = 64


def launch_of_unit(text: str, fetch: Callable[[str], str | None]) -> Launch | None:
    """How a unit (its drop-ins appended) starts XMail; None where it does not tell for sure.

    `fetch` gives the text of an EnvironmentFile, or None.
    """
    environment: dict[str, str] = {}
    files: list[str] = []
    commands: list[str] = []
    single: dict[str, str] = {}
    for name, value in _service_settings(text):
        if name == "Environment":
            if not value:
                environment.clear()
            environment.update(_assignments(_words(value)))
        elif name in ("EnvironmentFile", "ExecStart"):
            names = files if name == "EnvironmentFile" else commands
            if not value:
                names.clear()
            names.append(value)
        else:
            single[name] = value
    for file in filter(None, files):
        content = fetch(file.removeprefix("-"))
        if content is not None:
            environment.update(_environment_file(content))
        elif not file.startswith("-"):
            return None
    launches = (_launch(command, environment, fetch) for command in commands)
    arguments = next((known for known in launches if known is not None), None)
    found = Launch(
        arguments,
        environment.get("MAIL_CMD_LINE"),
        environment.get("MAIL_ROOT"),
        temp=environment.get("XMAIL_TEMP"),
        user=_user(single),
        private_temp=single.get("PrivateTmp", "").lower() in _TRUE,
    )
    return found if found.tells_options else None


def _user(settings: Mapping[str, str]) -> str | None:
    """Whom the service runs as, where it says so."""
    is_made = settings.get("DynamicUser", "").lower() in _TRUE
    return settings.get("User") or (_MADE_UP if is_made else None)


def _service_settings(text: str) -> Iterator[tuple[str, str]]:
    """The settings of all [Service] sections, in order."""
    section = ""
    for line in _joined_lines(text):
        if line.startswith("[") and line.endswith("]"):
            section = line
        elif section == "[Service]":
            name, equals, value = line.partition("=")
            if equals:
                yield name.rstrip(_BLANKS), value.lstrip(_BLANKS)


def _joined_lines(text: str) -> Iterator[str]:
    """Lines without comments, one that ends in a backslash joined with the next by a blank."""
    pieces: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.lstrip(_BLANKS)[:1] in ("#", ";"):
            continue
        if line.endswith("\\"):
            pieces.append(line[:-1])
        else:
            yield " ".join([*pieces, line]).strip(_BLANKS)
            pieces = []
    yield " ".join(pieces).strip(_BLANKS)


def _assignments(words: list[str]) -> dict[str, str]:
    pairs = (word.partition("=") for word in words)
    return {name: value for name, equals, value in pairs if equals and name.isidentifier()}


def _launch(
    command: str, environment: dict[str, str], fetch: Callable[[str], str | None]
) -> tuple[str, ...] | None:
    """The words behind the program of an ExecStart= that starts the server."""
    if command.count("$") > _VARIABLES:
        return None
    words = _expanded(_words(command.lstrip("-@:+!|")), environment)
    if not words:
        return None
    program = words[0].rpartition("/")[2]
    if program in _SHELLS and "-c" in words[:-1]:
        from .shell import launch_of_script

        within = launch_of_script(words[words.index("-c") + 1], fetch)
        return within.arguments if within else None
    return tuple(words[1:]) if is_xmail(words[0]) else None


def _expanded(words: list[str], environment: dict[str, str]) -> list[str]:
    expanded: list[str] = []
    for word in words:
        name = word[1:]
        if word[:1] == "$" and name.isidentifier():
            expanded.extend(_blank_split(environment.get(name, "")[:_LONGEST]))
        else:
            expanded.append(_substituted(word, environment).replace("%%", "%"))
    return expanded


def _blank_split(text: str) -> list[str]:
    """Split at blanks only: the other white space of latin-1 may be a byte of a UTF-8 character."""
    return [word for word in text.replace("\t", " ").replace("\n", " ").split(" ") if word]


def _substituted(word: str, environment: dict[str, str]) -> str:
    """The word with each `${NAME}` and `$$` replaced."""
    pieces: list[str] = []
    position = 0
    while (dollar := word.find("$", position)) >= 0:
        pieces.append(word[position:dollar])
        position = dollar + 1
        piece = "$"
        if word.startswith("$", position):
            position += 1
        elif word.startswith("{", position) and (end := word.find("}", position)) >= 0:
            piece = environment.get(word[position + 1 : end], "")[:_LONGEST]
            position = end + 1
        pieces.append(piece)
    return "".join([*pieces, word[position:]])


def _words(text: str) -> list[str]:
    """Split at blanks outside quotes; take off quotes and escapes."""
    words: list[str] = []
    pieces: list[str] | None = None
    quote = ""
    position = 0
    while position < len(text):
        character = text[position]
        position += 1
        if not quote and character in _BLANKS:
            if pieces is not None:
                words.append("".join(pieces))
            pieces = None
            continue
        pieces = [] if pieces is None else pieces
        if character == "\\" and position < len(text):
            piece, position = _escape(text, position)
            pieces.append(piece)
        elif character == quote:
            quote = ""
        elif not quote and character in "\"'":
            quote = character
        else:
            pieces.append(character)
    if pieces is not None:
        words.append("".join(pieces))
    return words


def _escape(text: str, position: int) -> tuple[str, int]:
    """What the escape whose backslash stands before `position` means, and where it ends."""
    letter = text[position]
    digits = text[position + 1 : position + 3]
    if letter == "x" and len(digits) == 2 and not digits.strip("0123456789abcdefABCDEF"):
        return chr(int(digits, 16)), position + 3
    if letter in _ESCAPES:
        return _ESCAPES[letter], position + 1
    return letter if letter in "\\\"'" else "\\" + letter, position + 1


def _environment_file(text: str) -> dict[str, str]:
    """The variables of an EnvironmentFile: quotes are taken off, an unquoted value keeps blanks."""
    variables: dict[str, str] = {}
    for line in _joined_lines(text):
        name, equals, value = line.removeprefix("export ").partition("=")
        name, value = name.strip(_BLANKS), value.strip(_BLANKS)
        if equals and name.isidentifier():
            quoted = value[:1] in ("'", '"') and len(value) > 1
            variables[name] = "".join(_words(value)[:1]) if quoted else value
    return variables
