"""The bytes of a tar archive from its beginning to its end, decompressed on the way.

A `Flow` only moves forward.  It gives up as soon as what comes out exceeds the limits, so that no
bomb is ever unpacked, let alone kept.
"""

from __future__ import annotations

import os
import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from xmailaudit.messages import _

from .limits import Limits, damaged, refused
from .sort import GZIP, XZ, ZSTD

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Flow", "PackedFlow", "PlainFlow", "Unpacker", "unpacker_of"]

_CHUNK = 2**18
#: No level of xz or zstd needs more to unpack than 64 or 128 MiB.
_XZ_MEMORY = 2**28
_ZSTD_WINDOW = 27

_FEW_STREAMS = 1000
_LEAST_STREAM = 1024


class Flow(Protocol):
    """Bytes in their order."""

    def read(self, size: int, /) -> bytes:
        """The next bytes; fewer only at the end.  Raises RefusedError."""

    def skip(self, size: int, /) -> bool:
        """Pass over bytes; False where fewer are left.  Raises RefusedError."""

    def finish(self) -> None:
        """Go to the end, to see that nothing is damaged.  Raises RefusedError."""


class PlainFlow:
    """The file itself: what nobody wants to read is not touched."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size
        self._at = os.lseek(descriptor, 0, os.SEEK_SET)

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        pieces: list[bytes] = []
        while size > 0 and (piece := os.read(self._descriptor, min(size, _CHUNK))):
            pieces.append(piece)
            size -= len(piece)
            self._at += len(piece)
        return b"".join(pieces)

    def skip(self, size: int, /) -> bool:
        """Move on, though not beyond the end."""
        if size > self._size - self._at:
            return False
        self._at = os.lseek(self._descriptor, size, os.SEEK_CUR)
        return True

    def finish(self) -> None:
        """Nothing guards the bytes of a plain tar archive."""


class Unpacker(Protocol):
    """What `lzma` and `compression.zstd` call a decompressor."""

    @property
    def eof(self) -> bool:
        """Whether a stream ended."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing comes out before something goes in."""

    @property
    def unused_data(self) -> bytes:
        """What follows the stream."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Some more bytes."""


class _Gzip:
    """zlib's decompressor under the names of the others."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail + data, max_length)


class PackedFlow:
    """What a compressed file holds: one stream or several behind each other."""

    def __init__(
        self, descriptor: int, limits: Limits, magic: bytes, make: Callable[[], Unpacker]
    ) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        self._descriptor = descriptor
        self._limits = limits
        self._magic = magic
        self._make = make
        self._unpacker: Unpacker | None = make()
        self._pending = b""
        self._buffer = b""
        self._at = 0
        self._in = 0
        self._out = 0
        self._streams = 1

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        pieces: list[bytes] = []
        while size > 0 and (piece := self._some(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def skip(self, size: int, /) -> bool:
        """Unpack and forget."""
        while size > 0 and (piece := self._some(size)):
            size -= len(piece)
        return size <= 0

    def finish(self) -> None:
        """Unpack the rest, so that all check sums were looked at."""
        while self._some(_CHUNK):
            pass

    def _some(self, most: int) -> bytes:
        """At least one byte unless all is over, and at most so many."""
        while self._at == len(self._buffer):
            if self._unpacker is None:
                return b""
            self._buffer, self._at = self._unpack(self._unpacker), 0
        piece = self._buffer[self._at : self._at + most]
        self._at += len(piece)
        return piece

    def _unpack(self, unpacker: Unpacker) -> bytes:
        data = b""
        if unpacker.needs_input:
            data = self._input()
            if not data:
                raise damaged()
        try:
            unpacked = unpacker.decompress(data, _CHUNK)
        except Exception:  # noqa: BLE001  # zlib, lzma and zstd raise each their own
            raise damaged() from None
        self._out += len(unpacked)
        self._weigh()
        if unpacker.eof:
            self._unpacker = self._next(unpacker.unused_data)
        return unpacked

    def _input(self) -> bytes:
        data, self._pending = self._pending, b""
        if not data:
            data = os.read(self._descriptor, _CHUNK)
            self._in += len(data)
        return data

    def _weigh(self) -> None:
        limits = self._limits
        if self._out > limits.total:
            raise refused(
                _("it unpacks to more than {limit} bytes; pack it anew without mail and logs"),
                limit=limits.total,
            )
        if self._out > limits.harmless and self._out > limits.ratio * self._in:
            raise refused(
                _(
                    "it unpacks to more than {limit} times its size, as no mail server's files do; "
                    "pack it anew without what is that repetitive"
                ),
                limit=limits.ratio,
            )

    def _next(self, rest: bytes) -> Unpacker | None:
        """The unpacker of a stream that follows; anything else behind one, padding say, is none."""
        self._pending = rest
        data = b""
        while not data and (more := self._input()):
            data = more.lstrip(b"\0")
        while data and len(data) < len(self._magic) and (more := self._input()):
            data += more
        if not data.startswith(self._magic):
            return None
        self._streams += 1
        if self._streams > _FEW_STREAMS + self._out // _LEAST_STREAM:
            raise damaged()  # nearly empty streams cost time and tell nothing
        self._pending = data
        return self._make()


def unpacker_of(head: bytes) -> tuple[bytes, Callable[[], Unpacker]] | None:
    """Magic and unpacker for the first bytes of a compressed file.  Raises RefusedError."""
    if head.startswith(GZIP):
        return GZIP, _Gzip
    if head.startswith(XZ):
        import lzma

        return XZ, lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    if head.startswith(ZSTD):
        return ZSTD, _zstd()
    return None


def _zstd() -> Callable[[], Unpacker]:
    """Python's own from 3.14 on, else its backport."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            module: Any = import_module(name)
        except ImportError:
            continue
        window = {module.DecompressionParameter.window_log_max: _ZSTD_WINDOW}
        return lambda: cast("Unpacker", module.ZstdDecompressor(options=window))
    raise refused(
        _("it is compressed by zstd, for which the Python package {package} is not installed"),
        package="backports.zstd",
    )
