"""Which sort of archive a file is: told by its first bytes, never by its name alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from xmailaudit.messages import _

from .flow import PackedFlow, PlainFlow, unpacker_of
from .limits import refused
from .sort import BLOCK, is_tar, is_zip
from .tar import tar_members
from .zip_directory import zip_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .flow import Flow
    from .keeping import Budget
    from .member import Member

__all__ = ["members_of"]


def members_of(descriptor: int, budget: Budget) -> Iterator[Member]:
    """The members of an open archive.  Raises RefusedError."""
    head = os.read(descriptor, BLOCK)
    if is_zip(head):
        return zip_members(descriptor, budget)
    unpacker = unpacker_of(head)
    if unpacker is None and not is_tar(head):
        raise refused(
            _("it is no archive this version reads: tar, alone or packed by gzip, xz, zstd, or zip")
        )

    def flow() -> Flow:
        if unpacker is None:
            return PlainFlow(descriptor)
        return PackedFlow(descriptor, budget.limits, *unpacker)

    if unpacker is not None and not is_tar(flow().read(BLOCK)):
        raise refused(_("it is compressed, but what is in it is no tar archive"))
    return tar_members(flow(), budget)
