"""Archives made in memory, hostile ones too."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import tarfile
import zipfile
from importlib import import_module
from typing import Any, NamedTuple

import pytest

__all__ = ["Item", "packed_by", "tar", "zipped", "zstd"]


class Item(NamedTuple):
    """One member; a name that ends with `/` is a folder."""

    name: str
    data: bytes | None = None
    mode: int = 0o644
    owner: int = 0
    modified: int = 0
    link: str | None = None
    hard: bool = False
    kind: bytes | None = None


def tar(items: list[Item], *, form: int = tarfile.GNU_FORMAT, packed: str = "") -> bytes:
    """A tar archive; `packed` is gz, xz or zst."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=form, encoding="utf-8") as archive:
        for item in items:
            archive.addfile(_header(item), io.BytesIO(item.data or b""))
    return packed_by(packed, target.getvalue())


def packed_by(packed: str, data: bytes) -> bytes:
    """The same bytes, packed by gz, xz, zst or nothing."""
    match packed:
        case "gz":
            return gzip.compress(data)
        case "xz":
            return lzma.compress(data)
        case "zst":
            return zstd(data)
    return data


def _header(item: Item) -> tarfile.TarInfo:
    header = tarfile.TarInfo(_as_python_has_it(item.name))
    header.size = len(item.data or b"")
    header.mode, header.uid, header.mtime = item.mode, item.owner, item.modified
    if item.kind is not None:
        header.type = item.kind
    elif item.link is not None:
        header.type = tarfile.LNKTYPE if item.hard else tarfile.SYMTYPE
        header.linkname = _as_python_has_it(item.link)
    elif item.name.endswith("/"):
        header.type = tarfile.DIRTYPE
    return header


def _as_python_has_it(name: str) -> str:
    return name.encode("latin-1").decode("utf-8", "surrogateescape")


def zipped(items: list[Item], *, windows: bool = False) -> bytes:
    """A zip archive, as a Unix or a Windows would write it; names are bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in items:
            entry = _Bytes(item.name)
            entry.filename = item.name  # zipfile would turn a backslash into a slash on Windows
            entry.create_system = 0 if windows else 3
            entry.external_attr = 0 if windows else (0o100000 | item.mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, item.data or b"")
    return target.getvalue()


class _Bytes(zipfile.ZipInfo):
    """An entry whose name is written as it is."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # zipfile's own name
        return self.filename.encode("latin-1"), self.flag_bits


def zstd(data: bytes) -> bytes:
    """Packed by zstd; the test is skipped where Python has no such module, but not in CI."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            module: Any = import_module(name)
        except ImportError:
            continue
        packed: bytes = module.compress(data)
        return packed
    if os.environ.get("CI"):
        pytest.fail("CI has a module for zstd")
    pytest.skip("no module for zstd")
