"""Rows that run a program: what of them a surface must mask.

Arguments of programs may hold passwords, and a row typed with blanks for TABs, or with a field too
few, has them in odd places (XMail facts: passwords, section 2).  So a row is shown up to its
program only if that is plainly a path, with nothing but plain words before it.
"""

from __future__ import annotations

from .reading import is_plain, split_spans
from .row import Row

__all__ = ["ProgramRow"]


class ProgramRow(Row):
    """A row with a program in one of its fields, and the program's arguments behind it."""

    __slots__ = ()

    @property
    def program_index(self) -> int | None:
        """Which field the program is; None in a row that has none."""
        return 1

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """The program's arguments; all of a row that does not say clearly which these are."""
        index = self.program_index
        tokens = [self.raw[start:end] for start, end in split_spans(self.raw)]
        if self.start or index is None or len(tokens) <= index:
            return self._whole()
        if not all(is_plain(token) and not _has(token, b" /\\") for token in tokens[:index]):
            return self._whole()
        path = tokens[index]
        is_path = is_plain(path) and _has(path, b"/\\") and not _has(path, b" ")
        return self._behind(index + is_path)


def _has(token: bytes, characters: bytes) -> bool:
    return any(character in token.lstrip(b"# ") for character in characters)
