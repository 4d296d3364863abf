"""The lossless view of a table: its physical lines, every byte of them.

A document knows line ends and nothing else; what XMail reads in a line is `reading`'s matter.
Whatever the bytes are, `TabDocument.parse(data).to_bytes() == data`.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Final, NamedTuple

__all__ = ["BYTE_ORDER_MARK", "Line", "TabDocument", "split_end"]

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Line(NamedTuple):
    r"""A physical line: its bytes, and its end, `\n`, `\r\n` or (only the last line) nothing."""

    text: bytes
    end: bytes

    def __repr__(self) -> str:  # without its bytes: a password may be among them
        return f"Line({len(self.text)} bytes, end={self.end!r})"


class TabDocument:
    """A file as its physical lines, immutable.

    `physical` holds them with their ends; line n of every table and edit is `physical[n - 1]`.
    """

    __slots__ = ("_bare_number_columns", "_line_end", "physical")

    def __init__(self, physical: tuple[bytes, ...]) -> None:
        self.physical = physical
        # Looked for once: every single edit of a long table asks.
        self._line_end: bytes | None = None
        self._bare_number_columns: frozenset[int] | None = None

    @classmethod
    def parse(cls, data: bytes) -> TabDocument:
        """Take a file apart; any bytes are a document."""
        return cls(tuple(BytesIO(data)))

    def to_bytes(self) -> bytes:
        """The file, byte for byte."""
        return b"".join(self.physical)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The physical lines, each as text and end."""
        return tuple([Line(*split_end(line)) for line in self.physical])

    @property
    def line_end(self) -> bytes:
        r"""The end most lines have, `\n` or `\r\n`; `\n` where they are as many, or none."""
        if self._line_end is None:
            windows = sum(line.endswith(b"\r\n") for line in self.physical)
            ended = len(self.physical) - (not self.ends_with_newline)
            self._line_end = b"\r\n" if 2 * windows > ended else b"\n"
        return self._line_end

    @property
    def bare_number_columns(self) -> frozenset[int]:
        """The columns in which more numbers stand without quotes than with them."""
        if self._bare_number_columns is None:
            self._bare_number_columns = _bare_number_columns(self.physical)
        return self._bare_number_columns

    @property
    def has_bom(self) -> bool:
        """Whether a UTF-8 byte-order mark stands first; XMail takes it as part of the first row."""
        return bool(self.physical) and self.physical[0].startswith(BYTE_ORDER_MARK)

    @property
    def ends_with_newline(self) -> bool:
        """Whether what XMail appends would stand on a line of its own; an empty file is fine."""
        return not self.physical or self.physical[-1].endswith(b"\n")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TabDocument) and self.physical == other.physical

    def __hash__(self) -> int:
        return hash(self.physical)

    def __repr__(self) -> str:  # without its bytes: passwords may be among them
        return f"TabDocument({len(self.physical)} lines)"


def split_end(physical: bytes) -> tuple[bytes, bytes]:
    """A physical line's text and its end."""
    if physical.endswith(b"\r\n"):
        return physical[:-2], physical[-2:]
    if physical.endswith(b"\n"):
        return physical[:-1], physical[-1:]
    return physical, b""


def _bare_number_columns(lines: tuple[bytes, ...]) -> frozenset[int]:
    """The columns in which more numbers stand without quotes than with them."""
    balance: Counter[int] = Counter()
    for line in lines:
        fields = [field for field in split_end(line)[0].split(b"\t") if field]
        for index, field in enumerate(fields):
            if field.isdigit():
                balance[index] += 1
            elif field.startswith(b'"') and field.strip(b'"').isdigit():
                balance[index] -= 1
    return frozenset(index for index, more in balance.items() if more > 0)
