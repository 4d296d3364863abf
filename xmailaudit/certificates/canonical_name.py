"""Names as OpenSSL compares and hashes them.

A name's text values become UTF-8, lower case in ASCII, without blanks around and with one between
words; so `Example  CA` issues what names `example ca` as its issuer.  A folder of CA certificates
is searched by a hash of that form (SHA-1), by OpenSSL before 1.0 by one of the DER as it stands
(MD5).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509

__all__ = ["canonical_name", "name_hash", "old_name_hash"]

_UTF8_STRING = 0x0C
#: Text types that are brought into one form: UTF8, Printable, T61, IA5, Visible, Universal, BMP.
_TEXT_TAGS = frozenset({0x0C, 0x13, 0x14, 0x16, 0x1A, 0x1C, 0x1E})


def canonical_name(name: x509.Name) -> bytes:
    """The canonical DER of a name, without the outer sequence."""
    return b"".join(
        _wrap(0x31, b"".join(sorted(_attribute(one) for one in part))) for part in name.rdns
    )


def _attribute(attribute: x509.NameAttribute[str | bytes]) -> bytes:
    value, tag = attribute.value, attribute._type.value  # noqa: SLF001  # no public way to it
    if isinstance(value, bytes):
        encoded = _wrap(tag, value)
    elif tag in _TEXT_TAGS:
        encoded = _wrap(_UTF8_STRING, _folded(value))
    else:
        encoded = _wrap(tag, value.encode("utf-8", "surrogatepass"))
    return _wrap(0x30, _oid(attribute.oid.dotted_string) + encoded)


def _folded(text: str) -> bytes:
    """UTF-8 in lower case, blanks as said; only ASCII letters and blanks count."""
    return b" ".join(text.encode("utf-8", "surrogatepass").split()).lower()


def _wrap(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size) + content


def _oid(dotted: str) -> bytes:
    numbers = [int(part) for part in dotted.split(".")]
    packed = b"".join(map(_base128, (numbers[0] * 40 + numbers[1], *numbers[2:])))
    return _wrap(0x06, packed)


def _base128(number: int) -> bytes:
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(0x80 | number & 0x7F)
    return bytes(reversed(groups))


def name_hash(canonical: bytes) -> str:
    """The file name, without `.0`, under which OpenSSL 1.0 and newer looks for a subject."""
    digest = hashlib.sha1(canonical, usedforsecurity=False).digest()
    return f"{int.from_bytes(digest[:4], 'little'):08x}"


def old_name_hash(name: bytes) -> str:
    """The same for OpenSSL before 1.0, of the subject's DER."""
    digest = hashlib.md5(name, usedforsecurity=False).digest()
    return f"{int.from_bytes(digest[:4], 'little'):08x}"
