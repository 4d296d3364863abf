"""Telling an archive by its first bytes, and in need by its name."""

from __future__ import annotations

import os

from xmailaudit.mailroot.regular_file import open_regular

__all__ = ["BLOCK", "GZIP", "XZ", "ZSTD", "is_archive", "is_tar", "is_zip"]

#: A tar header has so many bytes.
BLOCK = 512

GZIP = b"\x1f\x8b"
XZ = b"\xfd7zXZ\0"
ZSTD = b"\x28\xb5\x2f\xfd"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_NAMES = (".tar", ".tgz", ".tar.gz", ".txz", ".tar.xz", ".tzst", ".tar.zst", ".zip")


def is_archive(path: str, *, by_name: bool = True) -> bool:
    """Whether a target is a file that is an archive, or (`by_name`) is named like one."""
    try:
        descriptor = open_regular(path)
        if descriptor is None:
            return False
        try:
            head = os.read(descriptor, BLOCK)
        finally:
            os.close(descriptor)
    except (OSError, ValueError):
        return False
    if (
        (by_name and path.lower().endswith(_NAMES))
        or is_zip(head)
        or head.startswith((GZIP, XZ, ZSTD))
    ):
        return True
    return is_tar(head) and bool(head.strip(b"\0"))


def is_zip(head: bytes) -> bool:
    """Whether the first bytes are those of a zip archive, an empty one too."""
    return head.startswith(_ZIP)


def is_tar(head: bytes) -> bool:
    """Whether the first bytes are a tar header, or the end marker of an empty archive."""
    return len(head) >= BLOCK and (not head.strip(b"\0") or _sum_is_right(head[:BLOCK]))


def _sum_is_right(block: bytes) -> bool:
    """Whether a header's check sum, which counts as blanks itself, is that of its bytes."""
    try:
        told = int(block[148:156].split(b"\0")[0].strip() or b"x", 8)
    except ValueError:
        return False
    rest = block[:148] + b" " * 8 + block[156:]
    signed = sum(byte - 256 if byte > 127 else byte for byte in rest)
    return told in (sum(rest), signed)
