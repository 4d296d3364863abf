"""How XMail turns the bytes of a table into lines and fields.

XMail reads with C's `fgets` into a fixed buffer and then splits at TABs (XMail facts: tab-format,
sections 1 and 2).  This module repeats that step by step:

1. a *chunk* is at most `limit` bytes of a physical line, its line end included; the rest of a
   longer line is delivered as the next line;
2. a NUL ends the chunk; every CR and LF at its end is dropped;
3. a chunk is split at TABs, runs of them collapse; then each field is de-quoted.

No table is named here, and nothing is decoded but as latin-1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Chunk",
    "Span",
    "dequote",
    "is_plain",
    "quoted_part",
    "read_chunks",
    "split_fields",
    "split_spans",
]


#: The bytes 10xxxxxx: UTF-8's second and further bytes of a character.
_CONTINUATION = bytes(range(0x80, 0xC0))


class Chunk(NamedTuple):
    """One line as XMail's reader delivers it.

    `line` is the 1-based number of the physical line, `start` the byte offset of the chunk in that
    line (0 unless the line was too long), `raw` its bytes without line end, `column` the code
    points of the line before it.
    """

    line: int
    start: int
    raw: bytes
    column: int = 0

    def __repr__(self) -> str:  # without its bytes: a password may be among them
        return f"Chunk(line {self.line}, {len(self.raw)} bytes from {self.start})"


class Span(NamedTuple):
    """Where a field stands in its chunk: byte offsets, end exclusive, quotes included."""

    start: int
    end: int


def read_chunks(data: bytes, limit: int) -> Iterator[Chunk]:
    """Deliver the lines of `data` as a reader with `limit` = buffer - 2 bytes sees them.

    Chunks of length zero (blank lines) are delivered too: some tables care.
    """
    position, line, size = 0, 1, len(data)
    while position < size:
        newline = data.find(b"\n", position)
        end = size if newline < 0 else newline + 1
        if end - position <= limit:
            yield Chunk(line, 0, _as_c_string(data[position:end]))
        else:
            yield from _cut(data[position:end], line, limit)
        position = end
        line += 1


def _cut(physical: bytes, line: int, limit: int) -> Iterator[Chunk]:
    """Deliver a line beyond the reader's limit piece by piece."""
    utf8 = _is_utf8(physical)
    column = 0
    for start in range(0, len(physical), limit):
        piece = physical[start : start + limit]
        yield Chunk(line, start, _as_c_string(piece), column)
        column += len(piece) - (_continuation_bytes(piece) if utf8 else 0)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _continuation_bytes(piece: bytes) -> int:
    return len(piece) - len(piece.translate(None, _CONTINUATION))


def _as_c_string(piece: bytes) -> bytes:
    nul = piece.find(b"\0")
    if nul >= 0:
        piece = piece[:nul]
    return piece.rstrip(b"\r\n")


def split_fields(raw: bytes) -> tuple[str, ...]:
    """Split a chunk into its fields, de-quoted."""
    text = raw.decode("latin-1")
    return tuple([dequote(token) for token in text.split("\t") if token])


def split_spans(raw: bytes) -> tuple[Span, ...]:
    """Where each field of `split_fields(raw)` stands in the chunk."""
    spans: list[Span] = []
    position = 0
    for token in raw.split(b"\t"):
        if token:
            spans.append(Span(position, position + len(token)))
        position += len(token) + 1
    return tuple(spans)


def dequote(token: str) -> str:
    r"""Take the quotes off a field.

    Only a quote as first byte counts; the value ends at the next quote that no backslash precedes,
    and what follows is dropped.  `\"` is the only escape; a quote never closed closes at the end.
    """
    if not token.startswith('"'):
        return token
    if "\\" not in token:
        end = token.find('"', 1)
        return token[1:] if end < 0 else token[1:end]
    value: list[str] = []
    position = 1
    while position < len(token) and token[position] != '"':
        if token[position] == "\\" and token[position + 1 : position + 2] == '"':
            position += 1
        value.append(token[position])
        position += 1
    return "".join(value)


def quoted_part(token: bytes) -> int:
    r"""How many bytes of a field matter: up to its closing quote, or all of them.

    What stands behind the closing quote, XMail drops.
    """
    if not token.startswith(b'"'):
        return len(token)
    position = 1
    while position < len(token) and token[position] != 0x22:
        position += 2 if token[position : position + 2] == b'\\"' else 1
    return min(position + 1, len(token))


def is_plain(token: bytes) -> bool:
    """Whether a field, commented out or not, leaves no doubt where it was meant to end.

    It has quotes around all of it, or neither quotes nor blanks in it.
    """
    token = token.lstrip(b"# ")
    if token.startswith(b'"'):
        return len(token) > 1 and token.endswith(b'"') and quoted_part(token) == len(token)
    return b'"' not in token and b" " not in token
