"""What the configuration cannot say: clock, names, block lists, the state of TLS.

A `World` holds what is known of them.  What it lacks is *unknown*, and a decision that needs it is
tried with each way it could be (see `facts`).  A `closed` world lacks nothing: a name it does not
hold does not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .addresses import Address
    from .tls.library import Library

__all__ = ["UNKNOWN_WORLD", "World", "ordinary_world"]


class World(NamedTuple):
    """Facts from outside the configuration.

    `now` is a POSIX time.  `reverse` gives the PTR name of an address, confirmed or not (None: it
    has none); `forward` the addresses of a host name; `mail_domains` whether a domain has MX or
    address records; `listed` whether (zone, address) is on a block list.  `server` is the address
    and port the client connected to.  `library` is the OpenSSL that XMail uses; `tls_works` False
    says that no TLS handshake succeeds, otherwise the files decide.
    """

    closed: bool = False
    now: float | None = None
    reverse: Mapping[Address, str | None] = {}
    forward: Mapping[str, tuple[Address, ...]] = {}
    mail_domains: Mapping[str, bool] = {}
    listed: Mapping[tuple[str, Address], bool] = {}
    server: tuple[Address, int] | None = None
    tls_works: bool | None = None
    library: Library | None = None


UNKNOWN_WORLD: Final = World()


def ordinary_world(world: World, client: Address, domain: str | None) -> World:
    """The world in which only the configuration can stop a client that writes from `domain`.

    It has a DNS name and is in no block list, and its domain exists; what else `world` does not
    know does not exist.  The OpenSSL that XMail uses is no such thing: it stays unknown.
    """
    domains = {} if domain is None else {domain: True}
    return world._replace(
        closed=True,
        reverse={client: "client.example.net", **world.reverse},
        mail_domains={**domains, **world.mail_domains},
    )
