"""PEM text as OpenSSL reads it, line by line.

Text around the blocks is skipped.  A block begins at a line that starts with `-----BEGIN ` and ends
at the END line of the same label; a file ends at its first broken block.  Blanks and bytes beyond
ASCII at a line's end do not count, a NUL cuts a line short.  Lines with a colon begin a header
(`Proc-Type: 4,ENCRYPTED`), which lasts to an empty line; so a colon or an empty line among the data
spoils a block, though only for who wants that block.

OpenSSL reads pieces of 254 bytes; of longer lines no difference is known that matters.  Looking for
a key, its version 3 also passes over broken blocks, which older ones do not; that is not followed.
"""

from __future__ import annotations

import binascii
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Block", "Flaw", "first_value", "looks_like_der", "read_blocks", "to_pem"]

_BEGIN = b"-----BEGIN "
_END = b"-----END "
_DASHES = b"-----"
_MARK = b"\xef\xbb\xbf"
#: Characters of a line behind a header, the last one aside.
_WIDTH = 64
#: What is stripped from the end of a line: OpenSSL compares signed characters with a blank.
_TRAILING = bytes([*range(0x21), *range(0x80, 0x100)])
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


class Flaw(Enum):
    """Why a block cannot be used; the last one leaves the rest of the file readable."""

    UNENDED = "unended"
    WRONG_END = "wrong end"
    NOT_BASE64 = "not base64"
    HEADER = "header"


class Block(NamedTuple):
    """One block: its label, what it holds, the 1-based lines of its BEGIN and END.

    `der` is empty where there is a `flaw`; `encrypted` tells that its header says so, `marked` that
    its first line begins with a byte-order mark, behind which OpenSSL before 3 does not see it.
    """

    label: str
    der: bytes
    line: int
    last_line: int
    encrypted: bool = False
    flaw: Flaw | None = None
    marked: bool = False

    @property
    def ends_reading(self) -> bool:
        """Whether nothing behind it is read."""
        return self.flaw not in (None, Flaw.HEADER)


def read_blocks(data: bytes) -> Iterator[Block]:
    """The blocks of a file in order; one that ends the reading is the last."""
    lines = _lines(data)
    first = True
    for number, line in lines:
        marked = first and line.startswith(_MARK)
        label = _label(line.removeprefix(_MARK) if marked else line, _BEGIN)
        first = label is not None
        if label is not None:
            block = _read_block(label, number, lines)
            yield block._replace(marked=marked)
            if block.ends_reading:
                return


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines as C reads them: up to a NUL, and to the end of the file where nothing is left."""
    whole = data.split(b"\n")
    if not whole[-1]:
        whole.pop()
    for number, line in enumerate(whole, 1):
        text, nul, _lost = line.partition(b"\0")
        if nul and not text:
            return
        yield number, text.rstrip(_TRAILING)


def _label(text: bytes, marker: bytes) -> str | None:
    if text.startswith(marker) and text.endswith(_DASHES) and len(text) > len(marker):
        return text[len(marker) : -len(_DASHES)].decode("latin-1")
    return None


def _read_block(label: str, first: int, lines: Iterator[tuple[int, bytes]]) -> Block:
    """The block whose BEGIN line was read.

    Behind a header every line but the last has 64 characters; a header without an end, and a second
    empty line, break the block too.
    """
    body: list[bytes] = []
    header: list[bytes] | None = None
    in_header = done = False
    number = first
    for number, text in lines:
        block = Block(label, b"", first, number)
        if text.startswith(_END):
            if _label(text, _END) != label or in_header:
                return block._replace(flaw=Flaw.WRONG_END)
            return _decoded(block, body, header or [])
        behind_header = header is not None
        if done or (behind_header and (not text or len(text) > _WIDTH)):
            return block._replace(flaw=Flaw.UNENDED)
        if not text:
            header, body, in_header = body, [], False
            continue
        in_header |= not behind_header and b":" in text
        done = behind_header and len(text) < _WIDTH
        body.append(text)
    return Block(label, b"", first, number, flaw=Flaw.UNENDED)


def _decoded(block: Block, body: list[bytes], header: list[bytes]) -> Block:
    der = _from_base64(b"".join(body))
    says_how = not header or header[0].startswith(b"Proc-Type:")
    encrypted = bool(header) and says_how and b"ENCRYPTED" in header[0]
    if der is None:
        return block._replace(encrypted=encrypted, flaw=Flaw.NOT_BASE64)
    if not says_how:
        return block._replace(flaw=Flaw.HEADER)
    return block._replace(der=der, encrypted=encrypted)


def _from_base64(text: bytes) -> bytes | None:
    """Blanks do not count, a dash ends it, and what is left must be whole, and something."""
    text = b"".join(text.split()).partition(b"-")[0]
    kept = text.rstrip(b"=")
    if not text or len(text) % 4 or len(text) - len(kept) > 2 or not _BASE64.issuperset(kept):
        return None
    return binascii.a2b_base64(text)


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
