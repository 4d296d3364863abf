"""What tar and zip both tell of a member."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.source import FileKind, Metadata

if TYPE_CHECKING:
    from xmailaudit.messages import Message

__all__ = ["Member", "metadata_of"]


class Member(NamedTuple):
    """One member; of `data`, `link`, `hard_link` and `unseen` at most one is given.

    `link` is where a symbolic link leads, `hard_link` the member that a name is one more for,
    `unseen` why a file's bytes are not had.  `windows`: names may be in any case of letters.
    """

    parts: tuple[str, ...]
    metadata: Metadata
    data: bytes | None = None
    link: str | None = None
    hard_link: tuple[str, ...] | None = None
    unseen: Message | None = None
    windows: bool = False

    @property
    def name(self) -> str:
        """The name for people."""
        return "/".join(self.parts)


def metadata_of(
    kind: FileKind,
    *,
    size: int | None = None,
    mode: int | None = None,
    owner: int | None = None,
    modified: float | None = None,
) -> Metadata:
    """Metadata without what cannot be true."""
    return Metadata(
        kind,
        size=size,
        mode=None if mode is None else mode & 0o7777,
        owner=owner if owner is not None and 0 <= owner < 2**32 else None,
        modified=modified if modified is not None and 0 <= modified < 2**40 else None,
    )
