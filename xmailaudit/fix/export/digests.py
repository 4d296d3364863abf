"""Digests that any POSIX system can work out: SHA-256, and what its `cksum` prints."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

__all__ = ["cksum", "sha256_of"]

_POLYNOMIAL = 0x04C11DB7
_MASK = 0xFFFFFFFF


def sha256_of(data: bytes) -> str:
    """The SHA-256 of some bytes in hexadecimal letters."""
    return sha256(data).hexdigest()


def cksum(data: bytes) -> int:
    """The CRC of POSIX's `cksum`: of the bytes, and of their number behind them."""
    table = _table()
    crc = 0
    size = len(data)
    for byte in data + size.to_bytes((size.bit_length() + 7) // 8, "little"):
        crc = (crc << 8) & _MASK ^ table[crc >> 24 ^ byte]
    return crc ^ _MASK


@cache
def _table() -> tuple[int, ...]:
    return tuple(_remainder(byte << 24) for byte in range(256))


def _remainder(crc: int) -> int:
    for _bit in range(8):
        crc = (crc << 1) & _MASK ^ (_POLYNOMIAL if crc >> 31 else 0)
    return crc
