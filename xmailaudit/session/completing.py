"""Completion of addresses while somebody types one."""

from __future__ import annotations

from bisect import bisect_left
from contextlib import suppress
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from xmailaudit.mailroot.errors import UnseenFileError
from xmailaudit.policy.known_addresses import known_addresses
from xmailaudit.policy.mail_address import valid_address, valid_host
from xmailaudit.tables.ctext import ascii_lower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xmailaudit.mailroot.root import MailRoot

__all__ = ["complete"]


def complete(root: MailRoot, prefix: str, most: int) -> tuple[str, ...]:
    """The known addresses that begin so, in any case of ASCII letters, sorted; no patterns.

    A domain stands with its `@`, so that `@` completes to domains.
    """
    names = root.remember("names to complete", lambda: _names(root))
    wanted = ascii_lower(prefix)
    first = bisect_left(names, wanted, key=ascii_lower)
    fitting = takewhile(
        lambda name: ascii_lower(name).startswith(wanted), islice(names, first, None)
    )
    return tuple(islice(fitting, most))


def _names(root: MailRoot) -> list[str]:
    """Each address once, sorted as it is looked for."""
    names: dict[str, str] = {}
    # What cannot be read is not known: somebody types, and wants no complaint for it.
    with suppress(UnseenFileError):
        for name in _plain(root):
            names.setdefault(ascii_lower(name), name)
    return [names[key] for key in sorted(names)]


def _plain(root: MailRoot) -> Iterator[str]:
    for one in known_addresses(root):
        if one.idle is not None or one.is_pattern:
            continue
        if one.is_domain and valid_host(one.domain):
            yield f"@{one.domain}"
        elif valid_address(one.address):
            yield one.address
