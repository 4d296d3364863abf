"""The hosts that XMail connects to for a host list, however the list is written.

No DNS knows a name with a comma; what is no option behind one is passed over (XMail facts:
server-tab; tls, section 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xmailaudit.mailroot.listener import split_address
from xmailaudit.tables.ctext import option_list

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Tried", "tried_by_default", "tried_in_turn"]

_OPTIONS = ("NeedTLS", "OutBind")


class Tried(NamedTuple):
    """A host, its port (0: the usual one), and the options that count."""

    host: str
    port: int
    options: tuple[tuple[str, str | None], ...] = ()


def tried_by_default(text: str) -> tuple[Tried, ...]:
    """Of a value of `DefaultSMTPGateways`."""
    return tuple(_tried(text, inline=True))


def tried_in_turn(text: str) -> tuple[bool, tuple[Tried, ...]]:
    """Of a list in smtpfwd.tab or behind `smtprelay`, and whether it is shuffled."""
    return text.startswith("#"), tuple(_tried(text.removeprefix("#"), inline=False))


def _tried(text: str, *, inline: bool) -> Iterator[Tried]:
    for item in filter(None, text.split(";")):
        address, _comma, options = item.partition(",") if inline else (item, "", "")
        host, port = split_address(address)
        if "," not in host:
            counting = tuple(one for one in option_list(options) if one[0] in _OPTIONS)
            yield Tried(host, port, counting)
