"""PEM text as OpenSSL reads it: text around the blocks is skipped, a broken block ends the reading.

A block begins at a line that starts with `-----BEGIN `, without anything before it, and ends at the
END line of the same label.  Header lines (`Proc-Type: 4,ENCRYPTED`) stand before an empty line.
"""

from __future__ import annotations

import binascii
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Block", "Flaw", "looks_like_der", "read_blocks", "to_pem"]

_BEGIN = b"-----BEGIN "
_END = b"-----END "
_DASHES = b"-----"


class Flaw(Enum):
    """Why a block cannot be used."""

    UNENDED = "unended"
    WRONG_END = "wrong end"
    NOT_BASE64 = "not base64"


class Block(NamedTuple):
    """One block: its label, what it holds, the 1-based lines of its BEGIN and END.

    `der` is empty where there is a `flaw`; `encrypted` tells that its headers say so.
    """

    label: str
    der: bytes
    line: int
    last_line: int
    encrypted: bool = False
    flaw: Flaw | None = None


def read_blocks(data: bytes) -> Iterator[Block]:
    """The blocks of a file in order; the first flawed one is the last."""
    lines = enumerate(data.split(b"\n"), 1)
    for number, line in lines:
        label = _label(line, _BEGIN)
        if label is not None:
            block = _read_block(label, number, lines)
            yield block
            if block.flaw is not None:
                return


def _label(line: bytes, marker: bytes) -> str | None:
    text = line.rstrip()
    if text.startswith(marker) and text.endswith(_DASHES) and len(text) > len(marker):
        return text[len(marker) : -len(_DASHES)].decode("latin-1")
    return None


def _read_block(label: str, first: int, lines: Iterator[tuple[int, bytes]]) -> Block:
    body: list[bytes] = []
    headers: list[bytes] = []
    number = first
    for number, line in lines:
        text = line.strip()
        if text.startswith(_END):
            if _label(line, _END) != label:
                return Block(label, b"", first, number, flaw=Flaw.WRONG_END)
            return _decoded(label, first, number, body, headers)
        if b":" in text:
            headers.append(text)
        elif text:
            body.append(text)
    return Block(label, b"", first, number, flaw=Flaw.UNENDED)


def _decoded(label: str, first: int, last: int, body: list[bytes], headers: list[bytes]) -> Block:
    encrypted = any(header.startswith(b"Proc-Type:") for header in headers)
    try:
        der = binascii.a2b_base64(b"".join(body), strict_mode=True)
    except binascii.Error:
        return Block(label, b"", first, last, encrypted, Flaw.NOT_BASE64)
    return Block(label, der, first, last, encrypted)


def looks_like_der(data: bytes) -> bool:
    """Whether a file holds one DER sequence, as people save certificates by mistake."""
    return data[:1] == b"\x30" and len(first_value(data)) > 2


def first_value(data: bytes) -> bytes:
    """The first whole DER value of the data, or nothing."""
    if len(data) < 2:
        return b""
    length, start = data[1], 2
    if length & 0x80:
        size = length & 0x7F
        start = 2 + size
        length = int.from_bytes(data[2:start])
        if not 1 <= size <= 4:
            return b""
    whole = data[: start + length]
    return whole if len(whole) == start + length else b""


def to_pem(label: str, der: bytes) -> str:
    """A block as text, 64 characters a line."""
    text = binascii.b2a_base64(der, newline=False).decode("ascii")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))
