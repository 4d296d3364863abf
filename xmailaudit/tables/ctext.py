r"""C and XMail text primitives that tables and policy share: `atoi`, wild cards, ASCII case.

XMail facts: tab-format, section 3.
"""

from __future__ import annotations

from functools import lru_cache

__all__ = ["ascii_lower", "atoi", "option_list", "wild_match"]

_LOWER = {code: code + 32 for code in range(0x41, 0x5B)}
_INT_MAX = 2**31
_LONG_DIGITS = 19


def ascii_lower(text: str) -> str:
    """Lower-case A to Z only, as a C program in the C locale does."""
    return text.translate(_LOWER)


def atoi(text: str) -> int:
    """C `atoi`: leading blanks, a sign, digits up to the first other character; none is 0.

    Values beyond `long` saturate and are then cut to 32 bits, as glibc on a 64-bit machine does.
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
    value = max(-(2**63), -value) if negative else min(2**63 - 1, value)
    return (value + _INT_MAX) % (2 * _INT_MAX) - _INT_MAX


def option_list(text: str) -> tuple[tuple[str, str | None], ...]:
    """Split `A=1,B` as `MscParseOptions` does: at commas and line ends, nothing trimmed."""
    pairs: list[tuple[str, str | None]] = []
    for token in text.replace("\r", ",").replace("\n", ",").split(","):
        if token:
            name, equals, value = token.partition("=")
            pairs.append((name, value if equals else None))
    return tuple(pairs)


def wild_match(text: str, pattern: str) -> bool:
    r"""XMail's `StrIWildMatch`: `*`, `?`, `[..]`, `[^..]`, `\x`; ASCII case is ignored."""
    return _Pattern(ascii_lower(pattern)).matches(ascii_lower(text))


class _Pattern:
    """A pattern as a list of single-character tests and stars; matched without exponential time."""

    __slots__ = ("_tests",)

    def __init__(self, pattern: str) -> None:
        self._tests = _compile(pattern)

    def matches(self, text: str) -> bool:
        tests = self._tests
        position = token = 0
        star, mark = -1, 0
        while position < len(text):
            if token < len(tests) and tests[token] is None:
                star, mark = token, position
                token += 1
            elif token < len(tests) and _accepts(tests[token], text[position]):
                token += 1
                position += 1
            elif star >= 0:
                mark += 1
                token, position = star + 1, mark
            else:
                return False
        while token < len(tests) and tests[token] is None:
            token += 1
        return token == len(tests)


#: A test accepts one character: None is a star, "" any character, a frozenset's absence nothing.
_Test = tuple[bool, tuple[tuple[str, str], ...]] | None


def _accepts(test: _Test, character: str) -> bool:
    assert test is not None  # noqa: S101  # stars are handled by the caller
    reverse, ranges = test
    return reverse != any(low <= character <= high for low, high in ranges)


_NOTHING: _Test = (False, ())
_ANYTHING: _Test = (True, ())


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> tuple[_Test, ...]:
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
            test, position = _compile_class(pattern, position)
            tests.append(test)
        elif character == "\\":
            literal = pattern[position : position + 1]
            tests.append((False, ((literal, literal),)) if literal else _NOTHING)
            position += 1
        else:
            tests.append((False, ((character, character),)))
    return tuple(tests)


def _compile_class(pattern: str, position: int) -> tuple[_Test, int]:
    """Read a bracket expression that opens before `position`; a broken one matches nothing."""
    reverse = pattern[position : position + 1] == "^"
    position += reverse
    ranges: list[tuple[str, str]] = []
    previous: str | None = None
    while position < len(pattern) and pattern[position] != "]":
        character = pattern[position]
        position += 1
        if character == "\\":
            character = pattern[position : position + 1]
            position += 1
        elif character == "-":
            high = pattern[position : position + 1]
            position += 1
            if high == "\\":
                high = pattern[position : position + 1]
                position += 1
            if not high:
                return _NOTHING, len(pattern)
            if previous is not None:
                ranges.append((previous, high))
            previous = high
            continue
        if not character:
            return _NOTHING, len(pattern)
        ranges.append((character, character))
        previous = character
    if position >= len(pattern) or previous is None:
        return _NOTHING, len(pattern)
    return (reverse, tuple(ranges)), position + 1
