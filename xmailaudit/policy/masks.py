"""Masks as people write them, and what they mean by them.

XMail reads a mask field bit by bit, so `24` or `255.255` is a mask with holes (XMail facts: access,
section 1).  `meant_prefix` guesses the network mask somebody had in mind; a person decides.
"""

from __future__ import annotations

from .addresses import Address, inet_aton

__all__ = ["dotted_mask", "meant_prefix"]

_ALL = 0xFFFFFFFF


def dotted_mask(bits: int) -> str:
    """The mask of a prefix length from 0 to 32, in dotted decimal."""
    return str(Address(4, _mask(bits)))


def meant_prefix(text: str) -> int:
    """The prefix length that a mask field, as it is written, was most likely meant to have.

    A number up to 32 is one; a short form lacks zeros at its end; a mask written the other way
    round (`0.0.0.255`) is turned.  Else the mask that has the most bytes in common counts, of those
    the narrowest.  What is no mask at all gives 32: the row's own address.
    """
    if len(text) <= 2 and text.isascii() and text.isdigit() and int(text) <= 32:
        return int(text)
    missing = 3 - text.count(".")
    value = inet_aton(text + ".0" * missing if missing > 0 else text)
    if value is None:
        return 32
    turned = value ^ _ALL
    for candidate in (value, turned):
        if candidate in _MASKS:
            return _MASKS[candidate]
    return max(range(33), key=lambda bits: (_bytes_in_common(_mask(bits), value), bits))


def _mask(bits: int) -> int:
    return _ALL >> (32 - bits) << (32 - bits)


_MASKS = {_mask(bits): bits for bits in range(33)}


def _bytes_in_common(one: int, other: int) -> int:
    return sum(one >> shift & 0xFF == other >> shift & 0xFF for shift in (0, 8, 16, 24))
