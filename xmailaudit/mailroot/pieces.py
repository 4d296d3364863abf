"""Reading a file piece by piece: logs may be larger than memory.

A source that can gives its own pieces; of any other the whole content is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .source import Absent, Source, Unseen

__all__ = ["pieces"]


def pieces(source: Source, path: str) -> Iterator[bytes] | Absent | Unseen:
    """The bytes of a file, in order.  The iterator raises UnseenFileError where reading fails."""
    own = getattr(source, "pieces", None)
    found: Iterator[bytes] | Absent | Unseen
    if own is not None:
        found = own(path)
        return found
    content = source.read(path)
    return iter((content,)) if isinstance(content, bytes) else content
