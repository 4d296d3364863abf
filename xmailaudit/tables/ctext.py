r"""C and XMail text primitives that tables and policy share: `atoi`, wild cards, ASCII case.

XMail facts: tab-format, section 3.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

__all__ = ["WildPattern", "ascii_lower", "atoi", "atol", "option_list", "wild_match"]

_LOWER = {code: code + 32 for code in range(0x41, 0x5B)}
_INT_MAX = 2**31
_LONG_DIGITS = 19


def ascii_lower(text: str) -> str:
    """Lower-case A to Z only, as a C program in the C locale does."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def atoi(text: str) -> int:
    """C `atoi`: `atol` cut to 32 bits, as glibc on a 64-bit machine does."""
    return (atol(text) + _INT_MAX) % (2 * _INT_MAX) - _INT_MAX


def atol(text: str) -> int:
    """C `atol`: leading blanks, a sign, digits up to the first other character; none is 0.

    Values beyond 64 bits saturate.
    """
    rest = text.lstrip(" \t\n\v\f\r")
    negative = rest.startswith("-")
    if rest[:1] in ("-", "+"):
        rest = rest[1:]
    end = 0
    while end < len(rest) and "0" <= rest[end] <= "9":
        end += 1
    if end == 0:
        return 0
    digits = rest[:end].lstrip("0")
    value = int(digits or "0") if len(digits) <= _LONG_DIGITS else 2**63
    return max(-(2**63), -value) if negative else min(2**63 - 1, value)


def option_list(text: str) -> tuple[tuple[str, str | None], ...]:
    """Split `A=1,B` as `MscParseOptions` does: at commas and line ends, nothing trimmed."""
    pairs: list[tuple[str, str | None]] = []
    for token in text.replace("\r", ",").replace("\n", ",").split(","):
        if token:
            name, equals, value = token.partition("=")
            pairs.append((name, value if equals else None))
    return tuple(pairs)


def wild_match(text: str, pattern: str) -> bool:
    r"""XMail's `StrIWildMatch`: `*`, `?`, `[..]`, `[^..]`, `\x`; ASCII case is ignored.

    A class that takes the NUL behind the text (`[^x]` does) lets XMail read on behind the string.
    What comes of that is certain only where nothing but a star follows: the text matches.
    Everywhere else it hangs on what lies there, and is no match here.
    """
    return _matches(ascii_lower(text), _tests(ascii_lower(pattern)))


class WildPattern(NamedTuple):
    """A pattern for many texts, in lower case: what it cannot do without says *no* to most."""

    pattern: str
    needed: str

    @classmethod
    def of(cls, pattern: str, *, within: str | None = None) -> WildPattern:
        """`within` is a part of the pattern, where the rest is in every text that is tried."""
        return cls(ascii_lower(pattern), _literal(pattern if within is None else within))

    def matches(self, lowered: str) -> bool:
        """`wild_match` with a text that is in lower case."""
        return self.needed in lowered and _matches(lowered, _tests(self.pattern))


def _literal(pattern: str) -> str:
    """The longest text that whatever matches a pattern holds, in lower case; perhaps empty."""
    longest = run = ""
    for test in _tests(ascii_lower(pattern)):
        run = run + min(test) if test is not None and len(test) == 1 else ""
        longest = max(longest, run, key=len)
    return longest


#: What one place of a pattern accepts: these characters, or for None (a star) any run of them.
_Test = frozenset[str] | None

_NUL = "\0"
_NOTHING: frozenset[str] = frozenset()
_ANYTHING = frozenset(map(chr, range(1, 256)))


def _matches(text: str, tests: tuple[_Test, ...]) -> bool:
    """Match in quadratic time at worst: on a mismatch only the last star takes one more."""
    position = index = 0
    star, mark = -1, 0
    while position < len(text):
        test = tests[index] if index < len(tests) else _NOTHING
        if test is None:
            star, mark = index, position
            index += 1
        elif text[position] in test:
            index += 1
            position += 1
        elif star >= 0:
            mark += 1
            index, position = star + 1, mark
        else:
            return False
    return _ends(tests, index)


def _ends(tests: tuple[_Test, ...], index: int) -> bool:
    """Whether the tests from `index` on hold at the end of the text."""
    rest = tests[index:]
    if rest in ((), (None,)):
        return True
    behind_star = index > 0 and tests[index - 1] is None  # a star leaves its rest no empty text
    return len(rest) == 2 and rest[1] is None and not behind_star and _NUL in (rest[0] or ())


@lru_cache(maxsize=4096)
def _tests(pattern: str) -> tuple[_Test, ...]:
    """A pattern as tests; runs of stars are one."""
    tests: list[_Test] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "*":
            if not (tests and tests[-1] is None):
                tests.append(None)
        elif character == "?":
            tests.append(_ANYTHING)
        elif character == "[":
            accepted, position = _class(pattern, position)
            tests.append(accepted)
        elif character == "\\":
            tests.append(frozenset(pattern[position : position + 1]))
            position += 1
        else:
            tests.append(frozenset(character))
    return tuple(tests)


def _class(pattern: str, position: int) -> tuple[frozenset[str], int]:
    """Read a bracket expression that opens before `position`; a broken one accepts nothing.

    A range begins at the character before the `-`, even if another range ended there; with none
    before it, it accepts nothing.  Only an escaped `]` is literal.
    """
    broken = _NOTHING, len(pattern)
    reverse = pattern[position : position + 1] == "^"
    position += reverse
    accepted: set[str] = set()
    previous = ""
    while position < len(pattern) and pattern[position] != "]":
        is_range = pattern[position] == "-"
        position += is_range
        position += pattern[position : position + 1] == "\\"
        if position >= len(pattern):
            return broken
        character = pattern[position]
        position += 1
        if not is_range:
            accepted.add(character)
        elif previous:
            accepted.update(_range(previous, character))
        previous = character
    if position >= len(pattern) or not previous:
        return broken
    every = {_NUL, *_ANYTHING}
    return frozenset(every - accepted if reverse else accepted), position + 1


def _range(low: str, high: str) -> set[str]:
    """The characters from low to high; C's `char` is signed, so 0x80 to 0xff come before NUL."""
    return {chr(code & 0xFF) for code in range(_signed(low), _signed(high) + 1)}


def _signed(character: str) -> int:
    return (ord(character) + 0x80) % 0x100 - 0x80
