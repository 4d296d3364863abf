"""Which OpenSSL a decision is made for: told, found, or each in turn where it matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xmailaudit.messages import _, say

from .library import LIBRARIES, OPENSSL_3, found_library

if TYPE_CHECKING:
    from collections.abc import Callable

    from xmailaudit.policy.facts import Facts

    from .library import Library

__all__ = ["agreed"]


def agreed(facts: Facts, verdict: Callable[[Library], object]) -> Library:
    """The library the decision is made for; asked for only where libraries differ in `verdict`."""
    if facts.world.library is not None:
        return facts.world.library
    found = found_library(facts.root)
    if found is not None:
        return found.library
    if len({*map(verdict, LIBRARIES)}) == 1:
        return OPENSSL_3
    what = say(_("the age of the OpenSSL library that XMail uses"))
    return facts.assume("openssl library", what, LIBRARIES)
