"""XMCrypt: XMail's reversible password encoding (XMail facts: passwords, section 1).

Each byte is XORed with 0x65 and written as two lower-case hex digits.  No salt, no key.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Decoded", "decode", "encode", "is_encoded"]

_KEY = 0x65
_HEX = "0123456789abcdefABCDEF"
_DECODED = bytes(byte ^ _KEY for byte in range(256))
_BLANKS = " \t\n\v\f\r"


class Decoded(NamedTuple):
    """What the decoder leaves: `ok`, and the bytes (as latin-1) decoded up to the first bad pair.

    `ctrlaccounts.tab` never looks at `ok`: the left-over text is the effective password there.
    """

    ok: bool
    text: str


def encode(text: str) -> str:
    """The output of the XMCrypt program for bytes given as latin-1."""
    return "".join(f"{ord(character) ^ _KEY:02x}" for character in text)


def is_encoded(field: str) -> bool:
    """Whether a field is nothing but pairs of hexadecimal digits, as `encode` writes them."""
    return len(field) % 2 == 0 and not field.strip(_HEX)


def decode(field: str) -> Decoded:
    """Decode a field as `StrDeCrypt` does; a decoded NUL ends the C string."""
    if len(field) % 2:
        return Decoded(ok=False, text="")
    if is_encoded(field):
        text = bytes.fromhex(field).translate(_DECODED).decode("latin-1")
        return Decoded(ok=True, text=text.partition("\0")[0])
    decoded: list[str] = []
    for position in range(0, len(field), 2):
        number = _scan_hex(field[position : position + 2])
        if number is None:
            return Decoded(ok=False, text=_c_string(decoded))
        decoded.append(chr((number ^ _KEY) & 0xFF))
    return Decoded(ok=True, text=_c_string(decoded))


def _c_string(characters: list[str]) -> str:
    return "".join(characters).partition("\0")[0]


def _scan_hex(pair: str) -> int | None:
    """C `sscanf("%x")` on two characters: blanks, a sign, a digit; None where nothing matches."""
    rest = pair.lstrip(_BLANKS)
    sign = -1 if rest.startswith("-") else 1
    if rest[:1] in ("-", "+"):
        rest = rest[1:]
    if not rest or rest[0] not in _HEX:
        return None
    digits = rest if all(character in _HEX for character in rest) else rest[0]
    return sign * int(digits, 16)
