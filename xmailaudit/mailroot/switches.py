r"""How XMail takes its start-up words apart (XMail facts: command-line 1, 2 and 5).

Each part of the server walks over all words by itself and looks only at those that begin with `-`
and its own letter; the next letter chooses the switch, the rest of the word is ignored.  A switch
that takes a value swallows the next word *in its own part's walk only*: in `-Sp -Cl` the port of
SMTP becomes 0 and the log of CTRL is on.  What no walk understands is ignored without a word.

The values of a switch's number are those of C's `atoi`; `NUMBERS` holds defaults and limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "ADDRESSES_AT_MOST",
    "FLAGS",
    "NUMBERS",
    "PORT_SWITCHES",
    "Number",
    "Scan",
    "Switch",
    "join_words",
    "scan",
    "split_words",
]

#: A service with more `-?I` addresses than this does not start.
ADDRESSES_AT_MOST = 32


class Number(NamedTuple):
    """A switch with a number: its default and the limits XMail pulls it into."""

    default: int
    lowest: int | None = None
    highest: int | None = None
    raised_to_prime: bool = False


#: The letter of each listener's part of the server, with its port.
PORT_SWITCHES = {"S": 25, "X": 465, "P": 110, "B": 995, "C": 6017, "W": 6018, "F": 79}

#: Every switch that takes a number.
NUMBERS = {
    **{f"-{letter}p": Number(port) for letter, port in PORT_SWITCHES.items()},
    "-St": Number(90),
    "-SX": Number(1024),
    "-Sr": Number(100),
    "-Se": Number(900),
    "-Pt": Number(90),
    "-PX": Number(1024),
    "-Pw": Number(5),
    "-Ct": Number(120),
    "-CX": Number(512),
    "-Qn": Number(16, 1, 256),
    "-Qt": Number(480),
    "-Qi": Number(16),
    "-Qr": Number(32),
    "-QT": Number(90),
    "-Yi": Number(120),
    "-Yt": Number(8, 1, 32),
    "-YT": Number(90),
    "-Ln": Number(3, 1, 17),
    "-Lt": Number(2),
    "-Mr": Number(24),
    "-Mx": Number(23, raised_to_prime=True),
    "-MD": Number(101, raised_to_prime=True),
    # The system's own buffer sizes, unless a positive number of bytes is given.
    "-MR": Number(-1),
    "-MS": Number(-1),
}

_TEXTS = frozenset({"-Ms", *(f"-{letter}I" for letter in PORT_SWITCHES)})

#: Every switch that is on by being there.
FLAGS = frozenset(
    {
        *(f"-{letter}{switch}" for letter in PORT_SWITCHES for switch in "-6"),
        *("-Sl", "-Pl", "-Ph", "-Cl", "-Fl", "-Ql", "-Qg", "-Y-", "-Yl", "-Ll"),
        *("-Md", "-MM", "-Mm", "-M4", "-M6", "-M5", "-M7"),
    }
)

_LETTERS = (*PORT_SWITCHES, *"QYLM")


class Switch(NamedTuple):
    """One switch as one part of the server reads it.

    `name` is the two letters that count, `value` the word it swallows (None: it takes none, or the
    words ended), `at` the 0-based number of its own word among all words.
    """

    name: str
    value: str | None
    at: int

    @property
    def lacks_value(self) -> bool:
        """It takes a value, but no word follows: XMail leaves the switch without effect."""
        return self.value is None and self.name not in FLAGS

    @property
    def swallows_switch(self) -> bool:
        """Its value looks like a switch (`-Sp -Sl`): most likely the value was forgotten."""
        return self.value is not None and self.value[:2] in {f"-{letter}" for letter in _LETTERS}


class Scan(NamedTuple):
    """All switches in the order of their words, and the indexes of words nothing understands."""

    switches: tuple[Switch, ...]
    ignored: tuple[int, ...]


def scan(words: Sequence[str]) -> Scan:
    """Read the words as all parts of the server do together."""
    found = [switch for letter in _LETTERS for switch in _walk(words, letter)]
    found.sort(key=lambda switch: switch.at)
    understood = {switch.at for switch in found}
    understood.update(switch.at + 1 for switch in found if switch.value is not None)
    ignored = tuple(index for index in range(len(words)) if index not in understood)
    return Scan(tuple(found), ignored)


def _walk(words: Sequence[str], letter: str) -> Iterator[Switch]:
    """One part's walk over all words."""
    index = 0
    while index < len(words):
        name = words[index][:3]
        if name[:2] == f"-{letter}":
            if name in FLAGS:
                yield Switch(name, None, index)
            elif name in NUMBERS or name in _TEXTS:
                value = words[index + 1] if index + 1 < len(words) else None
                yield Switch(name, value, index)
                index += 1
        index += 1


def split_words(text: str) -> tuple[str, ...]:
    """Split the text of MAIL_CMD_LINE as XMail does.

    Words end at a blank or TAB; a word that *begins* with `"` ends at the next single one, and `""`
    within is a quote.  Elsewhere a quote is a character like any other.
    """
    words: list[str] = []
    position = 0
    while position < len(text):
        if text[position] in " \t":
            position += 1
        elif text[position] == '"':
            word, position = _quoted(text, position + 1)
            words.append(word)
        else:
            end = position
            while end < len(text) and text[end] not in " \t":
                end += 1
            words.append(text[position:end])
            position = end
    return tuple(words)


def _quoted(text: str, start: int) -> tuple[str, int]:
    """The quoted word that begins at `start`, and where the text goes on."""
    pieces: list[str] = []
    while True:
        end = text.find('"', start)
        if end < 0:
            return "".join([*pieces, text[start:]]), len(text)
        pieces.append(text[start:end])
        if text[end + 1 : end + 2] != '"':
            return "".join(pieces), end + 1
        pieces.append('"')
        start = end + 2


def join_words(words: Sequence[str]) -> str:
    """The text `split_words` splits into these words."""
    return " ".join([_quote(word) for word in words])


def _quote(word: str) -> str:
    plain = word and word[0] != '"' and " " not in word and "\t" not in word
    return word if plain else '"' + word.replace('"', '""') + '"'
